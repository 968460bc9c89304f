package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How to split a budget.
///
/// @param determined whether the data say it; when false no number below is given
/// @param reason why it is not determined
/// @param budget what was to be spent
/// @param variables the split; values null when not determined
/// @param exponents how the optimum grows with C, as N* ∝ C^a; empty when not determined
/// @param metric expected at the optimum
/// @param doubling what twice the budget changes of the metric, spent optimally
/// @param prefactorRatio of an encoder and a decoder: the reducible metric with the share that was
///   asked about, over that with the best one; null where none was
/// @param extrapolation of the optimum
public record Allocation(
        boolean determined,
        @Nullable String reason,
        Budget budget,
        List<AllocatedVariable> variables,
        List<Exponent> exponents,
        @Nullable Quantity ratio,
        @Nullable Quantity metric,
        @Nullable Quantity doubling,
        @Nullable Quantity prefactorRatio,
        @Nullable Extrapolation extrapolation,
        List<Warning> warnings) {

    public record AllocatedVariable(
            String name, String unit, @Nullable Double value, @Nullable Interval interval) {}

    /// N* ∝ C^value.
    public record Exponent(String variable, double value, @Nullable Interval interval) {}

    /// @param name such as `D/N`, `metric`
    public record Quantity(String name, double value, @Nullable Interval interval) {}
}
