package dev.lawcast.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.access.WorkspaceScope;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Webhooks as a caller and as a receiver see them; the settings of tests allow 127.0.0.1.
@ServiceTest
class WebhookApiTest {

    private static final String WEBHOOKS = "/api/v1/webhooks";

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @Autowired DeliveryRepository deliveries;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    private JsonNode webhook(String url) {
        return client.post(WEBHOOKS, "{\"url\": \"%s\"}".formatted(url)).expect(201).body();
    }

    private String test(JsonNode webhook) {
        return String.valueOf(
                client.post(WEBHOOKS + "/" + webhook.path("id").asString() + "/test")
                        .expect(202)
                        .raw()
                        .getHeader("Location"));
    }

    private JsonNode awaitEnd(String delivery) throws InterruptedException {
        JsonNode found = client.get(delivery).expect(200).body();
        for (int i = 0; i < 300 && found.path("finished_at").isNull(); i++) {
            Thread.sleep(50);
            found = client.get(delivery).expect(200).body();
        }
        return found;
    }

    @Test
    void aMessageIsSignedWithTheSecretThatIsShownOnce() throws Exception {
        try (var receiver = new Receiver(Receiver.status(200))) {
            JsonNode webhook = webhook(receiver.url("/in"));
            String secret = webhook.path("secret").asString();
            assertThat(secret).startsWith("whsec_");
            String place = WEBHOOKS + "/" + webhook.path("id").asString();
            assertThat(client.get(place).expect(200).raw().getContentAsString())
                    .doesNotContain("secret");

            JsonNode delivery = awaitEnd(test(webhook));

            assertThat(delivery.path("status").asString()).isEqualTo("DELIVERED");
            assertThat(delivery.at("/attempts/0/status").intValue()).isEqualTo(200);
            String request = receiver.requests().getFirst();
            String body = request.substring(request.indexOf("\r\n\r\n") + 4);
            String id = header(request, "webhook-id");
            assertThat(id).isEqualTo(delivery.path("event_id").asString());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            String signed = id + "." + header(request, "webhook-timestamp") + "." + body;
            assertThat(header(request, "webhook-signature"))
                    .isEqualTo(
                            "v1,"
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    mac.doFinal(
                                                            signed.getBytes(
                                                                    StandardCharsets.UTF_8))));
            assertThat(body).contains("\"type\":\"webhook.test\"");
        }
    }

    @Test
    void theSecretIsNotKeptForARepeat() {
        String key = UUID.randomUUID().toString();
        String body = "{\"url\": \"https://example.com/\"}";
        String secret =
                client.post(WEBHOOKS, body, "Idempotency-Key", key).expect(201).text("secret");

        JsonNode again = client.post(WEBHOOKS, body, "Idempotency-Key", key).expect(201).body();

        assertThat(secret).startsWith("whsec_");
        assertThat(again.path("secret").isNull()).isTrue();
        assertThat(
                        database.sql("select body from idempotent_answer where key = ?")
                                .param(key)
                                .query(String.class)
                                .single())
                .doesNotContain("whsec_");
    }

    /// All the slots of one workspace are taken by receivers that hang.
    @Test
    void aWorkspaceWhoseReceiversHangKeepsNoOtherWaiting() throws Exception {
        UUID other =
                UUID.fromString(
                        client.post(
                                        "/api/v1/workspaces",
                                        "{\"name\": \"hanging %s\"}".formatted(UUID.randomUUID()))
                                .expect(201)
                                .text("id"));
        try (var hanging = new Receiver(Receiver.HANGS);
                var receiver = new Receiver(Receiver.status(200))) {
            WorkspaceScope.in(
                    other,
                    () ->
                            database.sql(
                                            """
                                            with hung as (
                                                insert into webhook (id, url, types, secret, paused)
                                                select gen_random_uuid(), ?, '{}', 'x', false from generate_series(1, 300)
                                                returning id)
                                            insert into delivery (id, webhook_id, event_id, event_type, body, status)
                                            select gen_random_uuid(), id, gen_random_uuid(), 'a.b', '{}', 'PENDING' from hung
                                            """)
                                    .param(hanging.url("/"))
                                    .update());
            for (int i = 0; i < 100 && hanging.requests().size() < 20; i++) {
                Thread.sleep(50);
            }
            assertThat(hanging.requests().size()).isBetween(20, 32);

            long start = System.nanoTime();
            JsonNode delivery = awaitEnd(test(webhook(receiver.url("/"))));

            assertThat(delivery.path("status").asString()).isEqualTo("DELIVERED");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMillis(1900)); // those that hang take 2 s
        } finally {
            client.delete("/api/v1/workspaces/" + other).expect(204);
        }
    }

    @Test
    void whatCannotBeDeliveredIsRepeatedThenDeadUntilItIsAskedForAgain() throws Exception {
        try (var receiver = new Receiver(Receiver.status(503))) {
            JsonNode webhook = webhook(receiver.url("/in"));
            String place = WEBHOOKS + "/" + webhook.path("id").asString() + "/deliveries";

            String sent = test(webhook);
            JsonNode dead = awaitEnd(sent);

            assertThat(dead.path("status").asString()).isEqualTo("DEAD");
            assertThat(dead.path("attempts")).hasSize(3);
            assertThat(dead.at("/attempts/2/reason").asString())
                    .isEqualTo("The receiver answered 503.");
            assertThat(client.get(place + "?status=DEAD").body().path("items")).hasSize(1);

            receiver.answer(Receiver.status(204));
            client.post(sent + "/redeliveries").expect(202);
            JsonNode delivered = awaitEnd(sent);

            assertThat(delivered.path("status").asString()).isEqualTo("DELIVERED");
            assertThat(delivered.path("attempts")).hasSize(4);
            assertThat(receiver.requests().stream().map(r -> header(r, "webhook-id")).distinct())
                    .as("the event id of all attempts")
                    .hasSize(1);
            assertThat(client.get(place + "?status=DEAD").body().path("items")).isEmpty();
        }
    }

    @Test
    void receiversThatHangKeepNobodyElseWaiting() throws Exception {
        var hanging = new ArrayList<Receiver>();
        try (var receiver = new Receiver(Receiver.status(200))) {
            for (int i = 0; i < 30; i++) {
                var one = new Receiver(Receiver.HANGS);
                hanging.add(one);
                JsonNode webhook = webhook(one.url("/"));
                test(webhook);
                test(webhook);
            }
            Thread.sleep(1000);
            JsonNode webhook = webhook(receiver.url("/"));

            long start = System.nanoTime();
            JsonNode delivery = awaitEnd(test(webhook));

            assertThat(delivery.path("status").asString()).isEqualTo("DELIVERED");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(hanging.stream().mapToInt(r -> r.requests().size()).max().orElseThrow())
                    .as("messages at once to one receiver")
                    .isLessThanOrEqualTo(2);
        } finally {
            for (Receiver each : hanging) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "https://127.0.0.2/",
                "https://[::1]/",
                "https://2130706433/",
                "https://localhost/",
                "https://169.254.169.254/latest",
                "https://[::ffff:10.0.0.1]/",
                "https://user:pass@example.com/",
                "ftp://example.com/",
                "nonsense"
            })
    void anAddressThatLeadsInsideIsRefused(String url) {
        JsonNode refusal =
                client.post(WEBHOOKS, "{\"url\": \"%s\"}".formatted(url)).expect(422).body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/url");
        JsonNode webhook = webhook("https://example.com/");
        client.patch(
                        WEBHOOKS + "/" + webhook.path("id").asString(),
                        "{\"url\": \"%s\"}".formatted(url))
                .expect(422);
        client.delete(WEBHOOKS + "/" + webhook.path("id").asString()).expect(204);
    }

    /// The row of a webhook whose address was allowed once; the check is made for each message.
    @Test
    void anAddressIsCheckedAgainForEachMessage() throws Exception {
        JsonNode webhook = webhook("https://example.com/");
        database.sql("update webhook set url = 'https://[::1]/' where id = cast(? as uuid)")
                .param(webhook.path("id").asString())
                .update();

        JsonNode dead = awaitEnd(test(webhook));

        assertThat(dead.path("status").asString()).isEqualTo("DEAD");
        assertThat(dead.at("/attempts/0/reason").asString()).contains("not public");
    }

    @Test
    void anAttemptThatWasOvertakenCannotWriteItsOutcome() throws IOException {
        String webhook = webhook("https://example.invalid/").path("id").asString();
        database.sql("update webhook set paused = true where id = cast(? as uuid)")
                .param(webhook)
                .update();
        UUID id = UUID.randomUUID();
        database.sql(
                        """
                        insert into delivery (id, webhook_id, event_id, event_type, body, status, attempt, lease_until)
                        values (?, cast(? as uuid), ?, 'webhook.test', '{}', 'SENDING', 2, now() + interval '1 hour')
                        """)
                .params(List.of(id, webhook, UUID.randomUUID()))
                .update();
        var zombie =
                new DeliveryRepository.Claim(
                        id, UUID.fromString(webhook), "", new byte[0], UUID.randomUUID(), "", 1, 0);

        boolean written =
                deliveries.end(
                        zombie,
                        new Courier.Result(200, null, .1),
                        Delivery.Status.DELIVERED,
                        null,
                        0);

        assertThat(written).isFalse();
        assertThat(deliveries.find(id).orElseThrow().status()).isEqualTo(Delivery.Status.SENDING);
    }

    @Test
    void aDeliveryWhoseProcessDiedIsSentByAnother() throws Exception {
        try (var receiver = new Receiver(Receiver.status(200))) {
            String webhook = webhook(receiver.url("/")).path("id").asString();
            UUID id = UUID.randomUUID();
            database.sql(
                            """
                            insert into delivery (id, webhook_id, event_id, event_type, body, status, attempt, lease_until)
                            values (?, cast(? as uuid), ?, 'webhook.test', '{}', 'SENDING', 1, now() - interval '1 second')
                            """)
                    .params(List.of(id, webhook, UUID.randomUUID()))
                    .update();

            JsonNode delivery = awaitEnd(WEBHOOKS + "/" + webhook + "/deliveries/" + id);

            assertThat(delivery.path("status").asString()).isEqualTo("DELIVERED");
            assertThat(delivery.at("/attempts/0/reason").asString()).contains("died");
        }
    }

    private static String header(String request, String name) {
        return request.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }
}
