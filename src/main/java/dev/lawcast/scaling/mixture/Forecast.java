package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.fit.Interval;

/// What a mixture is projected to reach.
///
/// @param mean of the metric over runs, clipped at the metric's best value
/// @param interval of that mean
/// @param newRun interval of one new run
/// @param standardError of the mean, in the metric
/// @param amplification by how much the second stage multiplies the noise of the sizes it goes
///   through; NaN where it is fitted to all runs at once
/// @param clipped whether the projection was beyond the best value
/// @param extrapolation size over the largest trained size
/// @param distance to the nearest trained mixture, ½·Σ|p − q|
public record Forecast(
        double mean,
        Interval interval,
        Interval newRun,
        double standardError,
        double amplification,
        boolean clipped,
        double extrapolation,
        double distance) {}
