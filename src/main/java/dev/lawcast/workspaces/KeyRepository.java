package dev.lawcast.workspaces;

import dev.lawcast.access.Caller;
import dev.lawcast.access.KeyLookup;
import dev.lawcast.access.Role;
import dev.lawcast.access.Secret;
import dev.lawcast.access.WorkspaceScope;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `api_key`.
@Repository
class KeyRepository implements KeyLookup {

    private final JdbcClient database;

    KeyRepository(JdbcClient database) {
        this.database = database;
    }

    private record Presented(Key key, byte[] digest) {}

    /// The default workspace sees the keys of all.
    @Override
    public Optional<Caller> caller(byte[] digest) {
        Optional<Key> found =
                WorkspaceScope.in(WorkspaceScope.DEFAULT, () -> presented(digest))
                        .filter(row -> MessageDigest.isEqual(row.digest(), digest))
                        .map(Presented::key)
                        .filter(key -> key.validAt(Instant.now()));
        found.ifPresent(this::used);
        return found.map(key -> new Caller(key.workspace(), key.role(), key.name(), key.id()));
    }

    private Optional<Presented> presented(byte[] digest) {
        return database.sql("select * from api_key where digest = ?")
                .param(digest)
                .query((row, _) -> new Presented(key(row), row.getBytes("digest")))
                .optional();
    }

    /// To the minute, so that a key in constant use writes little.
    private void used(Key key) {
        Instant last = key.lastUsedAt();
        if (last == null || last.isBefore(Instant.now().minusSeconds(60))) {
            WorkspaceScope.in(
                    key.workspace(),
                    () ->
                            database.sql("update api_key set last_used_at = now() where id = ?")
                                    .param(key.id())
                                    .update());
        }
    }

    Key insert(
            UUID id,
            UUID workspace,
            String name,
            Role role,
            Secret secret,
            String createdBy,
            @Nullable Instant expiresAt) {
        return database.sql(
                        """
                        insert into api_key (id, workspace_id, name, role, prefix, digest, created_by, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        returning *
                        """)
                .param(id)
                .param(workspace)
                .param(name)
                .param(role.word())
                .param(secret.prefix())
                .param(secret.digest())
                .param(createdBy)
                .param(expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                .query((row, _) -> key(row))
                .single();
    }

    Optional<Key> find(UUID id) {
        return database.sql("select * from api_key where id = ?")
                .param(id)
                .query((row, _) -> key(row))
                .optional();
    }

    /// The newest first, those made before the given one.
    List<Key> page(@Nullable UUID before, int limit) {
        return database.sql(
                        """
                        select * from api_key
                        where cast(:before as uuid) is null or id < :before
                        order by id desc limit :limit
                        """)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> key(row))
                .list();
    }

    /// The first time counts.
    void revoke(UUID id) {
        database.sql("update api_key set revoked_at = coalesce(revoked_at, now()) where id = ?")
                .param(id)
                .update();
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(
                row.getObject("id", UUID.class),
                row.getObject("workspace_id", UUID.class),
                row.getString("name"),
                Role.of(row.getString("role")),
                row.getString("prefix"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
