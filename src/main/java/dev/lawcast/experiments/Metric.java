package dev.lawcast.experiments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// A metric that the runs of an experiment are measured by.
///
/// @param id key of the metric in the table of points
/// @param position in the runs' arrays, from 1
/// @param lowerBound the least value that is possible, in the metric's unit, or null
/// @param upperBound the largest likewise
public record Metric(
        @JsonIgnore int id,
        @JsonIgnore int position,
        String name,
        Direction direction,
        @Nullable String unit,
        @Nullable Double lowerBound,
        @Nullable Double upperBound) {

    /// Whether a value is possible by both bounds.
    public boolean isWithinBounds(double value) {
        return (lowerBound == null || value >= lowerBound)
                && (upperBound == null || value <= upperBound);
    }

    public enum Direction {
        MINIMIZE,
        MAXIMIZE;

        /// The word in JSON and in the table.
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Direction of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
