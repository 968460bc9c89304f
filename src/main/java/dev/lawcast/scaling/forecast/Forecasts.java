package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Warning;

import java.util.List;

/// Forecasts of a metric at given sizes.
///
/// @param forecasts one per point, in the order asked
public record Forecasts(List<Forecast> forecasts, List<Warning> warnings) {

    /// @param points sizes > 0, each in the order of the law's variables
    /// @param level of the intervals, within (0, 1)
    /// @throws IllegalArgumentException for a point of the wrong length or a size that is not
    ///   finite and > 0
    public static Forecasts at(FittedLaw fitted, List<double[]> points, double level) {
        return new Forecasts(List.of(), List.of());
    }
}
