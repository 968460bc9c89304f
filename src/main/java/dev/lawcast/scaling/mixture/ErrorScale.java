package dev.lawcast.scaling.mixture;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// How far a metric is from its best value: the quantity that power laws fall in.
///
/// A metric to maximise with best value b has the error e = b − metric, one to minimise e = metric
/// − b with b = 0 where none is declared. A metric to maximise without a best value has no error.
///
/// @param maximize whether larger is better
/// @param best b, in units of the metric
/// @param least smaller errors are raised to it, so that their logarithm exists
public record ErrorScale(boolean maximize, @Nullable Double best, double least) {

    private static final double LEAST_SHARE = 1e-3; // of the runs' median error

    /// Before any run is known.
    public ErrorScale(boolean maximize, @Nullable Double best) {
        this(maximize, best, LEAST_SHARE);
    }

    public ErrorScale {
        if (best == null && !maximize) {
            best = 0.;
        }
    }

    /// Whether there is an error, without which only forms and stages in the metric itself exist.
    public boolean exists() {
        return best != null;
    }

    /// The scale for these runs: whatever the unit, errors count down to a thousandth of their
    /// median.
    ErrorScale of(double[] metrics) {
        double[] errors =
                Arrays.stream(metrics).map(this::error).filter(e -> e > 0).sorted().toArray();
        double median = errors.length == 0 ? 1 : errors[errors.length / 2];
        return new ErrorScale(maximize, best, LEAST_SHARE * median);
    }

    /// ln e, raised where e is below [#least].
    double logError(double metric) {
        return Math.log(Math.max(error(metric), least));
    }

    double error(double metric) {
        double b = best == null ? 0 : best;
        return maximize ? b - metric : metric - b;
    }

    double metric(double error) {
        double b = best == null ? 0 : best;
        return maximize ? b - error : b + error;
    }

    /// Whether a projected metric is beyond the best value.
    boolean beyond(double metric) {
        return best != null && error(metric) < 0;
    }

    /// The metric, or the best value where it is beyond that.
    double clipped(double metric) {
        return best != null && error(metric) < 0 ? best : metric;
    }

    /// Whether a is better than b.
    boolean better(double a, double b) {
        return maximize ? a > b : a < b;
    }
}
