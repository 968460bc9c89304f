package dev.lawcast.scaling.fit;

import org.hipparchus.distribution.continuous.NormalDistribution;

import java.util.Arrays;

/// Bias-corrected accelerated interval of one parameter (Efron 1987), its distances from the
/// estimate then stretched for few runs as in [Spread].
///
/// With z₀ = Φ⁻¹(share of draws below the estimate) and a the acceleration, the limits are the
/// draws' quantiles at Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))), z = Φ⁻¹((1 ± level)/2).
final class BootstrapInterval {

    private static final NormalDistribution NORMAL = new NormalDistribution();
    private static final double LARGEST_BIAS = 1; // more is a pile of draws at a bound, not a bias

    private BootstrapInterval() {}

    /// @param draws of the parameter, at least 2
    /// @param acceleration Σu³/(6(Σu²)^{3/2}) of the runs' influences u
    static Interval of(
            double[] draws,
            double estimate,
            double acceleration,
            double stretch,
            double lower,
            double upper,
            double level) {
        double[] sorted = draws.clone();
        Arrays.sort(sorted);
        double below = 0;
        for (double d : sorted) {
            below += d < estimate ? 1 : d == estimate ? .5 : 0;
        }
        double share =
                Math.clamp(below / sorted.length, .5 / sorted.length, 1 - .5 / sorted.length);
        double bias =
                Math.clamp(NORMAL.inverseCumulativeProbability(share), -LARGEST_BIAS, LARGEST_BIAS);
        double low = Spread.sampleQuantile(sorted, corrected((1 - level) / 2, bias, acceleration));
        double high = Spread.sampleQuantile(sorted, corrected((1 + level) / 2, bias, acceleration));
        boolean logarithmic = sorted[0] > 0 && estimate > 0;
        return Interval.of(
                Math.max(lower, stretched(low, estimate, stretch, logarithmic)),
                Math.min(upper, stretched(high, estimate, stretch, logarithmic)),
                level);
    }

    private static double corrected(double p, double bias, double acceleration) {
        double z = bias + NORMAL.inverseCumulativeProbability(p);
        double denominator = 1 - acceleration * z;
        return denominator > .1
                ? NORMAL.cumulativeProbability(bias + z / denominator)
                : NORMAL.cumulativeProbability(bias + z);
    }

    private static double stretched(
            double limit, double estimate, double stretch, boolean logarithmic) {
        return logarithmic
                ? estimate * Math.pow(limit / estimate, stretch)
                : estimate + stretch * (limit - estimate);
    }
}
