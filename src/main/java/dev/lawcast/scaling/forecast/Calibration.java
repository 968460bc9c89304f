package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.jspecify.annotations.Nullable;

/// Whether intervals hold as often as they promise: of n runs, k lie inside intervals of level c.
///
/// The share k/n has the interval of Wilson (1927), which stays within [0, 1] also for few runs. If
/// the intervals hold what they promise, k is binomial and P(K ≤ k) is rarely small.
///
/// @param level c
/// @param runs n
/// @param inside k
/// @param share k/n; null without runs
/// @param interval of the share, 95 %; null without runs
/// @param probabilityOfSoFew P(K ≤ k) at level c; null without runs
public record Calibration(
        double level,
        int runs,
        int inside,
        @Nullable Double share,
        @Nullable Interval interval,
        @Nullable Double probabilityOfSoFew) {

    private static final double OF_SHARE = .95;

    /// @param level within (0, 1)
    public static Calibration of(double level, int runs, int inside) {
        if (inside < 0 || inside > runs) {
            throw new IllegalArgumentException(inside + " of " + runs + " runs are inside");
        }
        if (runs == 0) {
            return new Calibration(level, 0, 0, null, null, null);
        }
        return new Calibration(
                level,
                runs,
                inside,
                (double) inside / runs,
                wilson(runs, inside),
                new BinomialDistribution(runs, level).cumulativeProbability(inside));
    }

    private static Interval wilson(int n, int k) {
        double z = new NormalDistribution().inverseCumulativeProbability((1 + OF_SHARE) / 2);
        double p = (double) k / n;
        double scale = 1 + z * z / n;
        double middle = (p + z * z / (2 * n)) / scale;
        double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4. * n * n)) / scale;
        return new Interval(Math.max(0, middle - half), Math.min(1, middle + half), OF_SHARE);
    }
}
