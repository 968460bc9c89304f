package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.database.SharedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Two services on one database hold no state that the other one lacks: what is asked of one is
/// seen, followed and stopped at the other, and what is due is done once.
class ProcessesTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    /// Minutes of work, were it not stopped.
    private static final String LONG_FIT =
            """
            {"law": "chinchilla", "metric": "loss", "bootstrap": {"replicates": 20000}}
            """;

    private static final String SHORT_FIT =
            """
            {"law": "power_law", "metric": "loss", "variables": {"x": "parameters"}, "bootstrap": {"replicates": 20}}
            """;

    private static SharedPostgres.Login database;
    private static AnotherService a;
    private static AnotherService b;

    /// Both start at once on a database without tables, so both want to make them.
    @BeforeAll
    static void startBoth() {
        database = SharedPostgres.newSchema();
        CompletableFuture<AnotherService> one =
                CompletableFuture.supplyAsync(() -> AnotherService.on(database, KEY));
        CompletableFuture<AnotherService> other =
                CompletableFuture.supplyAsync(() -> AnotherService.on(database, KEY));
        a = one.join();
        b = other.join();
    }

    @AfterAll
    static void stopBoth() {
        a.close();
        b.close();
    }

    @Test
    void eachMigrationWasDoneOnce() throws SQLException {
        assertThat(
                        column(
                                "select version from flyway_schema_history where version is not null group by version having count(*) <> 1"))
                .isEmpty();
        assertThat(column("select version from flyway_schema_history where not success")).isEmpty();
        assertThat(column("select version from flyway_schema_history")).isNotEmpty();
    }

    @Test
    void aFitAskedAtOneIsFollowedAndStoppedAtTheOther() throws Exception {
        String experiment = experiment();
        upload(
                a,
                experiment,
                IntStream.range(9, 1500)
                        .mapToObj(ProcessesTest::run)
                        .collect(Collectors.joining("\n"))); // seconds of work
        String fit = post(a, experiment + "/fits", LONG_FIT, 202).path("id").asString();
        try (var client = HttpClient.newHttpClient()) {
            HttpResponse<java.io.InputStream> stream =
                    client.send(
                            b.request("/fits/" + fit + "/events")
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                awaited(lines, "\"RUNNING\"");
                post(b, "/fits/" + fit + "/cancel", "", 200, 202);
                awaited(lines, "\"CANCELLED\"");
            }
        }
        assertThat(get(a, "/fits/" + fit).path("status").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void eventsReachWhoeverListensAtAnyProcessAndAScheduleFiresOnce() throws Exception {
        String experiment = experiment();
        var heard = new ArrayList<CompletableFuture<List<String>>>();
        try (var client = HttpClient.newHttpClient()) {
            for (AnotherService service : List.of(a, b)) {
                heard.add(events(client, service, experiment));
            }
            String schedule =
                    post(
                                    a,
                                    experiment + "/schedules",
                                    "{\"on_new_runs\": {\"min\": 1, \"debounce_seconds\": 0}, \"fit\": %s}"
                                            .formatted(SHORT_FIT),
                                    201)
                            .path("id")
                            .asString();
            upload(b, experiment, 9);
            JsonNode firings = get(b, "/schedules/" + schedule + "/runs");
            for (int i = 0; i < 300 && !ended(firings); i++) {
                Thread.sleep(100);
                firings = get(b, "/schedules/" + schedule + "/runs");
            }
            Thread.sleep(2_500); // a look of either process, were one to fire again
            firings = get(a, "/schedules/" + schedule + "/runs");
            assertThat(firings.path("items")).hasSize(1);
            assertThat(firings.at("/items/0/status").asString()).isEqualTo("REFITTED");
            assertThat(get(a, experiment + "/fits").path("items")).hasSize(1);
            List<String> atA = heard.get(0).get(40, TimeUnit.SECONDS);
            assertThat(atA).hasSize(1);
            assertThat(heard.get(1).get(40, TimeUnit.SECONDS)).isEqualTo(atA);
        }
    }

    /// What one process has answered, another one repeats.
    @Test
    void aRequestThatIsSentAgainToTheOtherIsAnsweredAsBefore() {
        String body =
                "{\"name\": \"once\", \"variables\": [{\"name\": \"n\", \"role\": \"parameters\"}], \"metrics\": [{\"name\": \"loss\"}]}";
        HttpResponse<byte[]> first = a.send(create(a, body));
        HttpResponse<byte[]> second = b.send(create(b, body));
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
    }

    /// Features of a source go to one, those of the validation sample to the other, and either
    /// measures between them: the same bits.
    @Test
    void samplesUploadedAtOneAreComparedDownloadedAndReplacedAtTheOther() {
        String source =
                post(a, "/sources", "{\"name\": \"shop\", \"size\": 90}", 201)
                        .path("id")
                        .asString();
        String goal =
                post(b, "/validation-samples", "{\"name\": \"goal\"}", 201).path("id").asString();
        String pilot = "/sources/" + source + "/pilot/features";
        put(a, pilot, "{\"features\": [[0, 0], [1, 0], [2, 0]]}");
        put(b, "/validation-samples/" + goal + "/features", "[[0, 1], [1, 1], [2, 1]]");
        String ask = "{\"validation\": \"goal\", \"mixture\": {\"shop\": 1}}";
        JsonNode atA = post(a, "/transports", ask, 200);
        JsonNode atB = post(b, "/transports", ask, 200);
        assertThat(atB.path("cost").doubleValue()).isEqualTo(1);
        assertThat(atA).isEqualTo(atB);
        assertThat(array(a, pilot)).isEqualTo(array(b, pilot));

        put(b, pilot, "{\"features\": [[0, 4], [1, 4], [2, 4]]}");
        assertThat(post(a, "/transports", ask, 200).path("cost").doubleValue()).isEqualTo(9);

        assertThat(a.send(a.request("/sources/" + source).DELETE().build()).statusCode())
                .isEqualTo(204);
        assertThat(b.send(b.request(pilot).build()).statusCode()).isEqualTo(404);
        assertThat(post(b, "/transports", ask, 422).at("/errors/0/code").asString())
                .isEqualTo("unknown_name");
    }

    @Test
    void aKeyThatIsRevokedAtOneOpensNothingAtTheOther() {
        JsonNode key = post(a, "/keys", "{\"name\": \"x\", \"role\": \"reader\"}", 201);
        String bearer = "Bearer " + key.path("key").asString();
        HttpRequest ask = b.request("/experiments").setHeader("Authorization", bearer).build();
        assertThat(b.send(ask).statusCode()).isEqualTo(200);
        assertThat(
                        a.send(a.request("/keys/" + key.path("id").asString()).DELETE().build())
                                .statusCode())
                .isEqualTo(204);
        assertThat(b.send(ask).statusCode()).isEqualTo(401);
    }

    private static HttpRequest create(AnotherService service, String body) {
        return service.request("/experiments")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "one-of-two")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static String experiment() {
        String path =
                "/experiments/"
                        + post(
                                        a,
                                        "/experiments",
                                        """
                                        {"name": "shared", "variables": [{"name": "parameters", "role": "parameters"},
                                         {"name": "tokens", "role": "tokens"}], "metrics": [{"name": "loss"}]}
                                        """,
                                        201)
                                .path("id")
                                .asString();
        for (int i = 0; i < 9; i++) {
            upload(b, path, i);
        }
        return path;
    }

    private static void upload(AnotherService service, String experiment, int number) {
        upload(service, experiment, run(number));
    }

    private static String run(int number) {
        double n = Math.pow(10, 6 + number % 3);
        double d = Math.pow(10, 7 + number / 3 % 50);
        return "{\"key\": \"r%d\", \"variables\": {\"parameters\": %s, \"tokens\": %s}, \"metrics\": {\"loss\": %s}}"
                .formatted(
                        number,
                        n,
                        d,
                        1.7
                                + 400 / Math.pow(n, .34)
                                + 410 / Math.pow(d, .28)
                                + .001 * (number % 2));
    }

    private static void upload(AnotherService service, String experiment, String runs) {
        HttpResponse<byte[]> answer =
                service.send(
                        service.request(experiment + "/runs")
                                .header("Content-Type", "application/x-ndjson")
                                .POST(HttpRequest.BodyPublishers.ofString(runs))
                                .build());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /// The first event that comes, and what comes within the life of the stream.
    private static CompletableFuture<List<String>> events(
            HttpClient client, AnotherService service, String experiment)
            throws IOException, InterruptedException {
        HttpResponse<java.util.stream.Stream<String>> stream =
                client.send(
                        service.request(experiment + "/events")
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        return CompletableFuture.supplyAsync(
                () -> stream.body().filter(line -> line.startsWith("data:")).toList());
    }

    private static void awaited(BufferedReader lines, String part) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("the stream ended without " + part);
    }

    private static boolean ended(JsonNode firings) {
        return firings.at("/items/0/finished_at").isString();
    }

    private static JsonNode get(AnotherService service, String path) {
        HttpResponse<byte[]> answer = service.send(service.request(path).build());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void put(AnotherService service, String path, String body) {
        HttpResponse<byte[]> answer =
                service.send(
                        service.request(path)
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(body))
                                .build());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
    }

    private static byte[] array(AnotherService service, String path) {
        return service.send(
                        service.request(path).header("Accept", "application/octet-stream").build())
                .body();
    }

    private static JsonNode post(
            AnotherService service, String path, String body, Integer... statuses) {
        var request = service.request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<byte[]> answer = service.send(request.build());
        assertThat(answer.statusCode())
                .as(path + new String(answer.body(), StandardCharsets.UTF_8))
                .isIn((Object[]) statuses);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static List<String> column(String sql) throws SQLException {
        var values = new ArrayList<String>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
