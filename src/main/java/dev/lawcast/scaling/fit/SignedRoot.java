package dev.lawcast.scaling.fit;

import java.util.function.DoubleUnaryOperator;

/// Finds where the signed root z of a profile reaches t. z is nearly a straight line through 0 in
/// the distance from the estimate, so secants need about three evaluations.
final class SignedRoot {

    private static final double CLOSE = 2e-3; // of t; the last secant makes it about 1e−5
    private static final int TRIALS = 40;
    private static final double NARROW = 1e-9;

    private SignedRoot() {}

    /// @param root z at a distance > 0 from the estimate, ≥ 0
    /// @param first distance to try first
    /// @param end distance at which a bound lies; +∞ for none
    /// @param farthest distance beyond which a side counts as open
    /// @return the distance at which z = t, `end` where it is not reached up to there, NaN where
    ///   the side is open
    static double reaching(
            double t,
            DoubleUnaryOperator root,
            double first,
            double end,
            double farthest,
            Progress progress) {
        double low = 0;
        double lowRoot = 0;
        double high = Double.NaN;
        double highRoot = Double.NaN;
        double x = first;
        for (int trial = 1; trial <= TRIALS && !progress.cancelled(); trial++) {
            x = Math.min(x, end);
            double z = root.applyAsDouble(x);
            boolean close = Math.abs(z - t) < CLOSE * t;
            if (z < t) {
                if (x >= end) {
                    return end;
                }
                double slope = (z - lowRoot) / (x - low);
                if (close && slope > 0) {
                    return Math.min(end, x + (t - z) / slope);
                }
                low = x;
                lowRoot = z;
                if (Double.isNaN(high)) {
                    if (x > farthest) {
                        return Double.NaN;
                    }
                    double next = slope > 0 ? x + (t - z) / slope : 4 * x;
                    x = Math.clamp(next, 1.001 * x, 4 * x);
                    continue;
                }
            } else {
                high = x;
                highRoot = z;
                if (close) {
                    return x - (z - t) * (high - low) / (highRoot - lowRoot);
                }
            }
            if (high - low < NARROW * high) {
                break;
            }
            double share = (t - lowRoot) / (highRoot - lowRoot);
            boolean halve = trial % 5 == 0 || !(highRoot < Double.POSITIVE_INFINITY);
            x = low + (halve ? .5 : Math.clamp(share, .01, .99)) * (high - low);
        }
        return x;
    }
}
