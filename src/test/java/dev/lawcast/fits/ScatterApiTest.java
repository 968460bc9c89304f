package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.SharedData;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.SplittableRandom;

/// Shares by their logits, runs that do not scatter alike, and rows that share their luck, as a
/// user meets them.
@ServiceTest
class ScatterApiTest {

    private static final String CURVES =
            """
            {"name": "learning curves", "variables": [{"name": "samples", "role": "samples"}, {"name": "learner", "role": "group"}],
             "metrics": [{"name": "error"}, {"name": "loss"}]}
            """;
    private static final String TRAININGS =
            """
            {"name": "trainings", "variables": [{"name": "N", "role": "parameters"}], "metrics": [{"name": "loss"}]}
            """;

    @Autowired MockMvc mvc;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    private String curves() {
        String experiment = client.experiment(CURVES);
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        SharedData.text("measured/learning_curves/runs.csv"))
                .expect(200);
        return experiment;
    }

    private JsonNode logistic(String experiment, String metric, String noise) {
        return client.fit(
                experiment,
                """
                {"law": "power_law_constant", "metric": "%s", "where": "learner = 'logistic'", "noise": "%s",
                 "objective": {"space": "logit", "loss": "squared"}, "bootstrap": {"replicates": 200}}
                """
                        .formatted(metric, noise));
    }

    @Test
    void errorRatesAreFittedByTheirLogitsAndForecastAsShares() {
        JsonNode fit = logistic(curves(), "error", "estimated");

        // SciPy's least_squares on the same residuals
        assertThat(fit.at("/parameters/0/estimate").doubleValue()).isEqualTo(.266652, within(1e-5));
        assertThat(fit.at("/parameters/2/estimate").doubleValue()).isEqualTo(.573581, within(1e-5));
        assertThat(fit.at("/objective/space").asString()).isEqualTo("logit");
        assertThat(fit.at("/goodness/lack_of_fit/p").doubleValue()).isGreaterThan(.05);
        JsonNode forecast =
                client.post(
                                "/api/v1/fits/" + fit.path("id").asString() + "/forecasts",
                                "{\"points\": [{\"samples\": 50}]}")
                        .expect(200)
                        .body()
                        .at("/forecasts/0");
        assertThat(forecast.path("mean").doubleValue()).isEqualTo(.61976, within(1e-4));
        // as far on both sides by the logarithm of the odds
        double above = odds(forecast.at("/new_run_interval/upper")) - odds(forecast.path("mean"));
        double below = odds(forecast.path("mean")) - odds(forecast.at("/new_run_interval/lower"));
        assertThat(above / below).isBetween(.8, 1.25);
    }

    private static double odds(JsonNode share) {
        return Math.log(share.doubleValue() / (1 - share.doubleValue()));
    }

    @Test
    void aMetricThatIsNoShareIsRefusedForLogitsByRun() {
        JsonNode fit = logistic(curves(), "loss", "estimated");

        assertThat(fit.path("status").asString()).isEqualTo("INSUFFICIENT_DATA");
        assertThat(fit.path("reason").asString())
                .contains("'logistic-n100-s0'", "1.75892", "between 0 and 1");
        assertThat(fit.at("/invalid_values/0/key").asString()).isEqualTo("logistic-n100-s0");
    }

    @Test
    void heteroscedasticNoiseAnswersTheWarningOfUnequalScatter() {
        String experiment = curves();
        JsonNode alike = logistic(experiment, "error", "estimated");
        JsonNode own = logistic(experiment, "error", "heteroscedastic");

        assertThat(alike.path("warnings").toString()).contains("unequal_scatter");
        assertThat(own.path("warnings").toString()).doesNotContain("unequal_scatter");
        assertThat(own.at("/bootstrap/method").asString()).isEqualTo("wild_bc");
        assertThat(own.at("/parameters/2/estimate").doubleValue())
                .isEqualTo(alike.at("/parameters/2/estimate").doubleValue());
        // seeds scatter seven times more at 50 samples than at the largest
        assertThat(newRun(own, 50)).isGreaterThan(2 * newRun(alike, 50));
        assertThat(newRun(own, 20000)).isLessThan(newRun(alike, 20000));
    }

    private double newRun(JsonNode fit, double samples) {
        JsonNode interval =
                client.post(
                                "/api/v1/fits/" + fit.path("id").asString() + "/forecasts",
                                "{\"points\": [{\"samples\": " + samples + "}]}")
                        .expect(200)
                        .body()
                        .at("/forecasts/0/new_run_interval");
        return interval.path("upper").doubleValue() - interval.path("lower").doubleValue();
    }

    @Test
    void rowsWhoseKeysAreStepsOfOneTrainingCountOnceUnlessRunsAreAskedFor() {
        String experiment = client.experiment(TRAININGS);
        client.upload(experiment + "/runs", "text/csv", checkpoints()).expect(200);

        JsonNode usual = trainings(experiment, "");
        JsonNode rows = trainings(experiment, ", \"unit\": \"run\"");

        assertThat(usual.at("/request/bootstrap/unit").asString()).isEqualTo("auto");
        assertThat(usual.at("/bootstrap/unit").asString()).isEqualTo("group");
        assertThat(usual.path("warnings").toString()).doesNotContain("checkpoints_as_independent");
        assertThat(usual.at("/goodness/lack_of_fit").isNull()).isTrue();
        assertThat(rows.at("/bootstrap/unit").asString()).isEqualTo("run");
        assertThat(rows.path("warnings").toString()).contains("checkpoints_as_independent");
        // eight rows of each training: √8 times too sure
        assertThat(usual.at("/parameters/1/standard_error").doubleValue())
                .isGreaterThan(2 * rows.at("/parameters/1/standard_error").doubleValue());
    }

    private JsonNode trainings(String experiment, String unit) {
        return client.fit(
                experiment,
                "{\"law\": \"power_law\", \"metric\": \"loss\", \"objective\": {\"space\": \"log\", \"loss\": \"squared\"},"
                        + " \"bootstrap\": {\"replicates\": 200"
                        + unit
                        + "}}");
    }

    /// Sixteen trainings, each off by some 2 % as a whole and each of its eight rows by .2 % more.
    private static String checkpoints() {
        var random = new SplittableRandom(5);
        var csv = new StringBuilder("key,N,loss\n");
        for (int training = 0; training < 16; training++) {
            double size = 1e6 * Math.pow(1.6, training);
            double luck = .02 * random.nextGaussian();
            for (int step = 1; step <= 8; step++) {
                double loss =
                        20 * Math.pow(size, -.2) * Math.exp(luck + .002 * random.nextGaussian());
                csv.append(
                        String.format(
                                Locale.ROOT,
                                "gpt-%d-step%d,%s,%s%n",
                                training,
                                1000 * step,
                                size,
                                loss));
            }
        }
        return csv.toString();
    }
}
