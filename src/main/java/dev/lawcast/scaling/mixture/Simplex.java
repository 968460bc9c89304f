package dev.lawcast.scaling.mixture;

import java.util.Arrays;

/// Mixtures: non-negative shares of k sources that sum to 1.
public final class Simplex {

    /// Shares as written in tables are rounded; a sum farther from 1 than this is an error.
    public static final double LARGEST_DEVIATION = 5e-3;

    /// A sum farther from 1 than this is worth a note.
    public static final double NOTED_DEVIATION = 1e-4;

    /// Mixtures closer than this in every share are one mixture.
    static final double SAME = 1e-6;

    private static final int BISECTIONS = 200;

    private Simplex() {}

    /// |Σp − 1|.
    public static double deviation(double[] shares) {
        return Math.abs(Arrays.stream(shares).sum() - 1);
    }

    /// The shares divided by their sum.
    ///
    /// @throws IllegalArgumentException where a share is negative or not finite, or the sum is off
    ///   by more than [#LARGEST_DEVIATION]
    public static double[] normalised(double[] shares) {
        for (double share : shares) {
            if (!(share >= 0 && share <= 1 + LARGEST_DEVIATION)) {
                throw new IllegalArgumentException(
                        "The mixture "
                                + Arrays.toString(shares)
                                + " has the share "
                                + share
                                + "; shares are within [0, 1].");
            }
        }
        double sum = Arrays.stream(shares).sum();
        if (!(Math.abs(sum - 1) <= LARGEST_DEVIATION)) {
            throw new IllegalArgumentException(
                    "The mixture "
                            + Arrays.toString(shares)
                            + " sums to "
                            + sum
                            + ", not to 1 within "
                            + LARGEST_DEVIATION
                            + ". Maybe a source is missing, or the shares are per cent.");
        }
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    static boolean same(double[] p, double[] q) {
        for (int i = 0; i < p.length; i++) {
            if (!(Math.abs(p[i] - q[i]) <= SAME)) {
                return false;
            }
        }
        return true;
    }

    /// ½·Σ|p − q|: the share of the samples that differ.
    static double distance(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return sum / 2;
    }

    /// The mixture within the limits that is nearest to a point: p_i = clamp(x_i − μ, lower_i,
    /// upper_i) with μ such that Σp = 1, found by bisection.
    ///
    /// @param lower Σ lower ≤ 1
    /// @param upper Σ upper ≥ 1
    static double[] nearest(double[] x, double[] lower, double[] upper) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < x.length; i++) {
            low = Math.min(low, x[i] - upper[i]);
            high = Math.max(high, x[i] - lower[i]);
        }
        for (int round = 0; round < BISECTIONS && high > low; round++) {
            double mu = (low + high) / 2;
            if (mu == low || mu == high) {
                break;
            }
            if (clampedSum(x, mu, lower, upper) > 1) {
                low = mu;
            } else {
                high = mu;
            }
        }
        double[] p = new double[x.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.clamp(x[i] - high, lower[i], upper[i]);
        }
        return p;
    }

    private static double clampedSum(double[] x, double mu, double[] lower, double[] upper) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.clamp(x[i] - mu, lower[i], upper[i]);
        }
        return sum;
    }
}
