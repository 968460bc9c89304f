package dev.lawcast.experiments;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A named group of runs that share variables and metrics.
public record Experiment(
        UUID id,
        String name,
        @Nullable String description,
        List<Variable> variables,
        List<Metric> metrics,
        Instant createdAt,
        Instant updatedAt) {

    public Optional<Variable> variable(String wanted) {
        return variables.stream().filter(v -> v.name().equals(wanted)).findFirst();
    }

    public Optional<Metric> metric(String wanted) {
        return metrics.stream().filter(m -> m.name().equals(wanted)).findFirst();
    }
}
