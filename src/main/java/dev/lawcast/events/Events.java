package dev.lawcast.events;

import dev.lawcast.api.Ids;
import dev.lawcast.webhooks.Webhooks;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/// Writes events down and finds them again.
@Service
public class Events {

    private final JdbcClient database;
    private final Webhooks webhooks;
    private final JsonMapper json;

    Events(JdbcClient database, Webhooks webhooks, JsonMapper json) {
        this.database = database;
        this.webhooks = webhooks;
        this.json = json;
    }

    /// Tells what happened, in the transaction in which it did: feed and webhooks hear of all that
    /// was committed and of nothing else.
    @Transactional(propagation = Propagation.MANDATORY)
    public void publish(UUID experiment, String type, Object data) {
        // positions in the order of commits: whoever has one has all before it
        database.sql("select pg_advisory_xact_lock(hashtextextended(?, 1))")
                .param("events of " + experiment)
                .query(row -> {});
        UUID id = Ids.next();
        Instant now = Instant.now();
        var event = json.createObjectNode();
        event.put("id", id.toString());
        event.put("type", type);
        event.put("created_at", now.toString());
        event.put("experiment_id", experiment.toString());
        event.set("data", json.valueToTree(data));
        database.sql(
                        """
                        insert into event (id, experiment_id, type, data, created_at)
                        values (:id, :experiment, :type, cast(:data as json), :now)
                        """)
                .param("id", id)
                .param("experiment", experiment)
                .param("type", type)
                .param("data", event.path("data").toString())
                .param("now", now.atOffset(java.time.ZoneOffset.UTC))
                .update();
        webhooks.tell(id, experiment, type, event.toString());
    }

    /// Those after a position, the oldest first.
    List<Event> after(UUID experiment, long position, int limit) {
        return database.sql(
                        """
                        select * from event where experiment_id = :experiment and position > :position
                         order by position limit :limit
                        """)
                .param("experiment", experiment)
                .param("position", position)
                .param("limit", limit)
                .query((row, _) ->
                        new Event(
                                row.getLong("position"),
                                row.getObject("id", UUID.class),
                                row.getObject("experiment_id", UUID.class),
                                row.getString("type"),
                                row.getString("data"),
                                row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    long latest(UUID experiment) {
        return database.sql(
                        "select coalesce(max(position), 0) from event where experiment_id = :experiment")
                .param("experiment", experiment)
                .query(Long.class)
                .single();
    }

    /// As it is sent everywhere.
    ObjectNode view(Event event) {
        ObjectNode view = json.createObjectNode();
        view.put("id", event.id().toString());
        view.put("type", event.type());
        view.put("created_at", event.createdAt().toString());
        view.put("experiment_id", event.experiment().toString());
        view.set("data", json.readTree(event.data()));
        return view;
    }
}
