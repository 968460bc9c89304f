package dev.lawcast.scaling.fit;

/// The mean of values by compensated summation (Kahan 1965): the sum is as good as one of twice the
/// precision, and has the bits of [java.util.stream.DoubleStream#average].
final class CompensatedMean {

    private CompensatedMean() {}

    /// 0 for no values.
    static double of(double[] values) {
        double sum = 0;
        double lost = 0; // by rounding, with the sign of what was added too much
        double plain = 0;
        for (double value : values) {
            double change = value - lost;
            double next = sum + change;
            lost = next - sum - change;
            sum = next;
            plain += value;
        }
        double total = sum - lost;
        // infinite values leave no compensation
        boolean infinite = Double.isNaN(total) && Double.isInfinite(plain);
        return values.length == 0 ? 0 : (infinite ? plain : total) / values.length;
    }
}
