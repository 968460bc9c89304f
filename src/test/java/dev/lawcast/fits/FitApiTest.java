package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.SharedData;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.UUID;

@ServiceTest
class FitApiTest {

    private static final String GRID =
            """
            {"name": "digits", "variables": [{"name": "parameters", "role": "parameters"}, {"name": "samples", "role": "samples"}],
             "metrics": [{"name": "loss", "unit": "nats"}, {"name": "error"}, {"name": "epochs"}]}
            """;

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @Autowired FitRepository repository;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    private String grid() {
        String experiment = client.experiment(GRID);
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        SharedData.text("measured/size_data_grid/runs.csv"))
                .expect(200);
        return experiment;
    }

    @Test
    void fitsTheMeasuredGridToThePublishedFigures() {
        JsonNode fit =
                client.fit(
                        grid(),
                        """
                        {"law": "chinchilla", "metric": "loss", "objective": {"space": "log", "loss": "squared"},
                         "bootstrap": {"replicates": 100, "seed": 3}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(parameter(fit, "E").path("estimate").doubleValue())
                .isEqualTo(.5126, within(5e-4));
        assertThat(parameter(fit, "alpha").path("estimate").doubleValue())
                .isEqualTo(.5755, within(5e-4));
        assertThat(parameter(fit, "beta").path("estimate").doubleValue())
                .isEqualTo(.4514, within(5e-4));
        assertThat(fit.path("data").path("runs").intValue()).isEqualTo(98);
        assertThat(fit.path("request").path("variables").toString())
                .isEqualTo("{\"N\":\"parameters\",\"D\":\"samples\"}");
    }

    @Test
    void keepsApartTheRunsThatWhereAndHoldOutName() {
        JsonNode fit =
                client.fit(
                        grid(),
                        """
                        {"law": "chinchilla", "metric": "loss", "objective": {"space": "log", "loss": "squared"},
                         "where": "samples >= 500 and parameters < 4000", "hold_out": {"variable": "samples", "above": 4000},
                         "bootstrap": {"replicates": 200}}
                        """);

        assertThat(fit.path("data").path("runs").intValue()).isEqualTo(40);
        assertThat(parameter(fit, "E").path("estimate").doubleValue())
                .isEqualTo(.3537, within(5e-4));
        JsonNode held = fit.path("hold_out");
        assertThat(held.path("runs").intValue()).isEqualTo(20);
        assertThat(held.path("mean_absolute_relative_error").doubleValue()).isBetween(.001, .1);
        assertThat(held.path("points").get(0).path("new_run_interval").path("lower").isNumber())
                .isTrue();
    }

    @Test
    void theSameRequestOnTheSameRunsGivesTheSameBits() {
        String experiment = grid();
        String request =
                "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 60, \"seed\": 7}}";

        JsonNode first = client.fit(experiment, request);
        JsonNode second = client.fit(experiment, request);

        assertThat(second.path("data_hash")).isEqualTo(first.path("data_hash"));
        assertThat(second.path("parameters")).isEqualTo(first.path("parameters"));
        assertThat(draws(second)).isEqualTo(draws(first));
    }

    @Test
    void aFitDoesNotChangeWithItsRuns() {
        String experiment = grid();
        String request =
                "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 0}}";
        JsonNode before = client.fit(experiment, request);

        client.delete(experiment + "/runs/mlp-w2-d250-s0").expect(204);

        assertThat(client.get("/api/v1/fits/" + before.path("id").asString()).body())
                .isEqualTo(before);
        assertThat(client.fit(experiment, request).path("data_hash"))
                .isNotEqualTo(before.path("data_hash"));
    }

    @Test
    void anEndedFitCannotBeChangedInTheDatabase() {
        JsonNode fit =
                client.fit(
                        grid(),
                        "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 0}}");

        assertThatThrownBy(() ->
                        database.sql("update fit set reason = 'other' where id = ?")
                                .param(UUID.fromString(fit.path("id").asString()))
                                .update())
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("never changes");
    }

    @Test
    void aNewFitIsAcceptedAtOnceAndFoundInTheList() {
        String experiment = grid();

        Client.Answer accepted =
                client.post(experiment + "/fits", "{\"law\": \"chinchilla\", \"metric\": \"loss\"}")
                        .expect(202);

        String location = "/api/v1/fits/" + accepted.text("id");
        assertThat(accepted.raw().getHeader("Location")).isEqualTo(location);
        assertThat(accepted.text("status")).isIn("QUEUED", "RUNNING", "CONVERGED");
        assertThat(client.get(location, "Prefer", "wait=60").expect(200).text("status"))
                .isEqualTo("CONVERGED");
        assertThat(
                        client.get(experiment + "/fits")
                                .expect(200)
                                .body()
                                .path("items")
                                .get(0)
                                .path("id")
                                .asString())
                .isEqualTo(accepted.text("id"));
    }

    @Test
    void listsPageByPageNewestFirst() {
        String experiment = grid();
        for (int i = 0; i < 3; i++) {
            client.fit(
                    experiment,
                    "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 0}}");
        }

        JsonNode first = client.get(experiment + "/fits?limit=2").expect(200).body();
        JsonNode second =
                client.get(
                                experiment
                                        + "/fits?limit=2&cursor="
                                        + first.path("next_cursor").asString())
                        .expect(200)
                        .body();

        assertThat(first.path("items").size()).isEqualTo(2);
        assertThat(second.path("items").size()).isEqualTo(1);
        assertThat(second.path("next_cursor").isNull()).isTrue();
        assertThat(first.path("items").get(0).path("id").asString())
                .isGreaterThan(second.path("items").get(0).path("id").asString());
    }

    @Test
    void anIdempotencyKeyMakesOneFit() {
        String experiment = grid();
        String body =
                "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 0}}";
        String key = UUID.randomUUID().toString();

        Client.Answer first =
                client.post(experiment + "/fits", body, "Idempotency-Key", key).expect(202);
        Client.Answer again =
                client.post(experiment + "/fits", body, "Idempotency-Key", key, "Prefer", "wait=60")
                        .expect(200);

        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(client.get(experiment + "/fits").body().path("items").size()).isEqualTo(1);
    }

    @Test
    void aFitIsCancelledAndStaysSo() {
        String experiment = grid();
        String fit =
                client.post(
                                experiment + "/fits",
                                "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 20000}}")
                        .expect(202)
                        .text("id");

        client.post("/api/v1/fits/" + fit + "/cancel").expect(202);

        assertThat(client.get("/api/v1/fits/" + fit, "Prefer", "wait=30").text("status"))
                .isEqualTo("CANCELLED");
        assertThat(client.post("/api/v1/fits/" + fit + "/cancel").expect(202).text("status"))
                .isEqualTo("CANCELLED");
        assertThat(
                        client.post("/api/v1/fits/" + fit + "/forecasts", "{\"points\": []}")
                                .expect(409)
                                .text("code"))
                .isEqualTo("fit_has_no_estimate");
        client.delete("/api/v1/fits/" + fit).expect(204);
        client.get("/api/v1/fits/" + fit).expect(404);
    }

    @Test
    void anOvertakenAttemptCannotWriteItsOutcome() {
        String experiment = grid();
        UUID id = UUID.randomUUID();
        database.sql(
                        """
                        insert into fit (id, experiment_id, law, metric, request, snapshot, data_hash, seed, code_version, status)
                        values (?, ?, 'chinchilla', 'loss', '{}', '{}', '', 1, 'test', 'QUEUED')
                        """)
                .params(id, UUID.fromString(experiment.substring(experiment.lastIndexOf('/') + 1)))
                .update();
        int zombie = repository.begin(id).orElseThrow().attempt();
        int later = repository.begin(id).orElseThrow().attempt();

        assertThat(repository.shouldStop(id, zombie, .5)).isTrue();
        assertThat(repository.end(id, zombie, failed("zombie"))).isFalse();
        assertThat(repository.end(id, later, failed("later"))).isTrue();
        assertThat(repository.find(id).orElseThrow().reason()).isEqualTo("later");
        assertThat(repository.begin(id)).isEmpty();
    }

    private static Ending failed(String reason) {
        return new Ending(FitStatus.FAILED, reason, Packed.of("{}"), null, null);
    }

    @Test
    void reportsItsProgressAsEvents() throws Exception {
        JsonNode fit =
                client.fit(
                        grid(),
                        "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 0}}");

        var started =
                mvc.perform(
                                org.springframework.test.web.servlet.request.MockMvcRequestBuilders
                                        .get(
                                                "/api/v1/fits/"
                                                        + fit.path("id").asString()
                                                        + "/events"))
                        .andReturn();
        started.getAsyncResult(10_000);

        assertThat(started.getResponse().getContentAsString())
                .contains("event:ended")
                .contains("\"CONVERGED\"");
    }

    @Test
    void tooFewSizesAreSaidWithWhatIsNeeded() {
        String experiment = client.experiment(GRID);
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,parameters,loss\na,1e6,3.0\nb,1e7,2.5\n")
                .expect(200);

        JsonNode fit =
                client.fit(
                        experiment,
                        "{\"law\": \"power_law_constant\", \"metric\": \"loss\", \"variables\": {\"x\": \"parameters\"}}");

        assertThat(fit.path("status").asString()).isEqualTo("INSUFFICIENT_DATA");
        assertThat(fit.path("reason").asString()).contains("3");
        assertThat(fit.has("parameters")).isFalse();
    }

    @Test
    void anExperimentWithoutRunsGivesAnAnswerToo() {
        JsonNode fit =
                client.fit(
                        client.experiment(GRID), "{\"law\": \"chinchilla\", \"metric\": \"loss\"}");

        assertThat(fit.path("status").asString()).isEqualTo("INSUFFICIENT_DATA");
    }

    @Test
    void aLossThatRisesIsTheWrongShape() {
        String experiment = client.experiment(GRID);
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,parameters,loss\na,1e6,2.0\nb,1e7,2.5\nc,1e8,3.0\nd,1e9,3.4\ne,1e10,3.9\n")
                .expect(200);

        JsonNode fit =
                client.fit(
                        experiment,
                        "{\"law\": \"power_law_constant\", \"metric\": \"loss\", \"variables\": {\"x\": \"parameters\"}}");

        assertThat(fit.path("status").asString()).isEqualTo("WRONG_SHAPE");
        assertThat(fit.path("reason").asString())
                .startsWith("The metric rises with x (parameters)");
    }

    @Test
    void excludedRunsAndRunsWithoutTheMetricAreLeftOut() {
        String experiment = grid();
        client.patch(experiment + "/runs/mlp-w2-d250-s0", "{\"excluded\": \"diverged\"}")
                .expect(200);
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,parameters,samples,error\nno-loss,100,100,0.5\n")
                .expect(200);

        JsonNode fit =
                client.fit(
                        experiment,
                        "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 0}}");

        assertThat(fit.path("data").path("runs").intValue()).isEqualTo(97);
        assertThat(fit.path("left_out").get(0).path("runs").get(0).asString()).isEqualTo("no-loss");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'metric': 'loss'} | /law | missing",
                "{'law': 'chinchila', 'metric': 'loss'} | /law | unknown_name",
                "{'law': 'chinchilla'} | /metric | missing",
                "{'law': 'chinchilla', 'metric': 'los'} | /metric | unknown_name",
                "{'law': 'chinchilla', 'metric': 'loss', 'metrics': 1} | /metrics | unknown_field",
                "{'law': 7, 'metric': 'loss'} | /law | wrong_type",
                "{'law': 'power_law', 'metric': 'loss'} | /variables | missing",
                "{'law': 'power_law', 'metric': 'loss', 'variables': {'x': 'paramters'}} | /variables/x | unknown_name",
                "{'law': 'power_law', 'metric': 'loss', 'variables': {'y': 'parameters', 'x': 'samples'}} | /variables/y | unknown_name",
                "{'law': 'chinchilla', 'metric': 'loss', 'fixed': {'gamma': 1}} | /fixed/gamma | unknown_name",
                "{'law': 'chinchilla', 'metric': 'loss', 'fixed': {'E': -1}} | /fixed/E | out_of_range",
                "{'law': 'chinchilla', 'metric': 'loss', 'fixed': {'E': 'x'}} | /fixed/E | wrong_type",
                "{'law': 'chinchilla', 'metric': 'loss', 'bounds': {'alpha': {'lower': 1, 'upper': 0.5}}} | /bounds/alpha | out_of_range",
                "{'law': 'chinchilla', 'metric': 'loss', 'bounds': {'alpha': 1}} | /bounds/alpha | wrong_type",
                "{'law': 'chinchilla', 'metric': 'loss', 'fixed': {'E': 1}, 'bounds': {'E': {'lower': 2}}} | /bounds/E | duplicate",
                "{'law': 'chinchilla', 'metric': 'loss', 'objective': {'loss': 'hubber'}} | /objective/loss | unknown_name",
                "{'law': 'chinchilla', 'metric': 'loss', 'objective': {'loss': 'huber', 'delta': 0}} | /objective/delta | out_of_range",
                "{'law': 'chinchilla', 'metric': 'loss', 'objective': {'loss': 'squared', 'delta': 1}} | /objective/delta | out_of_range",
                "{'law': 'chinchilla', 'metric': 'loss', 'bootstrap': {'replicates': -1}} | /bootstrap/replicates | out_of_range",
                "{'law': 'chinchilla', 'metric': 'loss', 'bootstrap': {'replicates': 1e3}} | /bootstrap/replicates | wrong_type",
                "{'law': 'chinchilla', 'metric': 'loss', 'bootstrap': {'unit': 'row'}} | /bootstrap/unit | unknown_name",
                "{'law': 'chinchilla', 'metric': 'loss', 'level': 95} | /level | out_of_range",
                "{'law': 'chinchilla', 'metric': 'loss', 'level': 1e999} | /level | not_finite",
                "{'law': 'chinchilla', 'metric': 'loss', 'hold_out': {'above': 3}} | /hold_out/variable | missing",
                "{'law': 'chinchilla', 'metric': 'loss', 'hold_out': {'variable': 'samples'}} | /hold_out/above | missing",
                "{'law': 'chinchilla', 'metric': 'loss', 'starts': {'E': 1}} | /starts | wrong_type",
                "{'law': 'chinchilla', 'metric': 'loss', 'starts': [1]} | /starts/0 | wrong_type",
                "{'law': 'chinchilla', 'metric': 'loss', 'noise': 'none'} | /noise | unknown_name",
                "{'law': 'chinchilla', 'metric': 'loss', 'weights': 'w'} | /weights | unknown_name",
                "{'law': 'chinchilla', 'metric': 'loss', 'fixed': {'E': 1, 'A': 1, 'B': 1, 'alpha': 1, 'beta': 1}} | /fixed | out_of_range"
            })
    void refusesABadRequestAndNamesTheField(String body, String pointer, String code) {
        String experiment = client.experiment(GRID);

        Client.Answer refused =
                client.post(experiment + "/fits", body.replace('\'', '"')).expect(422);

        assertThat(refused.text("code")).isEqualTo("invalid_input");
        assertThat(refused.body().path("errors"))
                .anySatisfy(error -> {
                    assertThat(error.path("pointer").asString()).isEqualTo(pointer);
                    assertThat(error.path("code").asString()).isEqualTo(code);
                    assertThat(error.path("message").asString()).isNotBlank();
                });
        assertThat(client.get(experiment + "/fits").body().path("items").size()).isZero();
    }

    @Test
    void whatAnObjectiveLeavesOutIsAsTheLawHasIt() {
        JsonNode fit =
                client.fit(
                        grid(),
                        """
                        {"law": "chinchilla", "metric": "loss", "objective": {"delta": 0.01},
                         "bootstrap": {"replicates": 20}}
                        """);

        assertThat(fit.path("request").path("objective").toString())
                .isEqualTo("{\"space\":\"log\",\"loss\":\"huber\",\"delta\":0.01}");
        assertThat(fit.path("warnings").toString()).contains("few_replicates");
    }

    @Test
    void runsThatAreAllHeldOutAreNamedAsTheReason() {
        JsonNode fit =
                client.fit(
                        grid(),
                        """
                        {"law": "chinchilla", "metric": "loss", "hold_out": {"variable": "samples", "above": 0}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("INSUFFICIENT_DATA");
        assertThat(fit.path("reason").asString()).contains("hold_out sets 98 runs aside");
    }

    @Test
    void refusesAFilterThatIsNotOne() {
        Client.Answer refused =
                client.post(
                                client.experiment(GRID) + "/fits",
                                "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"where\": \"parameters >\"}")
                        .expect(400);

        assertThat(refused.text("code")).isEqualTo("invalid_filter");
    }

    @Test
    void knownNoiseNeedsStandardErrors() {
        String experiment = grid();

        Client.Answer refused =
                client.post(
                                experiment + "/fits",
                                "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"noise\": \"known\"}")
                        .expect(422);

        assertThat(refused.text("detail"))
                .contains("standard error")
                .contains("loss_standard_error");
    }

    @Test
    void thereIsNothingToFitInAnExperimentThatIsNotThere() {
        client.post(
                        "/api/v1/experiments/" + UUID.randomUUID() + "/fits",
                        "{\"law\": \"chinchilla\", \"metric\": \"loss\"}")
                .expect(404);
        client.get("/api/v1/fits/7").expect(404);
    }

    private static JsonNode parameter(JsonNode fit, String name) {
        for (JsonNode parameter : fit.path("parameters")) {
            if (parameter.path("name").asString().equals(name)) {
                return parameter;
            }
        }
        throw new AssertionError("no parameter " + name + " in " + fit.toPrettyString());
    }

    private byte[] draws(JsonNode fit) {
        return database.sql("select draws from fit where id = ?")
                .param(UUID.fromString(fit.path("id").asString()))
                .query(byte[].class)
                .single();
    }
}
