package dev.lawcast.webhooks;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The tables `delivery` and `delivery_attempt`.
@Repository
class DeliveryRepository {

    private final JdbcClient database;

    DeliveryRepository(JdbcClient database) {
        this.database = database;
    }

    /// One that is to be sent now.
    ///
    /// @param attempt number of this attempt, which alone may write its outcome
    /// @param failures before it
    record Claim(
            UUID id,
            UUID webhook,
            String url,
            byte[] secret,
            UUID eventId,
            String body,
            int attempt,
            int failures) {}

    void insert(UUID id, UUID webhook, UUID eventId, String type, String body) {
        database.sql(
                        """
                        insert into delivery (id, webhook_id, event_id, event_type, body, status)
                        values (:id, :webhook, :event, :type, :body, 'PENDING')
                        """)
                .param("id", id)
                .param("webhook", webhook)
                .param("event", eventId)
                .param("type", type)
                .param("body", body)
                .update();
    }

    /// Takes the next delivery of each webhook that none is on its way to: one that hangs keeps
    /// nobody waiting but its own.
    @Transactional
    List<Claim> claim(int most, Duration lease) {
        List<UUID> idle =
                database.sql(
                                """
                                select w.id from webhook w
                                 where exists (select from delivery d
                                                where d.webhook_id = w.id and d.status = 'PENDING' and d.next_at <= now())
                                   and not exists (select from delivery d where d.webhook_id = w.id and d.status = 'SENDING')
                                 order by w.id limit :most for no key update skip locked
                                """)
                        .param("most", most)
                        .query((row, _) -> row.getObject(1, UUID.class))
                        .list();
        var claims = new ArrayList<Claim>();
        for (UUID webhook : idle) {
            // looks again, under the lock: another process may have just taken one
            database.sql(
                            """
                            update delivery d set status = 'SENDING', attempt = attempt + 1,
                                   lease_until = clock_timestamp() + :lease * interval '1 second'
                              from webhook w
                             where w.id = d.webhook_id and d.id =
                                   (select id from delivery
                                     where webhook_id = :webhook and status = 'PENDING' and next_at <= now()
                                     order by next_at, id limit 1)
                               and not exists (select from delivery where webhook_id = :webhook and status = 'SENDING')
                            returning d.id, w.id as webhook, w.url, w.secret, d.event_id, d.body, d.attempt, d.failures
                            """)
                    .param("webhook", webhook)
                    .param("lease", lease.toSeconds())
                    .query((row, _) -> claim(row))
                    .optional()
                    .ifPresent(claims::add);
        }
        return claims;
    }

    /// Deliveries whose process died are tried again.
    int takeBack() {
        return database.sql(
                        """
                        with lost as (
                            update delivery set status = 'PENDING', failures = failures + 1, next_at = now(), lease_until = null
                             where status = 'SENDING' and lease_until < now()
                            returning id, attempt)
                        insert into delivery_attempt (delivery_id, number, seconds, reason)
                        select id, attempt, 0, 'The process that sent it died.' from lost on conflict do nothing
                        """)
                .update();
    }

    /// Writes down what came of an attempt; false where it was overtaken.
    @Transactional
    boolean end(
            Claim claim,
            Courier.Result result,
            Delivery.Status status,
            @Nullable Instant nextAt,
            int failures) {
        int written =
                database.sql(
                                """
                                update delivery set status = :status, failures = :failures, lease_until = null,
                                       next_at = coalesce(:next, next_at),
                                       finished_at = case when :status = 'PENDING' then null else clock_timestamp() end
                                 where id = :id and attempt = :attempt and status = 'SENDING'
                                """)
                        .param("id", claim.id())
                        .param("attempt", claim.attempt())
                        .param("status", status.name())
                        .param("failures", failures)
                        .param(
                                "next",
                                nextAt == null ? null : nextAt.atOffset(java.time.ZoneOffset.UTC))
                        .update();
        if (written == 1) {
            database.sql(
                            """
                            insert into delivery_attempt (delivery_id, number, seconds, status, reason)
                            values (:id, :number, :seconds, :status, :reason)
                            """)
                    .param("id", claim.id())
                    .param("number", claim.attempt())
                    .param("seconds", result.seconds())
                    .param("status", result.status())
                    .param("reason", result.reason())
                    .update();
        }
        return written == 1;
    }

    /// Starts over, at once; one that is being sent just now is left to that.
    void again(UUID id) {
        database.sql(
                        """
                        update delivery set status = 'PENDING', failures = 0, next_at = now(), finished_at = null
                         where id = :id and status <> 'SENDING'
                        """)
                .param("id", id)
                .update();
    }

    Optional<Delivery> find(UUID id) {
        return withAttempts(
                        database.sql("select * from delivery where id = :id")
                                .param("id", id)
                                .query((row, _) -> delivery(row))
                                .list())
                .stream()
                .findFirst();
    }

    /// The latest first.
    List<Delivery> page(UUID webhook, @Nullable String status, @Nullable UUID before, int limit) {
        return withAttempts(
                database.sql(
                                """
                                select * from delivery
                                 where webhook_id = :webhook and (cast(:before as uuid) is null or id < :before)
                                   and (cast(:status as text) is null or status = :status)
                                 order by id desc limit :limit
                                """)
                        .param("webhook", webhook)
                        .param("status", status)
                        .param("before", before)
                        .param("limit", limit)
                        .query((row, _) -> delivery(row))
                        .list());
    }

    int deleteEndedBefore(Instant time) {
        return database.sql(
                        "delete from delivery where finished_at is not null and created_at < :time")
                .param("time", time.atOffset(java.time.ZoneOffset.UTC))
                .update();
    }

    private List<Delivery> withAttempts(List<Delivery> bare) {
        Map<UUID, List<Delivery.Attempt>> attempts = new HashMap<>();
        database.sql(
                        "select * from delivery_attempt where delivery_id = any (:ids) order by number")
                .param("ids", bare.stream().map(Delivery::id).toArray(UUID[]::new))
                .query(row -> {
                    attempts.computeIfAbsent(
                                    row.getObject("delivery_id", UUID.class),
                                    _ -> new ArrayList<>())
                            .add(attempt(row));
                });
        return bare.stream()
                .map(one -> one.with(attempts.getOrDefault(one.id(), List.of())))
                .toList();
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                row.getObject("id", UUID.class),
                row.getObject("webhook", UUID.class),
                row.getString("url"),
                row.getBytes("secret"),
                row.getObject("event_id", UUID.class),
                row.getString("body"),
                row.getInt("attempt"),
                row.getInt("failures"));
    }

    private static Delivery.Attempt attempt(ResultSet row) throws SQLException {
        return new Delivery.Attempt(
                row.getInt("number"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getDouble("seconds"),
                row.getObject("status", Integer.class),
                row.getString("reason"));
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Delivery(
                row.getObject("id", UUID.class),
                row.getObject("webhook_id", UUID.class),
                row.getObject("event_id", UUID.class),
                row.getString("event_type"),
                Delivery.Status.valueOf(row.getString("status")),
                row.getInt("attempt"),
                row.getInt("failures"),
                row.getObject("next_at", OffsetDateTime.class).toInstant(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                List.of());
    }
}
