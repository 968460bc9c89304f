package dev.lawcast.forecasts;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.forecast.Target;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The answer of `POST /fits/{id}/targets`.
///
/// @param solution smallest size that reaches the value, null where none does
/// @param interval an open side is null
/// @param floor what the metric falls to as the size grows without end; null where it grows without
///   end itself
/// @param probabilityUnreachable that no size reaches the value, 0 to 1
public record TargetAnswer(
        String fit,
        String metric,
        double value,
        String solveFor,
        Map<String, Object> given,
        double level,
        boolean reachable,
        @Nullable Double solution,
        @Nullable Interval interval,
        @Nullable Double floor,
        @Nullable Interval floorInterval,
        double probabilityUnreachable,
        ForecastAnswer.@Nullable Distance extrapolation,
        @Nullable String reason,
        List<Warning> warnings) {

    static TargetAnswer of(
            String fit, String metric, double level, Target target, LawPoints points) {
        var extrapolation = target.extrapolation();
        return new TargetAnswer(
                fit,
                metric,
                target.value(),
                points.name(target.solveFor()),
                points.named(target.given()),
                level,
                target.reachable(),
                target.solution(),
                target.interval(),
                Double.isFinite(target.floor()) ? target.floor() : null,
                target.floorInterval(),
                target.probabilityUnreachable(),
                extrapolation == null ? null : ForecastAnswer.Distance.of(extrapolation, points),
                points.said(target.reason()),
                points.said(target.warnings()));
    }
}
