package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Forecasts of a metric at given sizes.
///
/// The mean interval holds what many runs of that size would average to, if the law is true; the
/// new-run interval holds one run. Both are pointwise.
///
/// @param forecasts one per point, in the order asked
public record Forecasts(List<Forecast> forecasts, List<Warning> warnings) {

    /// As [#at(FittedLaw, List, double, Widening)], with intervals that take the law for true.
    public static Forecasts at(FittedLaw fitted, List<double[]> points, double level) {
        return at(fitted, points, level, null);
    }

    /// @param points sizes > 0, each in the order of the law's variables
    /// @param level of the intervals, within (0, 1)
    /// @param widening what a backtest says of forecasts outside the runs; null where there is none
    /// @throws IllegalArgumentException for a point of the wrong length or a size that is not
    ///   finite and > 0
    public static Forecasts at(
            FittedLaw fitted, List<double[]> points, double level, @Nullable Widening widening) {
        Requirements.level(level);
        points.forEach(x -> Requirements.point(fitted, x));
        var newRun = new NewRun(fitted);
        var forecasts = new ArrayList<Forecast>();
        var extrapolations = new ArrayList<Extrapolation>();
        for (double[] x : points) {
            var spread = Spread.of(fitted, p -> fitted.law().value(p, x), level);
            boolean scatterKnown = fitted.noise().known() || fitted.noise().degreesOfFreedom() > 0;
            Interval mean = spread == null ? null : spread.interval(level);
            Interval one = spread == null || !scatterKnown ? null : newRun.interval(spread, level);
            var extrapolation = Extrapolation.of(fitted, x);
            extrapolations.add(extrapolation);
            double estimate = fitted.value(x);
            var widened = widened(estimate, mean, one, extrapolation, level, widening);
            forecasts.add(
                    new Forecast(
                            named(fitted, x),
                            estimate,
                            widened.mean(),
                            widened.newRun(),
                            extrapolation,
                            widened.by()));
        }
        return new Forecasts(List.copyOf(forecasts), Extrapolation.warnings(extrapolations));
    }

    private static Widened widened(
            double estimate,
            @Nullable Interval mean,
            @Nullable Interval newRun,
            Extrapolation extrapolation,
            double level,
            @Nullable Widening widening) {
        if (widening == null) {
            return new Widened(mean, newRun, null);
        }
        double least = widening.halfWidth(extrapolation.factor(), level);
        return Widened.of(estimate, mean, newRun, least, widening.logarithmic());
    }

    private static LinkedHashMap<String, Double> named(FittedLaw fitted, double[] x) {
        var point = new LinkedHashMap<String, Double>();
        for (int j = 0; j < x.length; j++) {
            point.put(fitted.law().variables().get(j).name(), x[j]);
        }
        return point;
    }
}
