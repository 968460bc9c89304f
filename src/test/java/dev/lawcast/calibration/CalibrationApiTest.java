package dev.lawcast.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.schedules.Studies;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

/// Forecasts that are frozen, and the runs that come.
@ServiceTest
class CalibrationApiTest {

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;

    private Client client;
    private String experiment = "";
    private String fit = "";

    @BeforeEach
    void study() {
        client = new Client(mvc);
        experiment = Studies.experiment(client);
        Studies.upload(client, experiment, 0, 20);
        fit =
                "/api/v1/fits/"
                        + client.fit(
                                        experiment,
                                        """
                                        {"law": "power_law_constant", "metric": "loss", "bootstrap": {"replicates": 60}}
                                        """)
                                .path("id")
                                .asString();
    }

    private JsonNode freeze(String body) {
        return client.post(fit + "/frozen-forecasts", body).expect(201).body().at("/items/0");
    }

    /// The latest forecast once it has met its run.
    private JsonNode scored() throws InterruptedException {
        String list = experiment + "/frozen-forecasts?limit=1";
        JsonNode found = client.get(list).expect(200).body().at("/items/0");
        for (int i = 0; i < 200 && found.path("status").asString().equals("OPEN"); i++) {
            Thread.sleep(50);
            found = client.get(list).expect(200).body().at("/items/0");
        }
        return found;
    }

    @Test
    void aForecastIsScoredByTheRunOfItsSizes() throws Exception {
        double size = Studies.size(24);
        JsonNode frozen =
                freeze("{\"points\": [{\"parameters\": %s}], \"level\": 0.9}".formatted(size));
        assertThat(frozen.path("status").asString()).isEqualTo("OPEN");
        assertThat(frozen.path("new_run_intervals")).hasSize(5);

        Studies.upload(client, experiment, "of-another-size", size * 1.02, .6);
        Studies.upload(client, experiment, "the-run", size * 1.005, Studies.loss(24));

        JsonNode scored = scored();
        assertThat(scored.path("status").asString()).isEqualTo("SCORED");
        assertThat(scored.path("run").asString()).isEqualTo("the-run");
        assertThat(scored.path("measured").doubleValue()).isEqualTo(Studies.loss(24));
        assertThat(scored.path("error").doubleValue())
                .isEqualTo(Studies.loss(24) - frozen.path("mean").doubleValue(), within(1e-12));
        assertThat(scored.path("inside").booleanValue()).isTrue();
        assertThat(scored.path("log_score").doubleValue()).isBetween(1., 6.);
        JsonNode report =
                client.get(experiment + "/calibration?metric=loss")
                        .expect(200)
                        .body()
                        .at("/items/0");
        assertThat(report.path("runs").intValue()).isEqualTo(1);
        JsonNode row = row(report, .9, null, null);
        assertThat(row.path("share").doubleValue()).isEqualTo(1);
        assertThat(row.at("/interval/lower").doubleValue()).isEqualTo(.2065, within(1e-3));
        assertThat(row(report, .9, 2., 5.).path("runs").intValue()).isEqualTo(1);
        JsonNode none = row(report, .9, 5., 10.);
        assertThat(none.path("share").isNull()).isTrue();
        assertThat(none.path("reason").asString()).isNotEmpty();
        JsonNode event = client.get(experiment + "/events").expect(200).body().at("/items/0");
        assertThat(event.path("type").asString()).isEqualTo("forecast.scored");
        assertThat(event.at("/data/id").asString()).isEqualTo(frozen.path("id").asString());
    }

    @Test
    void aRunThatWasThereIsNoTestOfAForecast() throws Exception {
        freeze("{\"points\": [{\"parameters\": %s}]}".formatted(Studies.size(5)));

        Studies.upload(client, experiment, "run-05", Studies.size(5), 3.25);
        Thread.sleep(2500);
        assertThat(scored(1).path("status").asString()).isEqualTo("OPEN");

        Studies.upload(client, experiment, "another-seed", Studies.size(5), Studies.loss(5));
        assertThat(scored().path("run").asString()).isEqualTo("another-seed");
    }

    @Test
    void aRunThatWaitedForItsMetricScoresWhenItComes() throws Exception {
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,parameters,status\nplanned,%s,running\n".formatted(Studies.size(22)))
                .expect(200);
        freeze(
                "{\"points\": [{\"parameters\": %s}], \"runs\": [\"planned\"]}"
                        .formatted(Studies.size(22)));

        Studies.upload(client, experiment, "planned", Studies.size(22), Studies.loss(22));

        assertThat(scored().path("status").asString()).isEqualTo("SCORED");
    }

    @Test
    void aNamedRunOfOtherSizesIsNoTestEither() throws Exception {
        freeze("{\"points\": [{\"parameters\": 1e9}], \"runs\": [\"big\"]}");

        Studies.upload(client, experiment, "big", 2e9, .55);

        JsonNode found = scored();
        assertThat(found.path("status").asString()).isEqualTo("MISMATCHED");
        assertThat(found.path("reason").asString()).contains("'parameters' is 2.0E9, not 1.0E9");
        assertThat(found.path("measured").isNull()).isTrue();
    }

    @Test
    void aScoredForecastNeverChangesAndOutlivesItsFit() throws Exception {
        JsonNode frozen =
                freeze("{\"points\": [{\"parameters\": %s}]}".formatted(Studies.size(21)));
        Studies.upload(client, experiment, 21, 22);
        assertThat(scored().path("status").asString()).isEqualTo("SCORED");

        client.delete(fit).expect(204);

        assertThat(scored().path("id")).isEqualTo(frozen.path("id"));
        assertThatThrownBy(() ->
                        database.sql(
                                        "update frozen_forecast set mean = 0 where id = cast(? as uuid)")
                                .param(frozen.path("id").asString())
                                .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void whatIsWrongWithAPointIsNamed() {
        JsonNode refusal =
                client.post(fit + "/frozen-forecasts", "{\"points\": [{\"params\": 1}]}")
                        .expect(422)
                        .body();

        assertThat(refusal.path("errors").toString()).contains("parameters");
    }

    private JsonNode scored(int limit) {
        return client.get(experiment + "/frozen-forecasts?limit=" + limit)
                .expect(200)
                .body()
                .at("/items/0");
    }

    private static JsonNode row(
            JsonNode report,
            double level,
            @org.jspecify.annotations.Nullable Double above,
            @org.jspecify.annotations.Nullable Double upTo) {
        return report.path("rows")
                .valueStream()
                .filter(r -> r.path("level").doubleValue() == level)
                .filter(r -> equal(r.path("above"), above) && equal(r.path("up_to"), upTo))
                .findFirst()
                .orElseThrow();
    }

    private static boolean equal(JsonNode node, @org.jspecify.annotations.Nullable Double value) {
        return value == null ? node.isNull() : node.isNumber() && node.doubleValue() == value;
    }
}
