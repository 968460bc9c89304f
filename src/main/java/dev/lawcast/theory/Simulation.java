package dev.lawcast.theory;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// A simulation as it is kept.
///
/// @param model `superposition` or `perceptron_pruning`
/// @param settings as JSON, with every default written out
/// @param attempt how often a process has started it; the last one alone may write its outcome
/// @param deaths attempts whose process died
/// @param progress share of the work that is done, 0 to 1
/// @param result as JSON; null before the end and where it failed
record Simulation(
        UUID id,
        String model,
        String settings,
        String codeVersion,
        Status status,
        @Nullable String reason,
        int attempt,
        int deaths,
        double progress,
        @Nullable String result,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    enum Status {
        QUEUED,
        RUNNING,
        FINISHED,
        FAILED
    }

    boolean ended() {
        return finishedAt != null;
    }
}
