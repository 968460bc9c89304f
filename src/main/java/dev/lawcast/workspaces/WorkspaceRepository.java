package dev.lawcast.workspaces;

import dev.lawcast.workspaces.Workspace.Limits;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `workspace`: a caller sees its own row, one of the default workspace all.
@Repository
class WorkspaceRepository {

    private final JdbcClient database;

    WorkspaceRepository(JdbcClient database) {
        this.database = database;
    }

    Optional<Workspace> find(UUID id) {
        return database.sql("select * from workspace where id = ?")
                .param(id)
                .query(WorkspaceRepository::workspace)
                .optional();
    }

    Optional<Workspace> find(String name) {
        return database.sql("select * from workspace where name = ?")
                .param(name)
                .query(WorkspaceRepository::workspace)
                .optional();
    }

    /// The newest first, those made before the given one.
    List<Workspace> page(@Nullable UUID before, int limit) {
        return database.sql(
                        """
                        select * from workspace
                        where cast(:before as uuid) is null or id < :before
                        order by id desc limit :limit
                        """)
                .param("before", before)
                .param("limit", limit)
                .query(WorkspaceRepository::workspace)
                .list();
    }

    /// False where the name is taken.
    boolean insert(UUID id, String name, Limits limits) {
        return database.sql(
                                """
                                insert into workspace (id, name, most_runs, most_points, most_pilot_bytes, most_queued_fits)
                                values (?, ?, ?, ?, ?, ?)
                                on conflict (name) do nothing
                                """)
                        .param(id)
                        .param(name)
                        .param(limits.runs())
                        .param(limits.points())
                        .param(limits.pilotBytes())
                        .param(limits.queuedFits())
                        .update()
                == 1;
    }

    void update(UUID id, Limits limits) {
        database.sql(
                        """
                        update workspace set most_runs = ?, most_points = ?, most_pilot_bytes = ?, most_queued_fits = ?
                        where id = ?
                        """)
                .param(limits.runs())
                .param(limits.points())
                .param(limits.pilotBytes())
                .param(limits.queuedFits())
                .param(id)
                .update();
    }

    /// Everything in it goes with it. Wants the scope of the workspace itself: triggers delete what
    /// hangs on its rows, and see no other.
    void delete(UUID id) {
        database.sql("delete from workspace where id = ?").param(id).update();
    }

    private static Workspace workspace(ResultSet row, int number) throws SQLException {
        return new Workspace(
                row.getObject("id", UUID.class),
                row.getString("name"),
                new Limits(
                        row.getObject("most_runs", Long.class),
                        row.getObject("most_points", Long.class),
                        row.getObject("most_pilot_bytes", Long.class),
                        row.getObject("most_queued_fits", Long.class)),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
