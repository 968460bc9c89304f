package dev.lawcast.projections;

import dev.lawcast.sources.SampleStore.Stored;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The tables `projection` and `projection_sample`.
@Repository
class ProjectionRepository {

    private static final String COLUMNS =
            """
            id, experiment_id, request, data_hash, code_version, status, reason, attempt, deaths, progress, report,
            queued_at, started_at, finished_at
            """;

    private final JdbcClient database;

    ProjectionRepository(JdbcClient database) {
        this.database = database;
    }

    void insert(
            UUID id,
            UUID experiment,
            String metric,
            String request,
            String snapshot,
            String dataHash,
            String codeVersion) {
        database.sql(
                        """
                        insert into projection (id, experiment_id, metric, request, snapshot, data_hash, code_version, status)
                        values (:id, :experiment, :metric, cast(:request as json), cast(:snapshot as json), :hash, :version, 'QUEUED')
                        """)
                .param("id", id)
                .param("experiment", experiment)
                .param("metric", metric)
                .param("request", request)
                .param("snapshot", snapshot)
                .param("hash", dataHash)
                .param("version", codeVersion)
                .update();
    }

    /// @param samples the validation sample first
    void insertSamples(UUID id, List<Stored> samples) {
        for (int i = 0; i < samples.size(); i++) {
            database.sql(
                            "insert into projection_sample (projection_id, position, features_id, labels_id) values (:id, :position, :features, :labels)")
                    .param("id", id)
                    .param("position", i)
                    .param("features", samples.get(i).featuresId())
                    .param("labels", samples.get(i).labelsId())
                    .update();
        }
    }

    List<Stored> samples(UUID id) {
        return database.sql(
                        "select features_id, labels_id from projection_sample where projection_id = ? order by position")
                .param(id)
                .query((row, _) ->
                        new Stored(
                                row.getObject("features_id", UUID.class),
                                row.getObject("labels_id", UUID.class)))
                .list();
    }

    Optional<KeptProjection> find(UUID id) {
        return database.sql("select " + COLUMNS + " from projection where id = :id")
                .param("id", id)
                .query((row, _) -> projection(row))
                .optional();
    }

    List<KeptProjection> page(UUID experiment, @Nullable UUID before, int limit) {
        return database.sql(
                        "select "
                                + COLUMNS
                                + """
                                from projection
                                where experiment_id = :experiment and (cast(:before as uuid) is null or id < :before)
                                order by id desc limit :limit
                                """)
                .param("experiment", experiment)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> projection(row))
                .list();
    }

    String snapshot(UUID id) {
        return database.sql("select snapshot from projection where id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    /// Starts an attempt. A row that is running already was left behind by a process that died.
    Optional<KeptProjection> begin(UUID id) {
        return database.sql(
                        """
                        update projection set status = 'RUNNING', attempt = attempt + 1, started_at = now(), progress = 0,
                               deaths = deaths + case when status = 'RUNNING' then 1 else 0 end
                         where id = :id and status in ('QUEUED', 'RUNNING')
                         returning
                        """
                                + COLUMNS)
                .param("id", id)
                .query((row, _) -> projection(row))
                .optional();
    }

    /// Writes the progress of an attempt; false where it was overtaken or the projection deleted.
    boolean keepUp(UUID id, int attempt, double progress) {
        return database.sql(
                                """
                                update projection set progress = :progress
                                 where id = :id and attempt = :attempt and status = 'RUNNING'
                                """)
                        .param("id", id)
                        .param("attempt", attempt)
                        .param("progress", progress)
                        .update()
                == 1;
    }

    void finish(UUID id, int attempt, String report) {
        database.sql(
                        """
                        update projection set status = 'FINISHED', report = cast(:report as json), progress = 1, finished_at = now()
                         where id = :id and attempt = :attempt and status = 'RUNNING'
                        """)
                .param("id", id)
                .param("attempt", attempt)
                .param("report", report)
                .update();
    }

    void fail(UUID id, String reason) {
        database.sql(
                        """
                        update projection set status = 'FAILED', reason = :reason, finished_at = now()
                         where id = :id and status in ('QUEUED', 'RUNNING')
                        """)
                .param("id", id)
                .param("reason", reason)
                .update();
    }

    /// Puts an attempt back, to be started again.
    void handBack(UUID id, int attempt) {
        database.sql(
                        "update projection set status = 'QUEUED' where id = :id and attempt = :attempt and status = 'RUNNING'")
                .param("id", id)
                .param("attempt", attempt)
                .update();
    }

    boolean delete(UUID id) {
        return database.sql("delete from projection where id = :id").param("id", id).update() == 1;
    }

    private static KeptProjection projection(ResultSet row) throws SQLException {
        return new KeptProjection(
                row.getObject("id", UUID.class),
                row.getObject("experiment_id", UUID.class),
                row.getString("request"),
                row.getString("data_hash"),
                row.getString("code_version"),
                KeptProjection.Status.valueOf(row.getString("status")),
                row.getString("reason"),
                row.getInt("attempt"),
                row.getInt("deaths"),
                row.getDouble("progress"),
                row.getString("report"),
                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
