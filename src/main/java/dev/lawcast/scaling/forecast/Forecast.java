package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.fit.Interval;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What a fitted law says of one point.
///
/// @param point value of each variable of the law
/// @param mean expected metric
/// @param meanInterval of the expected metric: the error of the law
/// @param newRunInterval of one new run: the error of the law and the scatter of runs; null where
///   neither scatter nor standard errors are known
/// @param meanBand as `meanInterval`, but holding all points of the same question at once
/// @param newRunBand likewise for one new run at each point
/// @param kinds of interval of the expected metric side by side; `meanInterval` is that of the
///   bootstrap where there is one, else Wald's
/// @param extrapolation how far outside the data, worst variable first
/// @param widenedBy how many times wider the mean interval is than the fit alone says, because
///   earlier forecasts were off by more; 1 where it is not, null where that is not known
public record Forecast(
        Map<String, Double> point,
        double mean,
        @Nullable Interval meanInterval,
        @Nullable Interval newRunInterval,
        @Nullable Interval meanBand,
        @Nullable Interval newRunBand,
        Intervals kinds,
        Extrapolation extrapolation,
        @Nullable Double widenedBy) {}
