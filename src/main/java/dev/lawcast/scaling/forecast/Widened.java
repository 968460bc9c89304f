package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;

import org.jspecify.annotations.Nullable;

/// The two intervals of a forecast after [Widening].
///
/// The mean interval gets the least half-width on each side. The scatter of a run, what the new-run
/// interval is wider than the mean's in squares, is then joined to it again.
///
/// @param by width of the mean interval over its width before; 1 where the runs' own doubt is
///   larger, null where there is no closed interval to compare
record Widened(@Nullable Interval mean, @Nullable Interval newRun, @Nullable Double by) {

    static Widened of(
            double estimate,
            @Nullable Interval mean,
            @Nullable Interval newRun,
            double least,
            boolean logarithmic) {
        if (mean == null || !(least > 0) || (logarithmic && !(estimate > 0))) {
            return new Widened(mean, newRun, mean == null ? null : 1.);
        }
        var scale = new Scale(estimate, logarithmic);
        double below = scale.below(mean.lower());
        double above = scale.above(mean.upper());
        double meanBelow = Math.max(below, least);
        double meanAbove = Math.max(above, least);
        Interval one = newRun;
        if (newRun != null) {
            one =
                    scale.interval(
                            joined(scale.below(newRun.lower()), below, meanBelow),
                            joined(scale.above(newRun.upper()), above, meanAbove),
                            newRun.level());
        }
        double by = (meanBelow + meanAbove) / (below + above);
        return new Widened(
                scale.interval(meanBelow, meanAbove, mean.level()),
                one,
                Double.isFinite(by) ? by : null);
    }

    /// A run's deviation, its share from the mean replaced by a larger one.
    private static double joined(double run, double mean, double wider) {
        double scatter = Math.max(0, run * run - mean * mean);
        return Double.isInfinite(run) || Double.isInfinite(wider)
                ? Double.POSITIVE_INFINITY
                : Math.sqrt(wider * wider + scatter);
    }

    /// Distances from the estimate, in ln metric or metric; an open side is infinitely far, and so
    /// is a lower limit ≤ 0 in ln metric.
    private record Scale(double estimate, boolean logarithmic) {

        double below(@Nullable Double lower) {
            return lower == null
                    ? Double.POSITIVE_INFINITY
                    : Math.max(
                            0,
                            logarithmic
                                    ? Math.log(estimate) - Math.log(Math.max(0, lower))
                                    : estimate - lower);
        }

        double above(@Nullable Double upper) {
            return upper == null
                    ? Double.POSITIVE_INFINITY
                    : Math.max(0, logarithmic ? Math.log(upper / estimate) : upper - estimate);
        }

        Interval interval(double below, double above, double level) {
            if (!logarithmic) {
                return Interval.of(estimate - below, estimate + above, level);
            }
            Interval whole =
                    Interval.of(estimate * Math.exp(-below), estimate * Math.exp(above), level);
            return Double.isInfinite(below) ? new Interval(null, whole.upper(), level) : whole;
        }
    }
}
