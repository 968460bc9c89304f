package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.law.ResidualSpace;

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
            ResidualSpace scale) {
        if (mean == null || !(least > 0) || !scale.takes(estimate)) {
            return new Widened(mean, newRun, mean == null ? null : 1.);
        }
        var about = new Scale(estimate, scale);
        double below = about.below(mean.lower());
        double above = about.above(mean.upper());
        double meanBelow = Math.max(below, least);
        double meanAbove = Math.max(above, least);
        Interval one = newRun;
        if (newRun != null) {
            one =
                    about.interval(
                            joined(about.below(newRun.lower()), below, meanBelow),
                            joined(about.above(newRun.upper()), above, meanAbove),
                            newRun.level());
        }
        double by = (meanBelow + meanAbove) / (below + above);
        return new Widened(
                about.interval(meanBelow, meanAbove, mean.level()),
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

    /// Distances from the estimate in a space; an open side is infinitely far, and so is a limit
    /// that the space does not take.
    private record Scale(double estimate, ResidualSpace space) {

        double below(@Nullable Double lower) {
            return lower == null
                    ? Double.POSITIVE_INFINITY
                    : Math.max(0, space.of(estimate) - space.of(positive(lower)));
        }

        double above(@Nullable Double upper) {
            return upper == null
                    ? Double.POSITIVE_INFINITY
                    : Math.max(0, space.of(upper) - space.of(estimate));
        }

        private double positive(double limit) {
            return space == ResidualSpace.RAW ? limit : Math.max(0, limit);
        }

        Interval interval(double below, double above, double level) {
            double g = space.of(estimate);
            Interval whole = Interval.of(space.metric(g - below), space.metric(g + above), level);
            return new Interval(
                    Double.isInfinite(below) ? null : whole.lower(),
                    Double.isInfinite(above) ? null : whole.upper(),
                    level);
        }
    }
}
