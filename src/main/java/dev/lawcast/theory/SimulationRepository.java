package dev.lawcast.theory;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/// The table `simulation`.
@Repository
class SimulationRepository {

    private final JdbcClient database;

    SimulationRepository(JdbcClient database) {
        this.database = database;
    }

    void insert(UUID id, String model, String settings, String codeVersion) {
        database.sql(
                        """
                        insert into simulation (id, model, settings, code_version, status)
                        values (:id, :model, cast(:settings as json), :codeVersion, 'QUEUED')
                        """)
                .param("id", id)
                .param("model", model)
                .param("settings", settings)
                .param("codeVersion", codeVersion)
                .update();
    }

    Optional<Simulation> find(UUID id) {
        return database.sql("select * from simulation where id = :id")
                .param("id", id)
                .query((row, _) -> simulation(row))
                .optional();
    }

    /// Starts an attempt. A row that is running already was left behind by a process that died.
    Optional<Simulation> begin(UUID id) {
        return database.sql(
                        """
                        update simulation set status = 'RUNNING', attempt = attempt + 1, started_at = now(), progress = 0,
                               deaths = deaths + case when status = 'RUNNING' then 1 else 0 end
                         where id = :id and status in ('QUEUED', 'RUNNING')
                         returning *
                        """)
                .param("id", id)
                .query((row, _) -> simulation(row))
                .optional();
    }

    /// Writes the progress of an attempt; false where it was overtaken or the simulation deleted.
    boolean keepUp(UUID id, int attempt, double progress) {
        return database.sql(
                                """
                                update simulation set progress = :progress
                                 where id = :id and attempt = :attempt and status = 'RUNNING'
                                """)
                        .param("id", id)
                        .param("attempt", attempt)
                        .param("progress", progress)
                        .update()
                == 1;
    }

    void finish(UUID id, int attempt, String result, @Nullable String reason) {
        database.sql(
                        """
                        update simulation set status = 'FINISHED', result = cast(:result as json), reason = :reason,
                               progress = 1, finished_at = now()
                         where id = :id and attempt = :attempt and status = 'RUNNING'
                        """)
                .param("id", id)
                .param("attempt", attempt)
                .param("result", result)
                .param("reason", reason)
                .update();
    }

    void fail(UUID id, String reason) {
        database.sql(
                        """
                        update simulation set status = 'FAILED', reason = :reason, finished_at = now()
                         where id = :id and status in ('QUEUED', 'RUNNING')
                        """)
                .param("id", id)
                .param("reason", reason)
                .update();
    }

    /// Puts an attempt back, to be started again.
    void handBack(UUID id, int attempt) {
        database.sql(
                        "update simulation set status = 'QUEUED' where id = :id and attempt = :attempt and status = 'RUNNING'")
                .param("id", id)
                .param("attempt", attempt)
                .update();
    }

    boolean delete(UUID id) {
        return database.sql("delete from simulation where id = :id").param("id", id).update() == 1;
    }

    private static Simulation simulation(ResultSet row) throws SQLException {
        return new Simulation(
                row.getObject("id", UUID.class),
                row.getString("model"),
                row.getString("settings"),
                row.getString("code_version"),
                Simulation.Status.valueOf(row.getString("status")),
                row.getString("reason"),
                row.getInt("attempt"),
                row.getInt("deaths"),
                row.getDouble("progress"),
                row.getString("result"),
                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
