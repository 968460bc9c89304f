package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The size that reaches a value of the metric.
///
/// @param value wanted
/// @param solveFor name of the variable
/// @param given the other variables
/// @param solution the smallest size; null when unreachable
/// @param interval of the solution; an open side is null; null as a whole when unreachable for so
///   many draws that no side can be told
/// @param floor what the metric falls to as the variable grows without end
/// @param probabilityUnreachable share of the draws whose floor is above the value
/// @param reason why there is no solution, or no interval
public record Target(
        double value,
        String solveFor,
        Map<String, Double> given,
        boolean reachable,
        @Nullable Double solution,
        @Nullable Interval interval,
        double floor,
        @Nullable Interval floorInterval,
        double probabilityUnreachable,
        @Nullable Extrapolation extrapolation,
        @Nullable String reason,
        List<Warning> warnings) {}
