package dev.lawcast.schedules;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `schedule`.
@Repository
class ScheduleRepository {

    private final JdbcClient database;

    ScheduleRepository(JdbcClient database) {
        this.database = database;
    }

    void insert(
            UUID id,
            UUID experiment,
            String json,
            ScheduleRequest request,
            @Nullable Instant cronAt,
            @Nullable Instant dueAt) {
        database.sql(
                        """
                        insert into schedule (id, experiment_id, request, paused, cron_at, due_at, min_runs, debounce_seconds)
                        values (:id, :experiment, cast(:request as json), :paused, :cronAt, :dueAt, :minRuns, :debounce)
                        """)
                .param("id", id)
                .param("experiment", experiment)
                .param("request", json)
                .param("paused", request.paused())
                .param("cronAt", time(cronAt))
                .param("dueAt", time(dueAt))
                .param("minRuns", minRuns(request))
                .param("debounce", debounce(request))
                .update();
    }

    void update(
            UUID id,
            String json,
            ScheduleRequest request,
            @Nullable Instant cronAt,
            @Nullable Instant dueAt) {
        database.sql(
                        """
                        update schedule set request = cast(:request as json), paused = :paused, version = version + 1,
                               cron_at = :cronAt, due_at = :dueAt, min_runs = :minRuns, debounce_seconds = :debounce,
                               updated_at = now()
                         where id = :id
                        """)
                .param("id", id)
                .param("request", json)
                .param("paused", request.paused())
                .param("cronAt", time(cronAt))
                .param("dueAt", time(dueAt))
                .param("minRuns", minRuns(request))
                .param("debounce", debounce(request))
                .update();
    }

    Optional<Schedule> find(UUID id) {
        return database.sql("select * from schedule where id = :id")
                .param("id", id)
                .query((row, _) -> schedule(row))
                .optional();
    }

    Optional<Schedule> lock(UUID id) {
        return database.sql("select * from schedule where id = :id for update")
                .param("id", id)
                .query((row, _) -> schedule(row))
                .optional();
    }

    /// The latest first.
    List<Schedule> page(UUID experiment, @Nullable UUID before, int limit) {
        return database.sql(
                        """
                        select * from schedule
                         where experiment_id = :experiment and (cast(:before as uuid) is null or id < :before)
                         order by id desc limit :limit
                        """)
                .param("experiment", experiment)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> schedule(row))
                .list();
    }

    List<Schedule> ofExperiment(UUID experiment) {
        return database.sql("select * from schedule where experiment_id = :experiment order by id")
                .param("experiment", experiment)
                .query((row, _) -> schedule(row))
                .list();
    }

    boolean delete(UUID id) {
        return database.sql("delete from schedule where id = :id").param("id", id).update() == 1;
    }

    /// A schedule whose time has come and that is not at work, locked; one that another process
    /// looks at is passed over.
    Optional<Schedule> lockDue(Instant now) {
        return database.sql(
                        """
                        select * from schedule s
                         where not paused
                           and (due_at <= :now
                                or waiting_runs >= min_runs
                                   and (last_waiting_at <= :now - debounce_seconds * interval '1 second'
                                        or first_waiting_at <= :now - 10 * debounce_seconds * interval '1 second'))
                           and not exists (select from firing f where f.schedule_id = s.id and f.finished_at is null)
                         order by coalesce(due_at, last_waiting_at), id limit 1
                         for update skip locked
                        """)
                .param("now", time(now))
                .query((row, _) -> schedule(row))
                .optional();
    }

    /// The next time; whatever runs have arrived are looked at by the firing of now.
    void fired(UUID id, @Nullable Instant cronAt, @Nullable Instant dueAt) {
        database.sql(
                        """
                        update schedule set cron_at = :cronAt, due_at = :dueAt, waiting_runs = 0,
                               first_waiting_at = null, last_waiting_at = null
                         where id = :id
                        """)
                .param("id", id)
                .param("cronAt", time(cronAt))
                .param("dueAt", time(dueAt))
                .update();
    }

    void arrived(UUID experiment, long runs, Instant now) {
        database.sql(
                        """
                        update schedule set waiting_runs = waiting_runs + :runs,
                               first_waiting_at = coalesce(first_waiting_at, :now), last_waiting_at = :now
                         where experiment_id = :experiment and min_runs is not null
                        """)
                .param("experiment", experiment)
                .param("runs", runs)
                .param("now", time(now))
                .update();
    }

    void succeeded(UUID id, @Nullable UUID fit) {
        database.sql(
                        """
                        update schedule set failures = 0, last_fit_id = coalesce(cast(:fit as uuid), last_fit_id)
                         where id = :id
                        """)
                .param("id", id)
                .param("fit", fit)
                .update();
    }

    void failed(UUID id) {
        database.sql("update schedule set failures = failures + 1 where id = :id")
                .param("id", id)
                .update();
    }

    void alarms(UUID id, String alarms) {
        database.sql("update schedule set alarms = cast(:alarms as json) where id = :id")
                .param("id", id)
                .param("alarms", alarms)
                .update();
    }

    private static @Nullable Integer minRuns(ScheduleRequest request) {
        var onNewRuns = request.onNewRuns();
        return onNewRuns == null ? null : onNewRuns.min();
    }

    private static int debounce(ScheduleRequest request) {
        var onNewRuns = request.onNewRuns();
        return onNewRuns == null ? 0 : onNewRuns.debounceSeconds();
    }

    private static Schedule schedule(ResultSet row) throws SQLException {
        return new Schedule(
                row.getObject("id", UUID.class),
                row.getObject("experiment_id", UUID.class),
                row.getString("request"),
                row.getBoolean("paused"),
                row.getInt("version"),
                instant(row, "cron_at"),
                instant(row, "due_at"),
                row.getLong("waiting_runs"),
                row.getInt("failures"),
                row.getString("alarms"),
                row.getObject("last_fit_id", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
