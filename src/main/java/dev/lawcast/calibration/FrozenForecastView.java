package dev.lawcast.calibration;

import dev.lawcast.scaling.fit.Interval;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A frozen forecast as it is shown and told.
///
/// @param error measured − mean
/// @param inside the new-run interval of `level`
record FrozenForecastView(
        String id,
        String experimentId,
        String fitId,
        int fitVersion,
        String metric,
        Map<String, Object> point,
        @Nullable String runKey,
        double tolerance,
        double level,
        double mean,
        @Nullable Interval meanInterval,
        @Nullable Interval newRunInterval,
        List<Interval> newRunIntervals,
        double extrapolationFactor,
        FrozenForecast.Status status,
        @Nullable String reason,
        @Nullable String run,
        @Nullable Double measured,
        @Nullable Double error,
        @Nullable Double relativeError,
        @Nullable Boolean inside,
        @Nullable Double logScore,
        Instant createdAt,
        @Nullable Instant scoredAt) {

    static FrozenForecastView of(FrozenForecast f) {
        Double measured = f.measured();
        Double error = measured == null ? null : measured - f.mean();
        return new FrozenForecastView(
                f.id().toString(),
                f.experiment().toString(),
                f.fit().toString(),
                f.fitVersion(),
                f.metric(),
                f.point(),
                f.runKey(),
                f.tolerance(),
                f.level(),
                f.mean(),
                f.meanInterval(),
                f.newRunInterval(),
                f.newRunIntervals(),
                f.extrapolationFactor(),
                f.status(),
                f.reason(),
                f.run(),
                measured,
                error,
                error == null || measured == null || measured == 0
                        ? null
                        : error / Math.abs(measured),
                f.inside(f.level()),
                f.logScore(),
                f.createdAt(),
                f.scoredAt());
    }
}
