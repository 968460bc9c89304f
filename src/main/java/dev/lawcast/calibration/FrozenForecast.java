package dev.lawcast.calibration;

import dev.lawcast.scaling.fit.Interval;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A forecast as it was made.
///
/// @param point values by the experiment's names, numbers and labels
/// @param runKey of the run that it speaks of; null for the first one of these sizes
/// @param tolerance by which sizes may be off, relative
/// @param level of the interval that was asked for
/// @param space `raw` or `log`: of the fit's residuals
/// @param newRunIntervals at several levels, `level` among them; empty where the scatter is not
///   known
/// @param run key of the run that came
/// @param logScore null where there is no interval
record FrozenForecast(
        UUID id,
        UUID experiment,
        UUID fit,
        int fitVersion,
        String metric,
        Map<String, Object> point,
        @Nullable String runKey,
        double tolerance,
        double level,
        String space,
        double mean,
        @Nullable Interval meanInterval,
        List<Interval> newRunIntervals,
        double extrapolationFactor,
        Status status,
        @Nullable String reason,
        @Nullable String run,
        @Nullable Double measured,
        @Nullable Double logScore,
        Instant createdAt,
        @Nullable Instant scoredAt) {

    enum Status {
        OPEN,
        SCORED,
        /// The run that it names came with other sizes.
        MISMATCHED
    }

    @Nullable Interval newRunInterval() {
        return newRunIntervals.stream().filter(i -> i.level() == level).findFirst().orElse(null);
    }

    /// Whether what came lies in the interval of a level; null without one.
    @Nullable Boolean inside(double level) {
        Double y = measured;
        return y == null
                ? null
                : newRunIntervals.stream()
                        .filter(i -> i.level() == level)
                        .findFirst()
                        .map(i -> i.contains(y))
                        .orElse(null);
    }
}
