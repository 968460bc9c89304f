package dev.lawcast.workspaces;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/// The table `audit_event`: rows are added and never changed.
@Repository
class AuditRepository {

    private final JdbcClient database;

    AuditRepository(JdbcClient database) {
        this.database = database;
    }

    void insert(AuditEvent event) {
        database.sql(
                        """
                        insert into audit_event (id, actor, key_id, action, path, status, address)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(event.id())
                .param(event.actor())
                .param(event.keyId())
                .param(event.action())
                .param(event.path())
                .param(event.status())
                .param(event.address())
                .update();
    }

    /// The newest first, those before the given one.
    List<AuditEvent> page(@Nullable UUID before, int limit) {
        return database.sql(
                        """
                        select * from audit_event
                        where workspace_id = current_workspace() and (cast(:before as uuid) is null or id < :before)
                        order by id desc limit :limit
                        """)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> event(row))
                .list();
    }

    void forget(Duration olderThan) {
        database.sql("select forget_audit_events(make_interval(secs => ?))")
                .param(olderThan.toSeconds())
                .query(Long.class)
                .single();
    }

    private static AuditEvent event(ResultSet row) throws SQLException {
        return new AuditEvent(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getObject("key_id", UUID.class),
                row.getString("action"),
                row.getString("path"),
                row.getInt("status"),
                row.getString("address"));
    }
}
