package dev.lawcast.projections;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.mixture.Forecast;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What mixtures are projected to reach.
///
/// @param transportsSolved transport problems that had to be solved for it; the others were known
/// @param milliseconds that the answer took, without what it took to load the projection
record ForecastAnswer(
        List<Item> forecasts, List<String> notes, long transportsSolved, double milliseconds) {

    /// @param noiseAmplification by how much the second stage multiplies the noise of the trained
    ///   sizes, or null where it is fitted to all runs at once
    record Item(
            Point point,
            double mean,
            Interval meanInterval,
            Interval newRunInterval,
            double standardError,
            @Nullable Double noiseAmplification,
            boolean clipped,
            Extrapolation extrapolation) {}

    record Point(double size, Map<String, Double> mixture) {}

    /// @param factor size over the largest trained size, or the smallest over the size
    /// @param nearestMixture ½·Σ|p − q| to the nearest trained mixture
    record Extrapolation(double factor, String variable, boolean inside, double nearestMixture) {}

    static Item item(Point point, Forecast forecast, double smallestFactor, String variable) {
        double beyond = Math.max(forecast.extrapolation(), smallestFactor);
        return new Item(
                point,
                forecast.mean(),
                forecast.interval(),
                forecast.newRun(),
                forecast.standardError(),
                Double.isNaN(forecast.amplification()) ? null : forecast.amplification(),
                forecast.clipped(),
                new Extrapolation(Math.max(1, beyond), variable, beyond <= 1, forecast.distance()));
    }
}
