package dev.lawcast.runs;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What a fit asks of a run; the fields as in [Run]. A fit takes a hundred thousand of them, and
/// reading the rest takes longer than reading these.
public record RunValues(
        long id,
        String key,
        Map<String, Object> variables,
        Map<String, Double> metrics,
        Map<String, Double> standardErrors,
        @Nullable String group,
        @Nullable String status,
        Map<String, String> tags) {}
