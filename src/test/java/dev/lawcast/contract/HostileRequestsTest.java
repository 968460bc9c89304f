package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.contract.Contract.Operation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Bad input never gives a 5xx and never changes a row: every operation of the document is asked
/// with mutated bodies, paths, queries and headers, from a seed. More of it:
/// `-Dlawcast.hostile.requests=20000 -Dlawcast.hostile.seed=7`.
@ServiceTest
class HostileRequestsTest {

    private static final int REQUESTS = Integer.getInteger("lawcast.hostile.requests", 1_200);
    private static final long SEED = Long.getLong("lawcast.hostile.seed", 20_261_123);

    private static final Set<String> CODES =
            Arrays.stream(ErrorCode.values()).map(ErrorCode::id).collect(Collectors.toSet());

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @LocalServerPort int port;

    private final Contract contract = Contract.ofTheProject();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<String, String> ids = new HashMap<>();

    @Test
    void everyMutatedRequestIsAnsweredWithoutAFailureAndRefusalsChangeNothing() throws Exception {
        prepare();
        var mutator = new Mutator(random);
        var statuses = new HashMap<Integer, Integer>();
        List<Operation> operations =
                contract.operations().stream().filter(o -> !o.path().endsWith("/events")).toList();
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < REQUESTS; i++) {
                Operation operation = operations.get(i % operations.size());
                HttpRequest request = request(operation, mutator);
                List<Long> before = rows();
                HttpResponse<byte[]> response =
                        client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                statuses.merge(response.statusCode(), 1, Integer::sum);
                check(operation, request, mutator.last(), response, before);
                if (response.statusCode() < 300 && operation.method().equals("delete")) {
                    prepare();
                }
            }
        }
        deleteWorkspaces();
        assertThat(statuses.keySet()).contains(200, 404, 415, 422);
    }

    /// Their names are unique, and other tests make some of the same name.
    private void deleteWorkspaces() {
        var client = new Client(mvc);
        client.get("/api/v1/workspaces?limit=1000")
                .body()
                .path("items")
                .valueStream()
                .map(workspace -> workspace.path("id").asString())
                .filter(id -> !id.equals(WorkspaceScope.DEFAULT.toString()))
                .forEach(id -> client.delete("/api/v1/workspaces/" + id).expect(204));
    }

    private void check(
            Operation operation,
            HttpRequest request,
            String body,
            HttpResponse<byte[]> response,
            List<Long> before) {
        String what =
                "seed %d: %s %s %s %s"
                        .formatted(
                                SEED,
                                request.method(),
                                request.uri().getRawPath() + "?" + request.uri().getRawQuery(),
                                request.headers().map(),
                                body.substring(0, Math.min(300, body.length())));
        String answer = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as("%s answered %s", what, answer).isLessThan(500);
        // What is refused before it is routed is documented apart from the operations.
        String routed =
                code(answer).equals(ErrorCode.INVALID_REQUEST.id())
                        ? "/"
                        : request.uri().getRawPath();
        if (response.statusCode() >= 400) {
            assertThat(response.headers().firstValue("Content-Type").orElse(""))
                    .as(what)
                    .startsWith("application/problem+json");
            assertThat(CODES).as(what).contains(code(answer));
            assertThat(rows()).as("%s was refused and changed rows", what).isEqualTo(before);
        }
        assertThat(
                        contract.faults(
                                operation.method().toUpperCase(Locale.ROOT),
                                routed,
                                answer(response)))
                .as("%s answered %s", what, answer)
                .isEmpty();
    }

    private static String code(String problem) {
        try {
            return new ObjectMapper().readTree(problem).path("code").asText();
        } catch (JsonProcessingException e) {
            return "none";
        }
    }

    private static Contract.Answer answer(HttpResponse<byte[]> response) {
        var headers = new HashMap<String, String>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return new Contract.Answer(response.statusCode(), headers, response.body());
    }

    /// What a refused request must leave as it was. Fits are counted, not hashed: they run on their
    /// own; those that schedules make come on their own, too.
    private List<Long> rows() {
        return database.sql(
                        """
                        select (select count(*) from experiment), (select count(*) from run),
                               (select coalesce(sum(revision), 0) from run), (select count(*) from run_revision),
                               (select sum(change)::bigint from point_count),
                               (select count(*) from fit where id not in (select fit_id from firing where fit_id is not null)),
                               (select count(*) from variable), (select count(*) from metric),
                               (select count(*) from idempotent_answer),
                               (select coalesce(sum(extract(epoch from updated_at)), 0) from sample),
                               (select count(*) from sample_array), (select count(*) from sample_chunk),
                               (select count(*) from schedule), (select coalesce(sum(version), 0) from schedule),
                               (select count(*) from webhook), (select coalesce(sum(version), 0) from webhook),
                               (select count(*) from delivery where event_type = 'webhook.test'),
                               (select count(*) from workspace), (select count(*) from api_key where revoked_at is null)
                        """)
                .query((row, n) -> {
                    var counts = new ArrayList<Long>();
                    for (int c = 1; c <= row.getMetaData().getColumnCount(); c++) {
                        counts.add(row.getLong(c));
                    }
                    return List.copyOf(counts);
                })
                .single();
    }

    /// A small experiment with a fit, so that requests that stay whole have something to speak of.
    private void prepare() {
        var client = new Client(mvc);
        String experiment =
                client.experiment(
                        """
                        {"name": "hostile", "variables": [{"name": "parameters", "role": "parameters"},
                         {"name": "samples", "role": "samples"}], "metrics": [{"name": "loss"}, {"name": "error"}, {"name": "epochs"}]}
                        """);
        var csv = new StringBuilder("key,parameters,samples,loss\n");
        for (int i = 0; i < 12; i++) {
            double n = Math.pow(4, i % 4 + 3);
            double d = Math.pow(5, i % 3 + 3);
            csv.append(
                    "mlp-w16-d250-s%d,%s,%s,%s%n"
                            .formatted(
                                    i,
                                    n,
                                    d,
                                    1 + 3 / Math.sqrt(n) + 4 / Math.sqrt(d) + .001 * (i % 5)));
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
        String fit =
                client.fit(
                                experiment,
                                """
                                {"law": "chinchilla", "metric": "loss", "bootstrap": {"replicates": 20}}
                                """)
                        .path("id")
                        .asString();
        database.sql("delete from sample where 'hostile' in (name, feature_space)").update();
        ids.put("source_id", sample(client, "sources", "\"size\": 9,"));
        ids.put("validation_sample_id", sample(client, "validation-samples", ""));
        ids.put("experiment_id", experiment.substring(experiment.lastIndexOf('/') + 1));
        ids.put("fit_id", fit);
        ids.put("run_key", "mlp-w16-d250-s0");
        String schedule =
                client.post(
                                experiment + "/schedules",
                                """
                                {"cron": "0 0 1 1 *", "fit": {"law": "chinchilla", "metric": "loss", "bootstrap": {"replicates": 20}}}
                                """)
                        .expect(201)
                        .text("id");
        ids.put("schedule_id", schedule);
        ids.put(
                "firing_id",
                client.post("/api/v1/schedules/" + schedule + "/runs").expect(202).text("id"));
        String webhook =
                client.post("/api/v1/webhooks", "{\"url\": \"https://hooks.example.com/\"}")
                        .expect(201)
                        .text("id");
        ids.put("webhook_id", webhook);
        ids.put(
                "delivery_id",
                client.post("/api/v1/webhooks/" + webhook + "/test").expect(202).text("id"));
    }

    private static String sample(Client client, String path, String size) {
        String body = "{\"name\": \"hostile\", %s \"feature_space\": \"hostile\"}".formatted(size);
        return client.post("/api/v1/" + path, body).expect(201).text("id");
    }

    /// The names of the examples belong to other tests too.
    @AfterEach
    void removeSamples() {
        database.sql("delete from sample").update();
    }

    private HttpRequest request(Operation operation, Mutator mutator) {
        boolean hostilePath = random.nextInt(12) == 0;
        String path = operation.path();
        var query = new ArrayList<String>();
        var request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(30));
        for (JsonNode parameter : contract.parameters(operation)) {
            String name = parameter.path("name").asText();
            String example = parameter.path("example").asText();
            switch (parameter.path("in").asText()) {
                case "path" ->
                        path =
                                path.replace(
                                        "{" + name + "}",
                                        encoded(
                                                hostilePath
                                                        ? mutator.text()
                                                        : ids.getOrDefault(name, example)));
                case "query" -> {
                    if (random.nextInt(3) == 0) {
                        query.add(
                                name
                                        + "="
                                        + encoded(random.nextBoolean() ? mutator.text() : example));
                    }
                }
                case "header" -> {
                    if (random.nextInt(4) == 0) {
                        request.setHeader(
                                name, random.nextBoolean() ? mutator.headerText() : example);
                    }
                }
                default -> {}
            }
        }
        String uri = "http://127.0.0.1:" + port + "/api/v1" + path;
        request.uri(URI.create(query.isEmpty() ? uri : uri + "?" + String.join("&", query)));
        byte[] body = body(operation, mutator, request);
        return request.method(
                        operation.method().toUpperCase(Locale.ROOT),
                        HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private byte[] body(Operation operation, Mutator mutator, HttpRequest.Builder request) {
        JsonNode bodies = operation.node().path("requestBody").path("content");
        var examples = new ArrayList<Map.Entry<String, JsonNode>>();
        for (var media : bodies.properties()) {
            for (JsonNode example : media.getValue().path("examples")) {
                examples.add(Map.entry(media.getKey(), example.path("value")));
            }
        }
        if (examples.isEmpty()) {
            return mutator.nothing();
        }
        var example = examples.get(random.nextInt(examples.size()));
        String type = example.getKey();
        request.setHeader("Content-Type", random.nextInt(15) == 0 ? mutator.type() : type);
        if (random.nextInt(25) == 0) {
            request.setHeader("Content-Encoding", "gzip");
        }
        return mutator.mutated(example.getValue());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
