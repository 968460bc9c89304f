package dev.lawcast.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What refits and runs that arrive set off, in the feed and in the stream.
@ServiceTest
class AlertTest {

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @Autowired Refits refits;
    @LocalServerPort int port;

    private Client client;
    private String experiment = "";

    @BeforeEach
    void study() {
        client = new Client(mvc);
        experiment = Studies.experiment(client);
        Studies.upload(client, experiment, 0, 20);
    }

    private String schedule(String alerts) {
        return "/api/v1/schedules/"
                + client.post(
                                experiment + "/schedules",
                                """
                                {"cron": "0 0 1 1 *", "alerts": [%s],
                                 "fit": {"law": "power_law_constant", "metric": "loss", "bootstrap": {"replicates": 60}}}
                                """
                                        .formatted(alerts))
                        .expect(201)
                        .text("id");
    }

    private void refit(String schedule) {
        String place = client.post(schedule + "/runs").expect(202).raw().getHeader("Location");
        client.get(String.valueOf(place), "Prefer", "wait=60").expect(200);
    }

    private List<JsonNode> events(String type) {
        return client.get(experiment + "/events?limit=1000")
                .expect(200)
                .body()
                .path("items")
                .valueStream()
                .filter(e -> e.path("type").asString().equals(type))
                .toList();
    }

    private List<JsonNode> awaitEvents(String type) throws InterruptedException {
        List<JsonNode> found = events(type);
        for (int i = 0; i < 200 && found.isEmpty(); i++) {
            Thread.sleep(50);
            found = events(type);
        }
        return found;
    }

    @Test
    void aRunThatTheVersionBeforeDidNotExpectIsToldWithWhatItChanged() {
        String schedule =
                schedule(
                        """
                        {"on": "run_outside_interval", "level": 0.99},
                        {"on": "parameter_moved", "parameter": "alpha", "by": 0.001},
                        {"on": "parameter_moved", "parameter": "alpha", "by": 10},
                        {"on": "target_moved", "value": 0.6, "by_factor": 1.01}
                        """);
        refit(schedule);
        assertThat(events("refit.finished")).hasSize(1);

        Studies.upload(client, experiment, "strange", Studies.size(24), 1.06 * Studies.loss(24));
        Studies.upload(client, experiment, 20, 21);
        refit(schedule);

        List<JsonNode> outside = events("alert.run_outside_interval");
        assertThat(outside).hasSize(1);
        assertThat(outside.getFirst().at("/data/runs")).hasSize(1);
        assertThat(outside.getFirst().at("/data/runs/0/key").asString()).isEqualTo("strange");
        assertThat(outside.getFirst().at("/data/message").asString()).contains("'strange'");
        List<JsonNode> moved = events("alert.parameter_moved");
        assertThat(moved).hasSize(1);
        assertThat(moved.getFirst().at("/data/rule/by").doubleValue()).isEqualTo(.001);
        assertThat(events("alert.target_moved").getFirst().at("/data/message").asString())
                .containsAnyOf("later", "no longer");
        assertThat(events("refit.finished")).hasSize(2);
    }

    @Test
    void runsAsExpectedSetNothingOff() {
        String schedule =
                schedule(
                        """
                        {"on": "run_outside_interval", "level": 0.999},
                        {"on": "parameter_moved", "parameter": "alpha", "by": 0.2},
                        {"on": "target_moved", "value": 1.0, "by_factor": 2}
                        """);
        refit(schedule);
        Studies.upload(client, experiment, 20, 23);
        refit(schedule);

        assertThat(events("refit.finished")).hasSize(2);
        assertThat(client.get(experiment + "/events").body().path("items")).hasSize(2);
    }

    @Test
    void aBrokenCalibrationIsToldOnce() throws Exception {
        String schedule =
                schedule("{\"on\": \"calibration_broken\", \"level\": 0.9, \"probability\": 0.05}");
        refit(schedule);
        String fit = "/api/v1/fits/" + client.get(schedule).text("fit_id");
        for (int i = 24; i < 28; i++) {
            client.post(
                            fit + "/frozen-forecasts",
                            "{\"points\": [{\"parameters\": %s}]}".formatted(Studies.size(i)))
                    .expect(201);
        }

        Studies.upload(client, experiment, 24, 25);
        awaitEvents("forecast.scored");
        assertThat(events("alert.calibration_broken")).isEmpty();
        for (int i = 25; i < 28; i++) {
            Studies.upload(client, experiment, "off-" + i, Studies.size(i), 2);
        }

        List<JsonNode> broken = awaitEvents("alert.calibration_broken");
        assertThat(broken).hasSize(1);
        assertThat(broken.getFirst().at("/data/message").asString()).contains("Only");
        for (int i = 0; i < 100 && events("forecast.scored").size() < 4; i++) {
            Thread.sleep(50);
        }
        assertThat(events("forecast.scored")).hasSize(4);
        assertThat(events("alert.calibration_broken")).hasSize(1);
    }

    @Test
    void aScheduleThatFailsAgainAndAgainIsToldOnce() {
        String schedule = schedule("{\"on\": \"schedule_failing\", \"after\": 2}");
        for (int i = 0; i < 3; i++) {
            UUID firing = UUID.randomUUID();
            database.sql(
                            """
                            insert into firing (id, schedule_id, cause, due_at, status)
                            values (?, cast(? as uuid), 'CRON', now(), 'QUEUED')
                            """)
                    .param(firing)
                    .param(schedule.substring(schedule.lastIndexOf('/') + 1))
                    .update();
            refits.fail(firing, "The disk is full.");
        }

        assertThat(events("refit.failed")).hasSize(3);
        List<JsonNode> failing = events("alert.schedule_failing");
        assertThat(failing).hasSize(1);
        assertThat(failing.getFirst().at("/data/message").asString())
                .isEqualTo("The schedule failed 2 times in a row, last because: The disk is full.");
    }

    @Test
    void theFeedCanBeReadOnFromAnyPlace() {
        String schedule = schedule("");
        JsonNode empty = client.get(experiment + "/events").expect(200).body();
        assertThat(empty.path("items")).isEmpty();
        refit(schedule);

        String next = experiment + "/events?cursor=" + empty.path("next_cursor").asString();
        JsonNode page = client.get(next).expect(200).body();

        assertThat(page.path("items")).hasSize(1);
        String after = experiment + "/events?cursor=" + page.path("next_cursor").asString();
        assertThat(client.get(after).expect(200).body().path("items")).isEmpty();
        client.get(experiment + "/events?cursor=nonsense").expect(400);
    }

    /// Settings of tests end a stream after two seconds; the client comes back with the last id.
    @Test
    void theStreamGoesOnWhereItWasLeft() throws Exception {
        String schedule = schedule("");
        refit(schedule);
        var first = new ArrayList<String>();
        String last = "ZXZlbnRzOjA"; // events:0
        read(last, first);
        assertThat(first).anyMatch(line -> line.equals("event:refit.finished"));
        String id = first.stream().filter(line -> line.startsWith("id:")).findFirst().orElseThrow();

        var second = new ArrayList<String>();
        Thread reader = Thread.ofVirtual().start(() -> read(id.substring(3), second));
        Studies.upload(client, experiment, 20, 21);
        refit(schedule);
        reader.join();
        if (second.stream().noneMatch(line -> line.startsWith("event:"))) {
            read(id.substring(3), second); // the refit took longer than the stream
        }

        assertThat(second.stream().filter(line -> line.startsWith("event:")))
                .containsExactly("event:refit.finished");
    }

    private void read(String last, List<String> lines) {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + experiment + "/events"))
                        .header("Accept", "text/event-stream")
                        .header("Last-Event-ID", last)
                        .build();
        try (var http = HttpClient.newHttpClient();
                var reader =
                        new BufferedReader(
                                new InputStreamReader(
                                        http.send(
                                                        request,
                                                        HttpResponse.BodyHandlers.ofInputStream())
                                                .body(),
                                        StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
