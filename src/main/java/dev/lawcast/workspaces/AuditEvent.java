package dev.lawcast.workspaces;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// Something that was done, or tried.
///
/// @param actor the name of a key, `LAWCAST_API_KEY`, or `local`
/// @param keyId of a key in the database
/// @param action method and route
/// @param status of the answer
/// @param address from which the request came
record AuditEvent(
        UUID id,
        Instant at,
        String actor,
        @Nullable UUID keyId,
        String action,
        String path,
        int status,
        String address) {}
