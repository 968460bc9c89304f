package dev.lawcast.webhooks;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `webhook`.
@Repository
class WebhookRepository {

    private final JdbcClient database;

    WebhookRepository(JdbcClient database) {
        this.database = database;
    }

    void insert(
            UUID id,
            @Nullable UUID experiment,
            String url,
            @Nullable String description,
            List<String> types,
            boolean paused,
            byte[] secret) {
        database.sql(
                        """
                        insert into webhook (id, experiment_id, url, description, types, paused, secret)
                        values (:id, :experiment, :url, :description, :types, :paused, :secret)
                        """)
                .param("id", id)
                .param("experiment", experiment)
                .param("url", url)
                .param("description", description)
                .param("types", types.toArray(String[]::new))
                .param("paused", paused)
                .param("secret", secret)
                .update();
    }

    void update(
            UUID id, String url, @Nullable String description, List<String> types, boolean paused) {
        database.sql(
                        """
                        update webhook set url = :url, description = :description, types = :types, paused = :paused,
                               version = version + 1, updated_at = now()
                         where id = :id
                        """)
                .param("id", id)
                .param("url", url)
                .param("description", description)
                .param("types", types.toArray(String[]::new))
                .param("paused", paused)
                .update();
    }

    Optional<Webhook> find(UUID id) {
        return database.sql("select * from webhook where id = :id")
                .param("id", id)
                .query((row, _) -> webhook(row))
                .optional();
    }

    Optional<Webhook> lock(UUID id) {
        return database.sql("select * from webhook where id = :id for no key update")
                .param("id", id)
                .query((row, _) -> webhook(row))
                .optional();
    }

    byte[] secret(UUID id) {
        return database.sql("select secret from webhook where id = :id")
                .param("id", id)
                .query((row, _) -> row.getBytes(1))
                .single();
    }

    void secret(UUID id, byte[] secret) {
        database.sql("update webhook set secret = :secret, updated_at = now() where id = :id")
                .param("id", id)
                .param("secret", secret)
                .update();
    }

    /// The latest first.
    List<Webhook> page(@Nullable UUID before, int limit) {
        return database.sql(
                        """
                        select * from webhook where cast(:before as uuid) is null or id < :before
                         order by id desc limit :limit
                        """)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> webhook(row))
                .list();
    }

    void delete(UUID id) {
        database.sql("delete from webhook where id = :id").param("id", id).update();
    }

    /// Who wants to hear of an event; none of them is deleted until the caller's transaction ends.
    List<UUID> listening(UUID experiment, String type) {
        return database.sql(
                        """
                        select id from webhook
                         where not paused and (experiment_id is null or experiment_id = :experiment)
                           and (types = '{}' or :type = any (types))
                         order by id for key share
                        """)
                .param("experiment", experiment)
                .param("type", type)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                row.getObject("experiment_id", UUID.class),
                row.getString("url"),
                row.getString("description"),
                Arrays.asList((String[]) row.getArray("types").getArray()),
                row.getBoolean("paused"),
                row.getInt("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
