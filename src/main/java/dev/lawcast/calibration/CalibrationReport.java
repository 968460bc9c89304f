package dev.lawcast.calibration;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.forecast.Calibration;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// How often forecasts of a metric came true, by level and by how far outside the runs they were.
/// Of several forecasts of one run the latest counts.
///
/// @param runs whose forecast has been scored
/// @param meanAbsoluteRelativeError of |measured − mean| / |measured|; null without runs
/// @param meanRelativeError above 0 the forecasts were too low; null without runs
/// @param meanLogScore null where no forecast has one
record CalibrationReport(
        String metric,
        int runs,
        @Nullable Double meanAbsoluteRelativeError,
        @Nullable Double meanRelativeError,
        @Nullable Double meanLogScore,
        List<Row> rows) {

    /// Upper ends of the ranges of the factor; the last one is open.
    private static final List<Double> FACTORS = List.of(1., 2., 5., 10.);

    /// @param above the least factor, exclusive; null from 1
    /// @param upTo the largest factor, inclusive; null without end
    /// @param reason why there are no figures, or null
    record Row(
            double level,
            @Nullable Double above,
            @Nullable Double upTo,
            int runs,
            int inside,
            @Nullable Double share,
            @Nullable Interval interval,
            @Nullable Double probabilityOfSoFew,
            @Nullable String reason) {}

    static CalibrationReport of(String metric, List<FrozenForecast> scored) {
        var rows = new ArrayList<Row>();
        for (double level : FrozenForecasts.LEVELS) {
            rows.add(row(level, null, null, scored));
            Double above = null;
            for (int i = 0; i <= FACTORS.size(); i++) {
                Double upTo = i < FACTORS.size() ? FACTORS.get(i) : null;
                rows.add(row(level, above == null ? Double.valueOf(0) : above, upTo, scored));
                above = upTo;
            }
        }
        return new CalibrationReport(
                metric,
                scored.size(),
                mean(scored, f -> Math.abs(relativeError(f))),
                mean(scored, CalibrationReport::relativeError),
                mean(scored, f -> f.logScore() == null ? Double.NaN : f.logScore()),
                rows);
    }

    /// All runs at one level.
    static Calibration all(double level, List<FrozenForecast> scored) {
        List<Boolean> inside =
                scored.stream()
                        .map(f -> f.inside(level))
                        .filter(java.util.Objects::nonNull)
                        .map(Boolean.TRUE::equals)
                        .toList();
        return Calibration.of(level, inside.size(), (int) inside.stream().filter(in -> in).count());
    }

    private static Row row(
            double level,
            @Nullable Double above,
            @Nullable Double upTo,
            List<FrozenForecast> scored) {
        List<FrozenForecast> some =
                scored.stream()
                        .filter(f -> above == null || f.extrapolationFactor() > above)
                        .filter(f ->
                                above == null || upTo == null || f.extrapolationFactor() <= upTo)
                        .toList();
        Calibration calibration = all(level, some);
        return new Row(
                level,
                above == null || above == 0 ? null : above,
                upTo,
                calibration.runs(),
                calibration.inside(),
                calibration.share(),
                calibration.interval(),
                calibration.probabilityOfSoFew(),
                calibration.runs() > 0
                        ? null
                        : some.isEmpty()
                                ? "No forecast of this kind has met its run yet."
                                : "The forecasts have no interval of this level.");
    }

    private static double relativeError(FrozenForecast f) {
        Double measured = f.measured();
        return measured == null ? Double.NaN : (measured - f.mean()) / Math.abs(measured);
    }

    private static @Nullable Double mean(
            List<FrozenForecast> scored, ToDoubleFunction<FrozenForecast> value) {
        OptionalDouble mean = scored.stream().mapToDouble(value).filter(Double::isFinite).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }
}
