package dev.lawcast.projections;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.mixture.Forecast;

/// A projected metric.
///
/// @param value mean over runs
/// @param interval of the mean
/// @param newRunInterval of one new run
record MetricView(double value, Interval interval, Interval newRunInterval, boolean clipped) {

    static MetricView of(Forecast forecast) {
        return new MetricView(
                forecast.mean(), forecast.interval(), forecast.newRun(), forecast.clipped());
    }
}
