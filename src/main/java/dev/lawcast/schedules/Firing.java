package dev.lawcast.schedules;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// One time that a schedule went off.
///
/// @param dueAt when it should have
/// @param missed times before it that passed while nobody could fire
/// @param reason why there is no new version, or null
/// @param fit the new version, once there is one
record Firing(
        UUID id,
        UUID schedule,
        Cause cause,
        Instant dueAt,
        int missed,
        Status status,
        @Nullable String reason,
        @Nullable UUID fit,
        Instant firedAt,
        @Nullable Instant finishedAt) {

    enum Cause {
        CRON,
        NEW_RUNS,
        REQUEST
    }

    enum Status {
        QUEUED,
        FITTING,
        /// There is a new version.
        REFITTED,
        /// The runs are those of the version before.
        UNCHANGED,
        /// It was missed, and the schedule does not make up for that.
        SKIPPED,
        FAILED
    }

    boolean ended() {
        return finishedAt != null;
    }
}
