package dev.lawcast.forecasts;

import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.forecast.Extrapolation;
import dev.lawcast.scaling.forecast.Forecast;
import dev.lawcast.scaling.forecast.Forecasts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The answer of `POST /fits/{id}/forecasts`.
///
/// @param metric name of what is forecast
public record ForecastAnswer(
        String fit, String metric, double level, List<At> forecasts, List<Warning> warnings) {

    /// @param point values by the experiment's names
    /// @param meanBand holds the expected metric at all points of the question at once
    /// @param newRunBand likewise one new run at each
    /// @param meanIntervals kinds of interval of the expected metric side by side
    /// @param extrapolation null where it is not known for which sizes the curve holds
    public record At(
            Map<String, Object> point,
            double mean,
            @Nullable Interval meanInterval,
            @Nullable Interval newRunInterval,
            @Nullable Interval meanBand,
            @Nullable Interval newRunBand,
            Intervals meanIntervals,
            @Nullable Distance extrapolation,
            @Nullable Double widenedBy) {

        /// The same of a point that says more.
        At at(Map<String, Object> point) {
            return new At(
                    point,
                    mean,
                    meanInterval,
                    newRunInterval,
                    meanBand,
                    newRunBand,
                    meanIntervals,
                    extrapolation,
                    widenedBy);
        }
    }

    /// How far outside the runs.
    ///
    /// @param factor of the worst variable; 1 inside
    public record Distance(
            double factor, String variable, boolean inside, List<PerVariable> variables) {

        static @Nullable Distance of(Extrapolation extrapolation, LawPoints points) {
            if (!points.ranged()) {
                return null;
            }
            return new Distance(
                    extrapolation.factor(),
                    points.name(extrapolation.variable()),
                    extrapolation.inside(),
                    extrapolation.variables().stream()
                            .map(v ->
                                    new PerVariable(
                                            points.name(v.variable()), v.factor(), v.inside()))
                            .toList());
        }
    }

    public record PerVariable(String variable, double factor, boolean inside) {}

    static ForecastAnswer of(
            String fit, String metric, double level, Forecasts forecasts, LawPoints points) {
        return new ForecastAnswer(
                fit,
                metric,
                level,
                forecasts.forecasts().stream().map(f -> at(f, points)).toList(),
                points.said(forecasts.warnings()));
    }

    static At at(Forecast forecast, LawPoints points) {
        return new At(
                points.named(forecast.point()),
                forecast.mean(),
                forecast.meanInterval(),
                forecast.newRunInterval(),
                forecast.meanBand(),
                forecast.newRunBand(),
                forecast.kinds(),
                Distance.of(forecast.extrapolation(), points),
                forecast.widenedBy());
    }
}
