package dev.lawcast.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Schedules as a caller sees them, on the queue and the watch that run in the service.
@ServiceTest
class ScheduleApiTest {

    private static final String FIT =
            """
            {"law": "power_law_constant", "metric": "loss", "bootstrap": {"replicates": 60}}
            """;

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @Autowired Schedules schedules;
    @Autowired RefitJob job;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    private String schedule(String experiment, String fields) {
        return "/api/v1/schedules/"
                + client.post(experiment + "/schedules", "{" + fields + ", \"fit\": " + FIT + "}")
                        .expect(201)
                        .text("id");
    }

    private JsonNode runNow(String schedule) {
        String place = client.post(schedule + "/runs").expect(202).raw().getHeader("Location");
        return client.get(String.valueOf(place), "Prefer", "wait=60").expect(200).body();
    }

    private JsonNode latestRun(String schedule) {
        return client.get(schedule + "/runs?limit=1").expect(200).body().at("/items/0");
    }

    private JsonNode await(Callable<JsonNode> what, String field, String value) {
        try {
            JsonNode found = what.call();
            for (int i = 0; i < 600 && !found.path(field).asString("").equals(value); i++) {
                Thread.sleep(50);
                found = what.call();
            }
            assertThat(found.path(field).asString("")).as(found.toString()).isEqualTo(value);
            return found;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refitsOnceEnoughRunsHaveArrivedAndReportsTheDifference() {
        String experiment = Studies.experiment(client);
        Studies.upload(client, experiment, 0, 20);
        String schedule =
                schedule(
                        experiment,
                        """
                        "on_new_runs": {"min": 2, "debounce_seconds": 0},
                        "watch": {"points": [{"parameters": 1e8}], "level": 0.9}
                        """);
        JsonNode first = runNow(schedule);
        assertThat(first.path("status").asString()).isEqualTo("REFITTED");

        Studies.upload(client, experiment, 20, 21);
        Studies.upload(client, experiment, 21, 22);
        JsonNode second = await(() -> latestRun(schedule), "cause", "NEW_RUNS");
        String place = schedule + "/runs/" + second.path("id").asString();
        second = client.get(place, "Prefer", "wait=60").expect(200).body();

        assertThat(second.path("status").asString()).isEqualTo("REFITTED");
        String fit = "/api/v1/fits/" + second.path("fit_id").asString();
        JsonNode made = client.get(fit).expect(200).body();
        assertThat(made.path("version").intValue()).isEqualTo(2);
        assertThat(made.path("parent_id")).isEqualTo(first.path("fit_id"));
        JsonNode difference = client.get(fit + "/difference").expect(200).body();
        JsonNode runs = difference.path("runs");
        assertThat(runs.path("added_total").intValue()).isEqualTo(2);
        assertThat(runs.at("/added/0/predicted").doubleValue())
                .isEqualTo(runs.at("/added/0/measured").doubleValue(), within(.05));
        assertThat(runs.at("/added/0/influence")).isNotEmpty();
        JsonNode alpha =
                difference
                        .path("parameters")
                        .valueStream()
                        .filter(p -> p.path("name").asString().equals("alpha"))
                        .findFirst()
                        .orElseThrow();
        assertThat(alpha.path("change").doubleValue())
                .isEqualTo(alpha.path("after").doubleValue() - alpha.path("before").doubleValue());
        assertThat(Math.abs(alpha.path("z").doubleValue())).isBetween(1e-6, 5.);
        JsonNode forecast = difference.at("/forecasts/0");
        assertThat(forecast.at("/after/mean").doubleValue()).isEqualTo(.58, within(.05));
        assertThat(forecast.path("level").doubleValue()).isEqualTo(.9);
    }

    @Test
    void makesNoNewVersionOfUnchangedRunsAndSaysSo() {
        String experiment = Studies.experiment(client);
        Studies.upload(client, experiment, 0, 12);
        String schedule = schedule(experiment, "\"cron\": \"0 6 * * *\", \"zone\": \"Asia/Tokyo\"");
        JsonNode first = runNow(schedule);

        JsonNode second = runNow(schedule);

        assertThat(second.path("status").asString()).isEqualTo("UNCHANGED");
        assertThat(second.path("reason").asString())
                .contains("version 1")
                .contains(first.path("fit_id").asString());
        assertThat(client.get(experiment + "/fits").body().path("items")).hasSize(1);
        assertThat(
                        client.get(
                                        "/api/v1/fits/"
                                                + first.path("fit_id").asString()
                                                + "/difference")
                                .expect(409)
                                .text("code"))
                .isEqualTo("fit_has_no_parent");
    }

    @Test
    void firesOnceForAllTheTimesThatWereMissed() {
        String experiment = Studies.experiment(client);
        Studies.upload(client, experiment, 0, 12);
        String schedule = schedule(experiment, "\"cron\": \"0 * * * *\"");

        overdue(schedule, 3);

        JsonNode run = await(() -> latestRun(schedule), "status", "REFITTED");
        assertThat(run.path("cause").asString()).isEqualTo("CRON");
        assertThat(run.path("missed").intValue()).isBetween(2, 3);
        assertThat(client.get(schedule + "/runs").body().path("items")).hasSize(1);
        Instant next = Instant.parse(client.get(schedule).text("next_at"));
        assertThat(next).isAfter(Instant.now());
    }

    @Test
    void passesOverTimesThatWereMissedWhereThatIsWanted() {
        String schedule =
                schedule(
                        Studies.experiment(client),
                        "\"cron\": \"0 * * * *\", \"catch_up\": \"skip\"");

        overdue(schedule, 3);

        JsonNode run = await(() -> latestRun(schedule), "status", "SKIPPED");
        assertThat(run.path("fit_id").isNull()).isTrue();
    }

    @Test
    void firesOnceHoweverManyProcessesLook() throws Exception {
        String schedule = schedule(Studies.experiment(client), "\"cron\": \"0 0 1 1 *\"");
        overdue(schedule, 1);
        Callable<Boolean> look = () -> schedules.fireDue(Instant.now());

        try (var processes = Executors.newFixedThreadPool(8)) {
            var looks = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 32; i++) {
                looks.add(processes.submit(look));
            }
            for (Future<Boolean> each : looks) {
                each.get();
            }
        }

        await(() -> latestRun(schedule), "status", "REFITTED");
        assertThat(client.get(schedule + "/runs").body().path("items")).hasSize(1);
    }

    @Test
    void aPausedScheduleFiresOnRequestOnlyAndGoesOnAtItsNextTime() throws InterruptedException {
        String experiment = Studies.experiment(client);
        Studies.upload(client, experiment, 0, 12);
        String schedule =
                schedule(experiment, "\"on_new_runs\": {\"min\": 1, \"debounce_seconds\": 0}");
        JsonNode paused = client.patch(schedule, "{\"paused\": true}").expect(200).body();
        assertThat(paused.path("paused").booleanValue()).isTrue();

        Studies.upload(client, experiment, 12, 14);
        Thread.sleep(2500);
        assertThat(client.get(schedule + "/runs").body().path("items")).isEmpty();
        assertThat(runNow(schedule).path("status").asString()).isEqualTo("REFITTED");

        client.patch(schedule, "{\"paused\": false}").expect(200);
        Studies.upload(client, experiment, 14, 15);
        await(() -> latestRun(schedule), "cause", "NEW_RUNS");
    }

    @Test
    void aRefitThatTakesItsProcessDownIsGivenUp() {
        String experiment = Studies.experiment(client);
        String schedule = schedule(experiment, "\"cron\": \"0 0 1 1 *\"");
        UUID firing = UUID.randomUUID();
        database.sql(
                        """
                        insert into firing (id, schedule_id, cause, due_at, status, begun, deaths)
                        values (?, cast(? as uuid), 'CRON', now(), 'QUEUED', true, 2)
                        """)
                .param(firing)
                .param(schedule.substring(schedule.lastIndexOf('/') + 1))
                .update();

        job.run(firing.toString(), () -> false);

        JsonNode run = latestRun(schedule);
        assertThat(run.path("status").asString()).isEqualTo("FAILED");
        assertThat(run.path("reason").asString()).contains("lost 3 times");
        assertThat(client.get(schedule).body().path("failures").intValue()).isEqualTo(1);
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        String schedule = schedule(Studies.experiment(client), "\"cron\": \"0 6 * * *\"");
        String tag = java.util.Objects.requireNonNull(client.get(schedule).raw().getHeader("ETag"));
        client.patch(schedule, "{\"zone\": \"Asia/Tokyo\"}", "If-Match", tag).expect(200);

        client.patch(schedule, "{\"cron\": \"0 7 * * *\"}", "If-Match", tag).expect(412);
        assertThat(client.get(schedule).text("cron")).isEqualTo("0 6 * * *");
        client.delete(schedule).expect(204);
        client.get(schedule).expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"cron\": \"0 6 * *\"                                       | /cron",
                "\"cron\": \"0 6 * * *\", \"zone\": \"Mars/Olympus\"         | /zone",
                "\"name\": \"never\"                                         | /cron",
                "\"cron\": \"@daily\", \"catch_up\": \"all\"                 | /catch_up",
                "\"on_new_runs\": {\"min\": 0}                               | /on_new_runs/min",
                "\"cron\": \"@daily\", \"alerts\": [{\"on\": \"rain\"}]      | /alerts/0/on",
                "\"cron\": \"@daily\", \"alerts\": [{\"on\": \"parameter_moved\", \"parameter\": \"alfa\", \"by\": 1}] | /alerts/0/parameter",
                "\"cron\": \"@daily\", \"watch\": {\"points\": []}           | /watch/points",
            })
    void whatIsWrongIsNamed(String fields, String pointer) {
        JsonNode refusal =
                client.post(
                                Studies.experiment(client) + "/schedules",
                                "{" + fields + ", \"fit\": " + FIT + "}")
                        .expect(422)
                        .body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void whatIsWrongWithTheFitIsNamedWithinIt() {
        JsonNode refusal =
                client.post(
                                Studies.experiment(client) + "/schedules",
                                """
                                {"cron": "@daily", "fit": {"law": "power_law", "metric": "los"}}
                                """)
                        .expect(422)
                        .body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/fit/metric");
    }

    /// As if no process had been there for some hours.
    private void overdue(String schedule, int hours) {
        database.sql(
                        """
                        update schedule set cron_at = now() - ? * interval '1 hour', due_at = now() - ? * interval '1 hour'
                         where id = cast(? as uuid)
                        """)
                .param(hours)
                .param(hours)
                .param(schedule.substring(schedule.lastIndexOf('/') + 1))
                .update();
    }
}
