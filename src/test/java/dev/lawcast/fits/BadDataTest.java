package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;

/// Data that deserve no clean answer, and what is said of each.
@ServiceTest
class BadDataTest {

    @Autowired MockMvc mvc;

    /// One study: its experiment's variables, its columns, a row for each run, the law, and what
    /// must be said of it.
    ///
    /// @param status how the fit ends
    /// @param code of a warning, empty for none
    /// @param text of the warning, or of the reason where there is no code
    private record Study(
            String name,
            String variables,
            int runs,
            IntFunction<double[]> row,
            String law,
            String status,
            String code,
            String text) {}

    private static final String N = "{\"name\": \"N\", \"role\": \"parameters\"}";
    private static final String ND = N + ", {\"name\": \"D\", \"role\": \"tokens\"}";
    private static final String NDC = ND + ", {\"name\": \"C\", \"role\": \"flops\"}";
    private static final String NDU = ND + ", {\"name\": \"U\", \"role\": \"unique_tokens\"}";
    private static final String OTHER =
            "{\"name\": \"N\", \"role\": \"other\"}, {\"name\": \"D\", \"role\": \"other\"}, {\"name\": \"U\", \"role\": \"other\"}";

    private static final String POWER = "{\"law\": \"power_law_constant\"";
    private static final String CHINCHILLA = "{\"law\": \"chinchilla\"";

    private static double noise(int i) {
        return 1 + .003 * new Random(1000 + i).nextGaussian();
    }

    private static double size(int i) {
        return 1e6 * Math.pow(2, i);
    }

    private static double loss(double n) {
        return 1.7 + 400 * Math.pow(n, -.35);
    }

    /// A grid of 5 sizes by amounts of data.
    private static double[] grid(int i) {
        double n = 1e7 * Math.pow(4, i % 5);
        double d = 1e9 * Math.pow(4, i / 5);
        return new double[] {n, d, loss(n, d) * noise(i)};
    }

    private static double loss(double n, double d) {
        return 1.7 + 400 * Math.pow(n, -.35) + 400 * Math.pow(d, -.28);
    }

    private static List<Study> studies() {
        return List.of(
                new Study(
                        "unique data and data are swapped",
                        OTHER,
                        20,
                        i -> {
                            double[] g = grid(i);
                            return new double[] {g[0], g[1] / 4, g[1], g[2]};
                        },
                        "{\"law\": \"data_constrained\", \"variables\": {\"N\": \"N\", \"D\": \"D\", \"U\": \"U\"}",
                        "*",
                        "unique_exceeds_total",
                        "20 of 20 runs have U > D"),
                new Study(
                        "flops in PF-days",
                        NDC,
                        20,
                        i -> {
                            double[] g = grid(i);
                            return new double[] {g[0], g[1], 6 * g[0] * g[1] / 8.64e19, g[2]};
                        },
                        CHINCHILLA,
                        "CONVERGED",
                        "flop_mismatch",
                        "20 of 20 runs have C far from 6·N·D"),
                new Study(
                        "some sizes in millions",
                        N,
                        12,
                        i ->
                                new double[] {
                                    i % 2 == 0 ? size(i) : size(i) / 1e6, loss(size(i)) * noise(i)
                                },
                        POWER,
                        "*",
                        "units_mixed",
                        "in 6 runs"),
                new Study(
                        "fractions and per cent",
                        N,
                        12,
                        i -> {
                            double error = .1 + 20 * Math.pow(size(i), -.3);
                            return new double[] {
                                size(i), (i % 3 == 0 ? 100 * error : error) * noise(i)
                            };
                        },
                        POWER,
                        "*",
                        "units_mixed",
                        "per cent"),
                new Study(
                        "runs stand twice",
                        N,
                        16,
                        i -> new double[] {size(i % 8), loss(size(i % 8)) * noise(i % 8)},
                        POWER,
                        "CONVERGED",
                        "duplicate_runs",
                        "8 runs repeat"),
                new Study(
                        "one size only",
                        N,
                        10,
                        i -> new double[] {1e8, loss(1e8) * noise(i)},
                        POWER,
                        "INSUFFICIENT_DATA",
                        "",
                        "1"),
                new Study(
                        "a line of constant D/N",
                        ND,
                        12,
                        i ->
                                new double[] {
                                    size(i), 20 * size(i), loss(size(i), 20 * size(i)) * noise(i)
                                },
                        CHINCHILLA,
                        "UNIDENTIFIABLE",
                        "",
                        "do not determine"),
                new Study(
                        "a metric that rises",
                        N,
                        12,
                        i -> new double[] {size(i), (2 - loss(size(i)) / 10) * noise(i)},
                        POWER,
                        "WRONG_SHAPE",
                        "",
                        "Maybe it is an accuracy"),
                new Study(
                        "a U",
                        N,
                        13,
                        i -> new double[] {size(i), (1 + .05 * Math.pow(i - 6, 2)) * noise(i)},
                        POWER,
                        "WRONG_SHAPE",
                        "",
                        "falls, then rises"),
                new Study(
                        "double descent",
                        N,
                        24,
                        i ->
                                new double[] {
                                    1e6 * Math.pow(2, i / 2.),
                                    (2 * Math.exp(-i / 8.)
                                                    + .5
                                                    + Math.exp(-Math.pow(i - 12, 2) / 6.))
                                            * noise(i)
                                },
                        POWER,
                        "*",
                        "non_monotone",
                        "rises"),
                new Study(
                        "a sudden drop",
                        N,
                        24,
                        i ->
                                new double[] {
                                    1e6 * Math.pow(2, i / 2.),
                                    (i < 14 ? 2 - .01 * i : .6 - .005 * i) * noise(i)
                                },
                        POWER,
                        "*",
                        "residual_trend",
                        "pattern"),
                new Study(
                        "saturated at the floor",
                        N,
                        20,
                        i -> new double[] {size(i), (i < 4 ? 3 - .4 * i : 1.5) * noise(i)},
                        POWER,
                        "*",
                        "outliers",
                        "run4"),
                new Study(
                        "losses of 0",
                        N,
                        12,
                        i -> new double[] {size(i), i == 5 ? 0 : loss(size(i)) * noise(i)},
                        POWER,
                        "INSUFFICIENT_DATA",
                        "",
                        "run5"),
                new Study(
                        "three runs",
                        N,
                        3,
                        i -> new double[] {size(4 * i), loss(size(4 * i))},
                        POWER,
                        "*",
                        "underdetermined",
                        "3"),
                new Study(
                        "losses below 0 have no logarithm",
                        N,
                        12,
                        i -> new double[] {size(i), -loss(size(i))},
                        POWER,
                        "INSUFFICIENT_DATA",
                        "",
                        "run0"),
                new Study(
                        "an accuracy",
                        N,
                        12,
                        i -> new double[] {size(i), (.9 - 20 * Math.pow(size(i), -.3)) * noise(i)},
                        POWER,
                        "WRONG_SHAPE",
                        "",
                        "accuracy"),
                new Study(
                        "data seen more than four times",
                        NDU,
                        20,
                        i -> {
                            double[] g = grid(i);
                            return new double[] {g[0], g[1], Math.min(g[1], 2e9), g[2]};
                        },
                        CHINCHILLA,
                        "CONVERGED",
                        "repetition_over_4_epochs",
                        "more than 4 times"));
    }

    @TestFactory
    List<DynamicTest> whatIsWrongIsSaid() {
        return studies().stream()
                .map(study -> DynamicTest.dynamicTest(study.name(), () -> check(study)))
                .toList();
    }

    private void check(Study study) {
        JsonNode fit = fit(study);
        String said =
                fit.path("status").asString()
                        + " "
                        + fit.path("reason").asString("")
                        + " "
                        + fit.path("warnings");
        if (!study.status().equals("*")) {
            assertThat(fit.path("status").asString()).as(said).isEqualTo(study.status());
        }
        if (study.code().isEmpty()) {
            assertThat(said).contains(study.text());
            return;
        }
        for (JsonNode warning : fit.path("warnings")) {
            if (warning.path("code").asString().equals(study.code())) {
                assertThat(warning.path("message").asString()).contains(study.text());
                return;
            }
        }
        assertThat(said).as("warnings").contains(study.code());
    }

    private JsonNode fit(Study study) {
        var client = new Client(mvc);
        String experiment =
                client.experiment(
                        "{\"name\": \"bad\", \"variables\": ["
                                + study.variables()
                                + "], \"metrics\": [{\"name\": \"loss\"}]}");
        var csv = new StringBuilder("key");
        for (String part : study.variables().split("\"name\": \"")) {
            if (!part.startsWith("{")) {
                csv.append(',').append(part, 0, part.indexOf('"'));
            }
        }
        csv.append(",loss\n");
        for (int i = 0; i < study.runs(); i++) {
            csv.append("run").append(i);
            for (double value : study.row().apply(i)) {
                csv.append(',').append(String.format(Locale.ROOT, "%s", value));
            }
            csv.append('\n');
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
        return client.fit(
                experiment,
                study.law() + ", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 0}}");
    }

    @Test
    void sizesAtTheEndsOfTheDoublesAreFittedOrRefusedButNeverNonsense() {
        for (double factor : new double[] {1e-300, 1e294}) {
            JsonNode fit =
                    fit(
                            new Study(
                                    "far",
                                    N,
                                    12,
                                    i -> new double[] {factor * size(i), loss(size(i)) * noise(i)},
                                    POWER,
                                    "*",
                                    "",
                                    ""));
            assertThat(fit.path("status").asString()).isIn("CONVERGED", "UNIDENTIFIABLE");
            for (JsonNode parameter : fit.path("parameters")) {
                if (parameter.path("name").asString().equals("alpha")) {
                    assertThat(parameter.path("estimate").doubleValue()).isBetween(.3, .4);
                }
            }
        }
    }

    @Test
    void cleanDataRaiseNoneOfThese() {
        JsonNode fit =
                fit(
                        new Study(
                                "clean",
                                NDC,
                                20,
                                i -> {
                                    double[] g = grid(i);
                                    return new double[] {g[0], g[1], 6.3 * g[0] * g[1], g[2]};
                                },
                                CHINCHILLA,
                                "CONVERGED",
                                "",
                                ""));
        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        for (JsonNode warning : fit.path("warnings")) {
            assertThat(warning.path("severity").asString().toLowerCase(Locale.ROOT))
                    .as(warning.toString())
                    .isEqualTo("info");
        }
    }
}
