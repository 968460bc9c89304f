package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.forecast.Forecast;
import dev.lawcast.scaling.forecast.Forecasts;
import dev.lawcast.scaling.forecast.Widening;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// How well the fit predicts the runs that were kept aside.
///
/// @param meanAbsoluteRelativeError mean of |predicted − measured| / |measured|
/// @param meanRelativeError mean of (predicted − measured) / |measured|: above 0 the forecasts are
///   too high
/// @param coverage share of the runs inside their new-run interval, null where there are no
///   intervals
/// @param reason why there are no figures, or null
record HeldOutScore(
        String variable,
        double above,
        int runs,
        @Nullable Double meanAbsoluteRelativeError,
        @Nullable Double meanRelativeError,
        @Nullable Double coverage,
        @Nullable String reason,
        List<Point> points) {

    private static final int MOST_POINTS = 1_000;

    record Point(
            String key,
            double measured,
            double predicted,
            @Nullable Interval newRunInterval,
            @Nullable Boolean inside,
            @Nullable Double relativeError,
            double extrapolationFactor) {}

    static @Nullable HeldOutScore of(
            @Nullable FittedLaw fitted,
            FitRequest request,
            Observations held,
            @Nullable Widening widening) {
        FitRequest.HoldOut asked = request.holdOut();
        if (asked == null) {
            return null;
        }
        if (fitted == null || held.size() == 0) {
            String reason =
                    fitted == null
                            ? "The fit determined no curve."
                            : "No run has " + asked.variable() + " > " + asked.above() + ".";
            return new HeldOutScore(
                    asked.variable(),
                    asked.above(),
                    held.size(),
                    null,
                    null,
                    null,
                    reason,
                    List.of());
        }
        List<Point> points = points(fitted, held, request.level(), widening);
        double[] errors =
                points.stream()
                        .filter(p -> p.relativeError() != null)
                        .mapToDouble(p -> p.relativeError())
                        .toArray();
        List<Boolean> inside =
                points.stream()
                        .filter(p -> p.inside() != null)
                        .map(p -> Boolean.TRUE.equals(p.inside()))
                        .toList();
        return new HeldOutScore(
                asked.variable(),
                asked.above(),
                held.size(),
                mean(java.util.Arrays.stream(errors).map(Math::abs).toArray()),
                mean(errors),
                mean(inside.stream().mapToDouble(yes -> yes ? 1 : 0).toArray()),
                null,
                points.stream().limit(MOST_POINTS).toList());
    }

    private static List<Point> points(
            FittedLaw fitted, Observations held, double level, @Nullable Widening widening) {
        var places = new ArrayList<double[]>();
        for (int i = 0; i < held.size(); i++) {
            double[] x = new double[held.x().length];
            for (int j = 0; j < x.length; j++) {
                x[j] = held.x()[j][i];
            }
            places.add(x);
        }
        List<Forecast> forecasts = Forecasts.at(fitted, places, level, widening).forecasts();
        var points = new ArrayList<Point>();
        for (int i = 0; i < held.size(); i++) {
            Forecast forecast = forecasts.get(i);
            double measured = held.y()[i];
            Interval interval = forecast.newRunInterval();
            points.add(
                    new Point(
                            held.keys().get(i),
                            measured,
                            forecast.mean(),
                            interval,
                            interval == null ? null : contains(interval, measured),
                            measured == 0
                                    ? null
                                    : (forecast.mean() - measured) / Math.abs(measured),
                            forecast.extrapolation().factor()));
        }
        return points;
    }

    private static boolean contains(Interval interval, double value) {
        Double lower = interval.lower();
        Double upper = interval.upper();
        return (lower == null || value >= lower) && (upper == null || value <= upper);
    }

    private static @Nullable Double mean(double[] values) {
        return values.length == 0 ? null : java.util.Arrays.stream(values).sum() / values.length;
    }
}
