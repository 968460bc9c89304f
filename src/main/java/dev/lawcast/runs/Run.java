package dev.lawcast.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/// One training run and what it reached.
///
/// @param key the caller's name of it, unique in its experiment
/// @param variables numbers and labels by variable name, absent ones left out ([Double] or
///   [String])
/// @param metrics by metric name, absent ones left out
/// @param standardErrors of metrics, in the metric's unit
/// @param excluded why it is left out of fits, or null
public record Run(
        @JsonIgnore long id,
        String key,
        int revision,
        Map<String, Object> variables,
        Map<String, Double> metrics,
        Map<String, Double> standardErrors,
        @Nullable String group,
        @Nullable Long seed,
        @Nullable String status,
        Map<String, String> tags,
        @Nullable Instant startedAt,
        @Nullable String excluded,
        Instant createdAt,
        Instant updatedAt) {

    /// Characters that a key may have.
    public static final int LONGEST_KEY = 500;
}
