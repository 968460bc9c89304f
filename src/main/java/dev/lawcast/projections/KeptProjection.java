package dev.lawcast.projections;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// A projection as it is kept.
///
/// @param request as JSON, with every default written out
/// @param dataHash SHA-256 of the snapshot
/// @param attempt how often a process has started it; the last one alone may write its outcome
/// @param deaths attempts whose process died
/// @param progress share of the work that is done, 0 to 1
/// @param report as JSON; null before the end and where it failed
record KeptProjection(
        UUID id,
        UUID experimentId,
        String request,
        String dataHash,
        String codeVersion,
        Status status,
        @Nullable String reason,
        int attempt,
        int deaths,
        double progress,
        @Nullable String report,
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
