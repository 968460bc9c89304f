package dev.lawcast.scaling.mixture;

import java.util.Arrays;

/// Variance of one run about its mixture's mean, by size: s²(N) = s₀²·(N/N₀)^b within the sizes
/// that were trained, constant beyond them.
///
/// From estimates s_l² with ν_l degrees of freedom, whose logarithms have the variance 2/ν_l: b is
/// their weighted slope on ln N, shrunk by b ~ N(0, 0.3²), and s₀² the pooled variance that is
/// left. Small models often scatter more than large ones, even in ln e.
///
/// @param variance s₀²
/// @param slope b
/// @param center ln N₀
/// @param smallest N
/// @param largest N
record RunScatter(double variance, double slope, double center, double smallest, double largest) {

    private static final double USUAL_SLOPE = .3;
    private static final double LEAST_SHARE = 1e-3; // of the pooled variance, for the logarithm

    /// @param size ascending
    /// @param variance of a run at each size; of no account where there are no degrees of freedom
    /// @param degrees ν, at least one > 0
    static RunScatter of(double[] size, double[] variance, int[] degrees) {
        double pooled = pooled(size, variance, degrees, 0, 0);
        double total = Arrays.stream(degrees).sum();
        double center = 0;
        for (int l = 0; l < size.length; l++) {
            center += degrees[l] * Math.log(size[l]) / total;
        }
        double sxx = 1 / (USUAL_SLOPE * USUAL_SLOPE);
        double sxy = 0;
        for (int l = 0; l < size.length && pooled > 0; l++) {
            if (degrees[l] > 0) {
                double x = Math.log(size[l]) - center;
                double y = Math.log(Math.max(variance[l], LEAST_SHARE * pooled) / pooled);
                sxx += degrees[l] / 2. * x * x;
                sxy += degrees[l] / 2. * x * y;
            }
        }
        double slope = sxy / sxx;
        return new RunScatter(
                pooled(size, variance, degrees, slope, center),
                slope,
                center,
                size[0],
                size[size.length - 1]);
    }

    private static double pooled(
            double[] size, double[] variance, int[] degrees, double slope, double center) {
        double sum = 0;
        double total = 0;
        for (int l = 0; l < size.length; l++) {
            if (degrees[l] > 0) {
                sum += degrees[l] * variance[l] * Math.exp(-slope * (Math.log(size[l]) - center));
                total += degrees[l];
            }
        }
        return sum / total;
    }

    /// s²(N).
    double at(double size) {
        double x = Math.log(Math.clamp(size, smallest, largest)) - center;
        return variance * Math.exp(slope * x);
    }
}
