package dev.lawcast.schedules;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The table `firing`.
@Repository
class FiringRepository {

    /// So many of a schedule are kept, besides those that made a version.
    private static final int KEPT = 1_000;

    private final JdbcClient database;
    private final Map<Firing.Status, Counter> ended = new EnumMap<>(Firing.Status.class);

    FiringRepository(JdbcClient database, MeterRegistry meters) {
        this.database = database;
        for (Firing.Status status :
                EnumSet.complementOf(EnumSet.of(Firing.Status.QUEUED, Firing.Status.FITTING))) {
            ended.put(
                    status,
                    Counter.builder("lawcast.schedule.firings")
                            .description("Firings of schedules that ended, by what came of them")
                            .tag("outcome", status.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    void insert(UUID id, UUID schedule, Firing.Cause cause, Instant dueAt, int missed) {
        database.sql(
                        """
                        insert into firing (id, schedule_id, cause, due_at, missed, status)
                        values (:id, :schedule, :cause, :dueAt, :missed, 'QUEUED')
                        """)
                .param("id", id)
                .param("schedule", schedule)
                .param("cause", cause.name())
                .param("dueAt", ScheduleRepository.time(dueAt))
                .param("missed", missed)
                .update();
        database.sql(
                        """
                        delete from firing
                         where schedule_id = :schedule and status in ('UNCHANGED', 'SKIPPED', 'FAILED') and id <
                               (select id from firing where schedule_id = :schedule order by id desc offset :kept limit 1)
                        """)
                .param("schedule", schedule)
                .param("kept", KEPT)
                .update();
    }

    Optional<Firing> find(UUID id) {
        return database.sql("select * from firing where id = :id")
                .param("id", id)
                .query((row, _) -> firing(row))
                .optional();
    }

    /// One that has not ended, locked; null where it has, or where another process looks at it.
    Optional<Firing> lock(UUID id, Firing.Status status) {
        return database.sql(
                        "select * from firing where id = :id and status = :status for update skip locked")
                .param("id", id)
                .param("status", status.name())
                .query((row, _) -> firing(row))
                .optional();
    }

    Optional<Firing> open(UUID schedule) {
        return database.sql(
                        "select * from firing where schedule_id = :schedule and finished_at is null")
                .param("schedule", schedule)
                .query((row, _) -> firing(row))
                .optional();
    }

    /// The fit of the latest firing that made one.
    Optional<UUID> lastVersion(UUID schedule) {
        return database.sql(
                        """
                        select fit_id from firing
                         where schedule_id = :schedule and status = 'REFITTED' and fit_id is not null
                         order by id desc limit 1
                        """)
                .param("schedule", schedule)
                .query(UUID.class)
                .optional();
    }

    List<Firing> fitting() {
        return database.sql("select * from firing where status = 'FITTING' order by id limit 1000")
                .query((row, _) -> firing(row))
                .list();
    }

    /// The latest first.
    List<Firing> page(UUID schedule, @Nullable UUID before, int limit) {
        return database.sql(
                        """
                        select * from firing
                         where schedule_id = :schedule and (cast(:before as uuid) is null or id < :before)
                         order by id desc limit :limit
                        """)
                .param("schedule", schedule)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> firing(row))
                .list();
    }

    /// Starts an attempt and says how many processes have died of it.
    Optional<Integer> begin(UUID id) {
        return database.sql(
                        """
                        update firing set deaths = deaths + case when begun then 1 else 0 end, begun = true
                         where id = :id and finished_at is null returning deaths
                        """)
                .param("id", id)
                .query(Integer.class)
                .optional();
    }

    void fits(UUID id, UUID fit) {
        database.sql(
                        "update firing set status = 'FITTING', fit_id = :fit, begun = false, deaths = 0 where id = :id")
                .param("id", id)
                .param("fit", fit)
                .update();
    }

    /// Ends a firing; false where it had ended.
    boolean end(UUID id, Firing.Status status, @Nullable String reason) {
        boolean written =
                database.sql(
                                        """
                                        update firing set status = :status, reason = :reason, finished_at = clock_timestamp()
                                         where id = :id and finished_at is null
                                        """)
                                .param("id", id)
                                .param("status", status.name())
                                .param("reason", reason)
                                .update()
                        == 1;
        if (written) {
            Objects.requireNonNull(ended.get(status)).increment();
        }
        return written;
    }

    private static Firing firing(ResultSet row) throws SQLException {
        return new Firing(
                row.getObject("id", UUID.class),
                row.getObject("schedule_id", UUID.class),
                Firing.Cause.valueOf(row.getString("cause")),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getInt("missed"),
                Firing.Status.valueOf(row.getString("status")),
                row.getString("reason"),
                row.getObject("fit_id", UUID.class),
                row.getObject("fired_at", OffsetDateTime.class).toInstant(),
                ScheduleRepository.instant(row, "finished_at"));
    }
}
