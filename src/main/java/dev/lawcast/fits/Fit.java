package dev.lawcast.fits;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// A fit as it is kept. The JSON fields stand as they were written.
///
/// @param version 1, and one more than its parent's for a refit
/// @param request a [FitRequest] as JSON
/// @param dataHash SHA-256 of the snapshot, hexadecimal
/// @param reason why there is no curve, or null
/// @param attempt how often a process has started it; the last one alone may write its outcome
/// @param progress share of the work that is done, 0 to 1
/// @param report what the outcome says, as JSON; null before the end and in lists
/// @param curve a [Curve] as JSON; null where the fit determined none
public record Fit(
        UUID id,
        UUID experimentId,
        int version,
        @Nullable UUID parentId,
        FitStatus status,
        double progress,
        @Nullable String reason,
        String law,
        String metric,
        String request,
        String dataHash,
        long seed,
        String codeVersion,
        int attempt,
        boolean cancelRequested,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Packed report,
        @Nullable Packed curve) {}
