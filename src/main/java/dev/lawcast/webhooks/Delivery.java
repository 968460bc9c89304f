package dev.lawcast.webhooks;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// An event on its way to one webhook.
///
/// @param attempt number of the latest one
/// @param failures since it was asked for
/// @param nextAt when it is tried next, meaningless once it has ended
record Delivery(
        UUID id,
        UUID webhook,
        UUID eventId,
        String eventType,
        Status status,
        int attempt,
        int failures,
        Instant nextAt,
        Instant createdAt,
        @Nullable Instant finishedAt,
        List<Attempt> attempts) {

    enum Status {
        PENDING,
        SENDING,
        DELIVERED,
        /// Every attempt failed; only a redelivery tries it again.
        DEAD
    }

    /// @param status of HTTP, null where no answer came
    /// @param reason why it does not count as delivered, or null
    record Attempt(
            int number,
            Instant at,
            double seconds,
            @Nullable Integer status,
            @Nullable String reason) {}

    Delivery with(List<Attempt> made) {
        return new Delivery(
                id,
                webhook,
                eventId,
                eventType,
                status,
                attempt,
                failures,
                nextAt,
                createdAt,
                finishedAt,
                made);
    }
}
