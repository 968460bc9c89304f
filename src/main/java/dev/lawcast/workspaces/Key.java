package dev.lawcast.workspaces;

import dev.lawcast.access.Role;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// A key as it is kept, without its secret.
///
/// @param prefix the first characters of the key
record Key(
        UUID id,
        UUID workspace,
        String name,
        Role role,
        String prefix,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    boolean validAt(Instant time) {
        return revokedAt == null && (expiresAt == null || time.isBefore(expiresAt));
    }
}
