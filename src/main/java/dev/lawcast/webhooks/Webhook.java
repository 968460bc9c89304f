package dev.lawcast.webhooks;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Somebody who wants to be told.
///
/// @param experiment whose events, or null for all
/// @param types of events, empty for all
record Webhook(
        UUID id,
        @Nullable UUID experiment,
        String url,
        @Nullable String description,
        List<String> types,
        boolean paused,
        int version,
        Instant createdAt,
        Instant updatedAt) {}
