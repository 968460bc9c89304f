package dev.lawcast.forecasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Random;

@ServiceTest
class FrontierApiTest {

    /// Two pools of 1e6 samples: the good one is worn out sooner than both together.
    private static final ScalingLaw LAW =
            LawCatalogue.find("quality_quantity")
                    .orElseThrow()
                    .in(new LawForm(0, List.of("good", "poor")));

    private static final double[] TRUE = {.1, .5, -.3, -.22, 2, 2};
    private static final double UNIQUE = 1e6;

    @Autowired MockMvc mvc;

    private Client client;
    private String experiment;

    @BeforeEach
    void uploadTwoPools() {
        client = new Client(mvc);
        experiment =
                client.experiment(
                        """
                        {"name": "pools", "variables": [{"name": "seen", "role": "samples"}, {"name": "distinct", "role": "unique_samples"},
                          {"name": "pool", "role": "pool"}], "metrics": [{"name": "error"}]}
                        """);
        var random = new Random(1);
        var csv = new StringBuilder("key,seen,distinct,pool,error\n");
        for (int pool = 0; pool < 2; pool++) {
            for (int k = 0; k < 16; k++) {
                double n = UNIQUE * Math.pow(2, .5 * k);
                double y = error(n, UNIQUE, pool + 1) * Math.exp(1e-3 * random.nextGaussian());
                csv.append(
                        String.format(
                                Locale.ROOT,
                                "%s%d,%s,%s,%s,%s%n",
                                pool == 0 ? "g" : "p",
                                k,
                                n,
                                UNIQUE,
                                pool == 0 ? "good" : "poor",
                                y));
            }
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
    }

    private static double error(double n, double unique, double code) {
        return LAW.value(TRUE, new double[] {n, unique, code});
    }

    @Test
    void saysFromWhichNumberOfSamplesOnLessFilteringIsBetter() {
        JsonNode fit =
                client.fit(
                        experiment,
                        "{\"law\": \"quality_quantity\", \"metric\": \"error\", \"bootstrap\": {\"replicates\": 60}}");
        JsonNode frontier =
                client.get(
                                "/api/v1/fits/"
                                        + fit.path("id").asString()
                                        + "/frontier?samples=1e6,3e6,1e8")
                        .expect(200)
                        .body();

        assertThat(frontier.at("/pools/unions/0/pool").asString()).isEqualTo("good");
        assertThat(frontier.at("/pools/unions/1/pool").asString()).isEqualTo("good+poor");
        assertThat(frontier.at("/pools/unions/1/unique_samples").doubleValue()).isEqualTo(2e6);
        double[] samples = {1e6, 3e6, 1e8};
        for (int k = 0; k < samples.length; k++) {
            double alone = error(samples[k], UNIQUE, 1);
            double both = error(samples[k], 2 * UNIQUE, 3);
            JsonNode choice = frontier.at("/pools/choices/" + k);
            assertThat(choice.path("pool").asString())
                    .as("%s samples", samples[k])
                    .isEqualTo(alone < both ? "good" : "good+poor");
            assertThat(choice.path("metric").doubleValue())
                    .isEqualTo(Math.min(alone, both), within(.01 * alone));
            assertThat(choice.path("probabilities")).hasSize(2);
        }
        double from = frontier.at("/pools/switches/0/samples").doubleValue();
        assertThat(error(.8 * from, UNIQUE, 1)).isLessThan(error(.8 * from, 2 * UNIQUE, 3));
        assertThat(error(1.25 * from, UNIQUE, 1)).isGreaterThan(error(1.25 * from, 2 * UNIQUE, 3));
        assertThat(frontier.at("/runs/compute").asString()).isEqualTo("seen");
    }

    @Test
    void keepsTheBestRunOfEachBinThatNoCheaperOneBeats() {
        JsonNode fit =
                client.fit(
                        experiment,
                        "{\"law\": \"power_law\", \"metric\": \"error\", \"variables\": {\"x\": \"seen\"}, \"bootstrap\": {\"replicates\": 0}}");
        String path = "/api/v1/fits/" + fit.path("id").asString() + "/frontier";
        JsonNode runs = client.get(path + "?bins_per_decade=2").expect(200).body().path("runs");

        double metric = Double.POSITIVE_INFINITY;
        double compute = 0;
        assertThat(runs.path("items")).isNotEmpty();
        for (JsonNode run : runs.path("items")) {
            assertThat(run.path("metric").doubleValue()).isLessThan(metric);
            assertThat(run.path("compute").doubleValue()).isGreaterThan(compute);
            metric = run.path("metric").doubleValue();
            compute = run.path("compute").doubleValue();
            assertThat(run.path("key").asString()).startsWith("g"); // the good pool wins each bin
        }
        assertThat(client.get(path + "?samples=1e6").expect(400).text("code"))
                .isEqualTo("invalid_parameter");
        assertThat(client.get(path + "?compute=flops").expect(400).text("detail")).contains("seen");
    }

    @Test
    void saysWhichFractionToKeepOfHowManySamples() {
        ScalingLaw law =
                LawCatalogue.find("pruning_empirical")
                        .orElseThrow()
                        .in(new LawForm(0, List.of("0.3", "1")));
        double[] p = {.02, 60, .55, .02, 8, .3}; // the pruned half falls faster, from higher up
        String pruned =
                client.experiment(
                        """
                        {"name": "pruned", "variables": [{"name": "kept", "role": "samples"}, {"name": "f", "role": "keep_fraction"}],
                         "metrics": [{"name": "error"}]}
                        """);
        var random = new Random(2);
        var csv = new StringBuilder("key,kept,f,error\n");
        for (int k = 0; k < 40; k++) {
            double f = k % 2 == 0 ? .3 : 1;
            double kept = 1e3 * Math.pow(10, k / 2 / 5.);
            double y = law.value(p, new double[] {kept, 1 + k % 2});
            csv.append(
                    String.format(
                            Locale.ROOT,
                            "r%d,%s,%s,%s%n",
                            k,
                            kept,
                            f,
                            y * Math.exp(1e-3 * random.nextGaussian())));
        }
        client.upload(pruned + "/runs", "text/csv", csv.toString()).expect(200);
        JsonNode fit =
                client.fit(
                        pruned,
                        "{\"law\": \"pruning_empirical\", \"metric\": \"error\", \"bootstrap\": {\"replicates\": 60}}");
        String path = "/api/v1/fits/" + fit.path("id").asString() + "/frontier";
        JsonNode found = client.get(path + "?samples=3e3,1e7").expect(200).body().path("pruning");

        double[] total = {3e3, 1e7};
        for (int k = 0; k < total.length; k++) {
            double few = law.value(p, new double[] {.3 * total[k], 1});
            double all = law.value(p, new double[] {total[k], 2});
            JsonNode choice = found.at("/choices/" + k);
            assertThat(choice.path("keep_fraction").doubleValue()).isEqualTo(few < all ? .3 : 1);
            assertThat(choice.path("kept").doubleValue())
                    .isEqualTo(total[k] * (few < all ? .3 : 1));
            assertThat(choice.path("metric").doubleValue())
                    .isEqualTo(Math.min(few, all), within(.01 * few));
            assertThat(choice.at("/probabilities/" + (few < all ? 0 : 1)).doubleValue())
                    .isGreaterThan(.9);
        }
        assertThat(found.at("/choices/0/keep_fraction").doubleValue()).isEqualTo(1);
        assertThat(found.at("/choices/1/keep_fraction").doubleValue()).isEqualTo(.3);
        assertThat(client.get(path).expect(200).body().at("/pruning/choices")).hasSize(13);
    }
}
