package dev.lawcast.fits;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `fit`.
@Repository
class FitRepository {

    private static final String SUMMARY =
            """
            id, experiment_id, version, parent_id, status, progress, reason, law, metric, request, data_hash, seed,
            code_version, attempt, cancel_requested, queued_at, started_at, finished_at
            """;

    private final JdbcClient database;

    FitRepository(JdbcClient database) {
        this.database = database;
    }

    void insert(
            UUID id,
            UUID experiment,
            @Nullable Fit parent,
            FitRequest request,
            String requestJson,
            Packed snapshot,
            String hash,
            String codeVersion) {
        database.sql(
                        """
                        insert into fit (id, experiment_id, parent_id, version, law, metric, request, snapshot, data_hash, seed, code_version, status)
                        values (:id, :experiment, :parent, :version, :law, :metric, :request::json, :snapshot, :hash, :seed, :codeVersion, 'QUEUED')
                        """)
                .param("id", id)
                .param("experiment", experiment)
                .param("parent", parent == null ? null : parent.id())
                .param("version", parent == null ? 1 : parent.version() + 1)
                .param("law", request.law())
                .param("metric", request.answerMetric())
                .param("request", requestJson)
                .param("snapshot", snapshot.kept())
                .param("hash", hash)
                .param("seed", request.bootstrap().seed())
                .param("codeVersion", codeVersion)
                .update();
    }

    Optional<Fit> find(UUID id) {
        return database.sql("select " + SUMMARY + ", report, curve from fit where id = :id")
                .param("id", id)
                .query((row, _) -> fit(row, packed(row, "report"), packed(row, "curve")))
                .optional();
    }

    /// Without report and curve, newest first.
    List<Fit> page(UUID experiment, @Nullable UUID before, int limit) {
        return database.sql(
                        "select "
                                + SUMMARY
                                + """
                                  from fit
                                 where experiment_id = :experiment and (cast(:before as uuid) is null or id < :before)
                                 order by id desc limit :limit
                                """)
                .param("experiment", experiment)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> fit(row, null, null))
                .list();
    }

    Optional<FitStatus> status(UUID id) {
        return database.sql("select status from fit where id = :id")
                .param("id", id)
                .query((row, _) -> FitStatus.valueOf(row.getString(1)))
                .optional();
    }

    /// JSON.
    byte[] snapshot(UUID id) {
        return database.sql("select snapshot from fit where id = :id")
                .param("id", id)
                .query((row, _) -> Packed.kept(row.getBytes(1)).json())
                .single();
    }

    byte[] draws(UUID id) {
        return database.sql("select coalesce(draws, '') from fit where id = :id")
                .param("id", id)
                .query((row, _) -> row.getBytes(1))
                .single();
    }

    /// Starts an attempt and says which it is. A row that is running already was left behind by a
    /// process that died.
    Optional<Fit> begin(UUID id) {
        return database.sql(
                        """
                        update fit set status = 'RUNNING', attempt = attempt + 1, started_at = now(), progress = 0,
                               deaths = deaths + case when status = 'RUNNING' then 1 else 0 end
                         where id = :id and status in ('QUEUED', 'RUNNING')
                         returning\
                        """
                                + " "
                                + SUMMARY)
                .param("id", id)
                .query((row, _) -> fit(row, null, null))
                .optional();
    }

    int deaths(UUID id) {
        return database.sql("select deaths from fit where id = :id")
                .param("id", id)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /// Writes the progress of an attempt and asks whether it should stop: it was cancelled,
    /// overtaken or deleted.
    boolean shouldStop(UUID id, int attempt, double progress) {
        return database.sql(
                        """
                        update fit set progress = :progress
                         where id = :id and attempt = :attempt and status = 'RUNNING'
                         returning cancel_requested
                        """)
                .param("id", id)
                .param("attempt", attempt)
                .param("progress", progress)
                .query((row, _) -> row.getBoolean(1))
                .optional()
                .orElse(true);
    }

    /// Ends an attempt; nothing happens where a later attempt has begun or the fit has ended.
    boolean end(UUID id, int attempt, Ending ending) {
        return database.sql(
                                """
                                update fit set status = :status, reason = :reason, report = :report, curve = :curve, draws = :draws, progress = 1, finished_at = now()
                                 where id = :id and attempt = :attempt and status = 'RUNNING'
                                """)
                        .param("id", id)
                        .param("attempt", attempt)
                        .param("status", ending.status().name())
                        .param("reason", ending.reason())
                        .param("report", ending.report().kept())
                        .param(
                                "curve",
                                ending.curve() == null ? null : ending.curve().kept(),
                                Types.BINARY)
                        .param("draws", ending.draws())
                        .update()
                == 1;
    }

    /// Puts an attempt back, to be started again.
    void handBack(UUID id, int attempt) {
        database.sql(
                        "update fit set status = 'QUEUED' where id = :id and attempt = :attempt and status = 'RUNNING'")
                .param("id", id)
                .param("attempt", attempt)
                .update();
    }

    void fail(UUID id, String reason) {
        database.sql(
                        """
                        update fit set status = 'FAILED', reason = :reason, progress = 1, finished_at = now()
                         where id = :id and status in ('QUEUED', 'RUNNING')
                        """)
                .param("id", id)
                .param("reason", reason)
                .update();
    }

    /// Cancels a fit that waits at once and asks a running one to stop.
    void cancel(UUID id) {
        database.sql(
                        """
                        update fit set cancel_requested = true,
                               status = case when status = 'QUEUED' then 'CANCELLED' else status end,
                               reason = case when status = 'QUEUED' then 'Cancelled on request.' else reason end,
                               finished_at = case when status = 'QUEUED' then now() else null end
                         where id = :id and status in ('QUEUED', 'RUNNING')
                        """)
                .param("id", id)
                .update();
    }

    /// Those that wait or run.
    long queued() {
        return database.sql("select count(*) from fit where finished_at is null")
                .query(Long.class)
                .single();
    }

    boolean hasChildren(UUID id) {
        return database.sql("select exists (select from fit where parent_id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    void delete(UUID id) {
        database.sql("delete from fit where id = :id").param("id", id).update();
    }

    private static Fit fit(ResultSet row, @Nullable Packed report, @Nullable Packed curve)
            throws SQLException {
        return new Fit(
                row.getObject("id", UUID.class),
                row.getObject("experiment_id", UUID.class),
                row.getInt("version"),
                row.getObject("parent_id", UUID.class),
                FitStatus.valueOf(row.getString("status")),
                row.getDouble("progress"),
                row.getString("reason"),
                row.getString("law"),
                row.getString("metric"),
                row.getString("request"),
                row.getString("data_hash"),
                row.getLong("seed"),
                row.getString("code_version"),
                row.getInt("attempt"),
                row.getBoolean("cancel_requested"),
                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                report,
                curve);
    }

    private static @Nullable Packed packed(ResultSet row, String column) throws SQLException {
        byte[] kept = row.getBytes(column);
        return kept == null ? null : Packed.kept(kept);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
