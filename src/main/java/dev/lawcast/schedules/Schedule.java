package dev.lawcast.schedules;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// A schedule as it is kept.
///
/// @param request a [ScheduleRequest] as JSON
/// @param version of the request
/// @param cronAt the next time that its cron expression names; null without one and while paused
/// @param dueAt the same with the jitter
/// @param waitingRuns new, changed or deleted since it fired last
/// @param failures in a row
/// @param alarms alerts that hold now, as JSON
/// @param lastFit the latest version
record Schedule(
        UUID id,
        UUID experiment,
        String request,
        boolean paused,
        int version,
        @Nullable Instant cronAt,
        @Nullable Instant dueAt,
        long waitingRuns,
        int failures,
        String alarms,
        @Nullable UUID lastFit,
        Instant createdAt,
        Instant updatedAt) {}
