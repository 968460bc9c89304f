package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.MeanProfile;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Forecasts of a metric at given sizes.
///
/// The mean interval holds what many runs of that size would average to, if the law is true; the
/// new-run interval holds one run. Both are pointwise; the bands hold all points at once, and each
/// of them holds the interval of its point.
///
/// @param forecasts one per point, in the order asked
public record Forecasts(List<Forecast> forecasts, List<Warning> warnings) {

    /// Points times runs: a profile refits all runs some twenty times.
    private static final long MOST_PROFILED = 100_000;

    /// The runs that a law was fitted to, and how.
    public record Basis(Observations runs, FitSettings settings) {}

    /// As [#at(FittedLaw, List, double, Basis, Widening)], with intervals that take the law for
    /// true.
    public static Forecasts at(FittedLaw fitted, List<double[]> points, double level) {
        return at(fitted, points, level, null, null);
    }

    /// Likewise, widened.
    public static Forecasts at(
            FittedLaw fitted, List<double[]> points, double level, @Nullable Widening widening) {
        return at(fitted, points, level, null, widening);
    }

    /// @param points sizes > 0, each in the order of the law's variables
    /// @param level of the intervals, within (0, 1)
    /// @param widening what a backtest says of forecasts outside the runs; null where there is none
    /// @throws IllegalArgumentException for a point of the wrong length or a size that is not
    ///   finite and > 0
    /// @param basis for profile likelihood intervals, of up to 100,000 points times runs; null for
    ///   none
    public static Forecasts at(
            FittedLaw fitted,
            List<double[]> points,
            double level,
            @Nullable Basis basis,
            @Nullable Widening widening) {
        Requirements.level(level);
        points.forEach(x -> Requirements.point(fitted, x));
        var newRun = new NewRun(fitted);
        boolean scatterKnown = fitted.noise().known() || fitted.noise().degreesOfFreedom() > 0;
        var spreads = new ArrayList<@Nullable Spread>();
        var profiles = new ArrayList<@Nullable Interval>();
        var means = new ArrayList<@Nullable Interval>();
        var runs = new ArrayList<@Nullable Interval>();
        boolean profiled =
                basis != null && (long) points.size() * basis.runs().size() <= MOST_PROFILED;
        boolean piled = fitted.piled(level);
        for (double[] x : points) {
            var spread = Spread.ofMetric(fitted, x, level);
            spreads.add(spread);
            var profile = basis != null && profiled ? profile(fitted, basis, x, level) : null;
            profiles.add(profile);
            var mean = spread == null ? null : spread.interval(level);
            means.add(Interval.hull(mean, piled ? profile : null));
            runs.add(spread == null || !scatterKnown ? null : newRun.interval(spread, level));
        }
        var simultaneous = new Bands(fitted, level);
        var meanBands = simultaneous.ofMeans(spreads, means);
        var runBands = simultaneous.ofRuns(spreads, runs, newRun.scatter());
        var forecasts = new ArrayList<Forecast>();
        var extrapolations = new ArrayList<Extrapolation>();
        for (int i = 0; i < points.size(); i++) {
            double[] x = points.get(i);
            var extrapolation = Extrapolation.of(fitted, x);
            extrapolations.add(extrapolation);
            double estimate = fitted.value(x);
            var widened =
                    widened(
                            fitted,
                            estimate,
                            means.get(i),
                            runs.get(i),
                            extrapolation,
                            level,
                            widening);
            // errors beyond the runs go together: what holds one point holds all of them
            var bands =
                    widened(
                            fitted,
                            estimate,
                            meanBands.get(i),
                            runBands.get(i),
                            extrapolation,
                            level,
                            widening);
            forecasts.add(
                    new Forecast(
                            named(fitted, x),
                            estimate,
                            widened.mean(),
                            widened.newRun(),
                            bands.mean(),
                            Interval.hull(bands.newRun(), widened.newRun()),
                            new Intervals(
                                    Spread.wald(fitted, x, level),
                                    profiles.get(i),
                                    fitted.draws().length > 0 ? means.get(i) : null),
                            extrapolation,
                            widened.by()));
        }
        return new Forecasts(List.copyOf(forecasts), Extrapolation.warnings(extrapolations));
    }

    private static Widened widened(
            FittedLaw fitted,
            double estimate,
            @Nullable Interval mean,
            @Nullable Interval newRun,
            Extrapolation extrapolation,
            double level,
            @Nullable Widening widening) {
        if (widening == null) {
            return new Widened(mean, newRun, null);
        }
        ResidualSpace scale = widening.scale(estimate, fitted);
        double least =
                widening.halfWidth(extrapolation.factor(), level) * widening.slope(estimate, scale);
        return Widened.of(estimate, mean, newRun, least, scale);
    }

    private static @Nullable Interval profile(
            FittedLaw fitted, Basis basis, double[] x, double level) {
        return MeanProfile.of(fitted, basis.runs(), basis.settings(), x, level);
    }

    private static LinkedHashMap<String, Double> named(FittedLaw fitted, double[] x) {
        var point = new LinkedHashMap<String, Double>();
        for (int j = 0; j < x.length; j++) {
            point.put(fitted.law().variables().get(j).name(), x[j]);
        }
        return point;
    }
}
