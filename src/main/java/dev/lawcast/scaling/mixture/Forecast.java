package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.fit.Interval;

/// What a mixture is projected to reach.
///
/// @param mean of the metric over runs, clipped at the metric's best value
/// @param interval of that mean
/// @param newRun interval of one new run
/// @param clipped whether the projection was beyond the best value
/// @param extrapolation size over the largest trained size
/// @param distance to the nearest trained mixture, ½·Σ|p − q|
public record Forecast(
        double mean,
        Interval interval,
        Interval newRun,
        boolean clipped,
        double extrapolation,
        double distance) {}
