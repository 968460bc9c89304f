package dev.lawcast.forecasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.SharedData;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.List;

@ServiceTest
class ForecastApiTest {

    @Autowired MockMvc mvc;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    /// The path of a chinchilla fit of the measured grid.
    private String gridFit() {
        String experiment =
                client.experiment(
                        """
                        {"name": "digits", "variables": [{"name": "parameters", "role": "parameters"}, {"name": "samples", "role": "samples"}],
                         "metrics": [{"name": "loss", "unit": "nats"}, {"name": "error"}, {"name": "epochs"}]}
                        """);
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        SharedData.text("measured/size_data_grid/runs.csv"))
                .expect(200);
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "chinchilla", "metric": "loss", "objective": {"space": "log", "loss": "squared"},
                         "bootstrap": {"replicates": 200}}
                        """);
        return "/api/v1/fits/" + fit.path("id").asString();
    }

    @Test
    void forecastsTheLargestRunOfTheGrid() {
        Client.Answer answer =
                client.post(
                                gridFit() + "/forecasts",
                                "{\"points\": [{\"parameters\": 26122, \"samples\": 16000}, {\"parameters\": 260000, \"samples\": 64000}]}")
                        .expect(200);

        JsonNode inside = answer.body().path("forecasts").get(0);
        assertThat(inside.path("mean").doubleValue()).isEqualTo(.7518, within(5e-4));
        assertThat(inside.path("mean_interval").path("lower").doubleValue()).isLessThan(.7518);
        assertThat(inside.path("new_run_interval").path("lower").doubleValue())
                .isLessThan(inside.path("mean_interval").path("lower").doubleValue());
        assertThat(inside.path("mean_band").path("lower").doubleValue())
                .isLessThan(inside.path("mean_interval").path("lower").doubleValue());
        for (String kind : List.of("wald", "profile", "bootstrap")) {
            assertThat(inside.path("mean_intervals").path(kind).path("lower").doubleValue())
                    .as(kind)
                    .isEqualTo(
                            inside.path("mean_interval").path("lower").doubleValue(), within(.01));
        }
        assertThat(inside.path("extrapolation").path("inside").booleanValue()).isTrue();
        JsonNode outside = answer.body().path("forecasts").get(1);
        assertThat(outside.path("extrapolation").path("inside").booleanValue()).isFalse();
        assertThat(outside.path("extrapolation").path("variable").asString())
                .isEqualTo("parameters");
        assertThat(outside.path("extrapolation").path("factor").doubleValue())
                .isEqualTo(260000 / 26122., within(1e-9));
        assertThat(answer.body().path("warnings").get(0).path("message").asString())
                .endsWith("the farthest by a factor 9.95 in N (parameters).");
    }

    @Test
    void saysWhichSizeReachesALoss() {
        String fit = gridFit();

        JsonNode reachable =
                client.post(
                                fit + "/targets",
                                "{\"value\": 0.8, \"solve_for\": \"samples\", \"given\": {\"parameters\": 26122}}")
                        .expect(200)
                        .body();
        JsonNode below =
                client.post(
                                fit + "/targets",
                                "{\"value\": 0.2, \"solve_for\": \"samples\", \"given\": {\"parameters\": 26122}}")
                        .expect(200)
                        .body();

        assertThat(reachable.path("reachable").booleanValue()).isTrue();
        assertThat(reachable.path("solution").doubleValue()).isBetween(8_000., 16_000.);
        assertThat(below.path("reachable").booleanValue()).isFalse();
        assertThat(below.path("solution").isNull()).isTrue();
        assertThat(below.path("floor").doubleValue()).isGreaterThan(.2);
        assertThat(below.path("probability_unreachable").doubleValue()).isGreaterThan(.9);
        assertThat(below.path("reason").asString()).endsWith("as D (samples) grows.");
    }

    @Test
    void splitsAComputeBudget() {
        JsonNode split =
                client.post(
                                gridFit() + "/allocations",
                                "{\"budget\": {\"flops\": 6e8}, \"cost\": {\"k\": 6}}")
                        .expect(200)
                        .body();

        double parameters = split.path("allocation").path("parameters").path("value").doubleValue();
        double samples = split.path("allocation").path("samples").path("value").doubleValue();
        assertThat(6 * parameters * samples).isEqualTo(6e8, within(1e-3 * 6e8));
        assertThat(split.path("cost").path("k").doubleValue()).isEqualTo(6);
        assertThat(
                        split.path("allocation")
                                .path("parameters")
                                .path("interval")
                                .path("lower")
                                .doubleValue())
                .isLessThan(parameters);
        assertThat(split.path("metric").path("value").doubleValue()).isBetween(.5, 1.5);
    }

    @Test
    void aLawOfOneSizeHasNothingToSplit() {
        String experiment =
                client.experiment(
                        "{\"name\": \"one\", \"variables\": [{\"name\": \"tokens\", \"role\": \"tokens\"}], \"metrics\": [{\"name\": \"loss\"}]}");
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,tokens,loss\na,1e6,4\nb,1e7,3\nc,1e8,2.4\nd,1e9,2\ne,1e10,1.7\n")
                .expect(200);
        String fit =
                "/api/v1/fits/"
                        + client.fit(experiment, "{\"law\": \"power_law\", \"metric\": \"loss\"}")
                                .path("id")
                                .asString();

        assertThat(
                        client.post(fit + "/allocations", "{\"budget\": {\"flops\": 1e20}}")
                                .expect(422)
                                .text("detail"))
                .contains("one size");
        assertThat(
                        client.post(fit + "/targets", "{\"value\": 1.5}")
                                .expect(200)
                                .body()
                                .path("solution")
                                .doubleValue())
                .isGreaterThan(1e10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/forecasts | {} | /points | missing",
                "/forecasts | {'points': [{}]} | /points/0/parameters | missing",
                "/forecasts | {'points': [{'parameters': 1, 'tokens': 1}]} | /points/0/tokens | unknown_name",
                "/forecasts | {'points': [{'parameters': 0, 'samples': 1}]} | /points/0/parameters | out_of_range",
                "/forecasts | {'points': [{'parameters': '1', 'samples': 1}]} | /points/0/parameters | wrong_type",
                "/forecasts | {'points': [{'parameters': 1e999, 'samples': 1}]} | /points/0/parameters | not_finite",
                "/forecasts | {'points': 3} | /points | wrong_type",
                "/forecasts | {'points': [], 'level': 0} | /level | out_of_range",
                "/targets | {'solve_for': 'samples', 'given': {'parameters': 1}} | /value | missing",
                "/targets | {'value': 1, 'given': {'parameters': 1}} | /solve_for | missing",
                "/targets | {'value': 1, 'solve_for': 'sample', 'given': {'parameters': 1}} | /solve_for | unknown_name",
                "/targets | {'value': 1, 'solve_for': 'samples'} | /given | missing",
                "/targets | {'value': 1, 'solve_for': 'samples', 'given': {'parameters': 1, 'samples': 1}} | /given/samples | unknown_name",
                "/targets | {'value': 1, 'solve_for': 'samples', 'given': {'N': 0}} | /given/N | out_of_range",
                "/allocations | {} | /budget | missing",
                "/allocations | {'budget': {'flops': -1}} | /budget/flops | out_of_range",
                "/allocations | {'budget': {'euros': 1}} | /budget/euros | unknown_field",
                "/allocations | {'budget': {'flops': 1e9}, 'cost': {'k': 0}} | /cost/k | out_of_range"
            })
    void refusesABadQuestionAndNamesTheField(
            String route, String body, String pointer, String code) {
        Client.Answer refused =
                client.post(SharedFit.of(this) + route, body.replace('\'', '"')).expect(422);

        assertThat(refused.body().path("errors"))
                .anySatisfy(error -> {
                    assertThat(error.path("pointer").asString()).isEqualTo(pointer);
                    assertThat(error.path("code").asString()).isEqualTo(code);
                });
    }

    /// One fit for all bad questions: they change nothing.
    private static final class SharedFit {
        private static String path = "";

        static String of(ForecastApiTest test) {
            if (path.isEmpty()) {
                path = test.gridFit();
            }
            return path;
        }
    }
}
