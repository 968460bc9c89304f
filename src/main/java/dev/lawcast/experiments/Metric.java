package dev.lawcast.experiments;

import org.jspecify.annotations.Nullable;

/// A metric that the runs of an experiment are measured by.
///
/// @param id key of the metric in the table of points
/// @param position in the runs' arrays, from 1
/// @param lowerBound best or worst value that is possible, in the metric's unit, or null
public record Metric(
        int id,
        int position,
        String name,
        Direction direction,
        @Nullable String unit,
        @Nullable Double lowerBound,
        @Nullable Double upperBound) {

    public enum Direction {
        MINIMIZE,
        MAXIMIZE
    }
}
