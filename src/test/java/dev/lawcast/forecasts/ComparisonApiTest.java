package dev.lawcast.forecasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.SplittableRandom;

/// Two curves against each other, as a caller sees it.
@ServiceTest
class ComparisonApiTest {

    @Autowired MockMvc mvc;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    /// Two families whose losses 8·N^−.1 and 30·N^−.2 cross at N = 3.75^10, and their accuracies.
    private String families() {
        String experiment =
                client.experiment(
                        """
                        {"name": "families", "variables": [{"name": "size", "role": "parameters"}, {"name": "family", "role": "group"}],
                         "metrics": [{"name": "loss", "unit": "nats per token"}, {"name": "accuracy", "direction": "maximize"}]}
                        """);
        var csv = new StringBuilder("key,size,family,loss,accuracy\n");
        var random = new SplittableRandom(4);
        for (int i = 0; i < 15; i++) {
            double n = 1e3 * Math.pow(1000, i / 14.);
            double noise = Math.exp(.01 * random.nextGaussian());
            csv.append(row("slow-" + i, n, "slow", 8 * Math.pow(n, -.1) * noise));
            csv.append(row("steep-" + i, n, "steep", 30 * Math.pow(n, -.2) * noise));
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
        return experiment;
    }

    private static String row(String key, double n, String family, double loss) {
        return "%s,%.6g,%s,%.8g,%.8g\n"
                .formatted(key, n, family, loss, 1 / (1 + loss))
                .transform(text -> text.toLowerCase(Locale.ROOT));
    }

    private String fit(String experiment, String family, String law, String metric) {
        return client.fit(
                        experiment,
                        """
                        {"law": "%s", "metric": "%s", "where": "family = '%s'", "bootstrap": {"replicates": 300}}
                        """
                                .formatted(law, metric, family))
                .path("id")
                .asString();
    }

    private Client.Answer compare(String json) {
        return client.post("/api/v1/comparisons", json);
    }

    @Test
    void twoFitsCrossWithAnIntervalAndAProbability() {
        String experiment = families();
        String slow = fit(experiment, "slow", "power_law", "loss");
        String steep = fit(experiment, "steep", "power_law", "loss");

        JsonNode answer =
                compare(
                                """
                                {"fits": ["%s", "%s"], "at": [{"size": 1000}, {"parameters": 1e9}]}
                                """
                                        .formatted(slow, steep))
                        .expect(200)
                        .body();

        double crossing = Math.pow(3.75, 10);
        assertThat(answer.at("/along").asString()).isEqualTo("size");
        assertThat(answer.at("/crossing/value").doubleValue())
                .isCloseTo(crossing, Percentage.withPercentage(15));
        assertThat(answer.at("/crossing/interval/lower").doubleValue()).isLessThan(crossing);
        assertThat(answer.at("/crossing/interval/upper").doubleValue()).isGreaterThan(crossing);
        assertThat(answer.at("/crossing/better_below").asString()).isEqualTo("a");
        assertThat(answer.at("/crossings")).hasSize(1);
        assertThat(answer.path("draws").asString()).isEqualTo("independent");
        assertThat(answer.at("/at/0/probability_a_beats_b").doubleValue()).isGreaterThan(.99);
        assertThat(answer.at("/at/1/probability_a_beats_b").doubleValue()).isLessThan(.01);
        assertThat(answer.at("/at/0/difference_interval/upper").doubleValue()).isNegative();
        assertThat(answer.at("/at/1/point/size").doubleValue()).isEqualTo(1e9);
        assertThat(answer.at("/at/1/extrapolation/a/factor").doubleValue())
                .isCloseTo(1000, within(1.));
    }

    @Test
    void aMetricToBeMaximizedIsBetterWhereItIsHigher() {
        String experiment = families();
        String slow = fit(experiment, "slow", "log_linear", "accuracy");
        String steep = fit(experiment, "steep", "log_linear", "accuracy");

        JsonNode answer =
                compare(
                                """
                                {"fits": ["%s", "%s"], "at": [{"size": 1000}]}
                                """
                                        .formatted(slow, steep))
                        .expect(200)
                        .body();

        assertThat(answer.at("/at/0/difference").doubleValue()).isPositive();
        assertThat(answer.at("/at/0/probability_a_beats_b").doubleValue()).isGreaterThan(.99);
    }

    @Test
    void groupsOfOneFitAreComparedByWhatIsGivenForEach() {
        String experiment = families();
        String groups =
                client.fit(
                                experiment,
                                """
                                {"law": "power_law", "metric": "loss", "group_by": "family", "bootstrap": {"replicates": 300}}
                                """)
                        .path("id")
                        .asString();

        JsonNode answer =
                compare(
                                """
                                {"fits": [{"fit": "%1$s", "given": {"family": "slow"}},
                                          {"fit": "%1$s", "given": {"family": "steep"}}]}
                                """
                                        .formatted(groups))
                        .expect(200)
                        .body();

        assertThat(answer.at("/crossing/value").doubleValue())
                .isCloseTo(Math.pow(3.75, 10), Percentage.withPercentage(15));
        assertThat(answer.at("/b/given/family").asString()).isEqualTo("steep");
        assertThat(answer.at("/at/0/point/size").doubleValue())
                .isCloseTo(1e6, Percentage.withPercentage(.01));
        assertThat(
                        compare("{\"fits\": [\"%1$s\", \"%1$s\"]}".formatted(groups))
                                .expect(422)
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/fits/0/given");
    }

    @Test
    void aFitIsComparedWithAKnownLawByRole() {
        String experiment = families();
        String steep = fit(experiment, "steep", "power_law", "loss");

        JsonNode answer =
                compare(
                                """
                                {"fits": [{"fit": "%s"}, {"known_law": "henighan_2020_language_parameters"}]}
                                """
                                        .formatted(steep))
                        .expect(200)
                        .body();

        // 30·N^-.2 = (1.47e14/N)^.07
        double crossing = Math.pow(30 / Math.pow(1.47e14, .07), 1 / .13);
        assertThat(answer.at("/crossing/value").doubleValue())
                .isCloseTo(crossing, Percentage.withPercentage(15));
        assertThat(answer.at("/crossing/interval/lower").isNumber()).isTrue();
        assertThat(answer.path("draws").asString()).isEqualTo("one_exact");
        assertThat(answer.at("/crossing/extrapolation/b").isNull()).isTrue();
        assertThat(answer.path("warnings").toString()).doesNotContain("different_metrics");
    }

    @Test
    void knownLawsOfSeveralVariablesCrossAlongOneWithTheOthersGiven() {
        String laws =
                "\"fits\": [\"besiroglu_2024_chinchilla\", \"muennighoff_2023_repeated_data\"]";

        JsonNode without = compare("{" + laws + "}").expect(200).body();
        assertThat(without.path("crossing").isNull()).isTrue();
        assertThat(without.path("crossing_reason").asString()).contains("along");

        JsonNode answer =
                compare(
                                "{"
                                        + laws
                                        + """
                                        , "along": "tokens", "given": {"parameters": 1e9, "unique_tokens": 1e10},
                                        "from": 1e9, "to": 1e15, "at": [{"N": 1e9, "D": 1e13, "U": 1e10}]}
                                        """)
                        .expect(200)
                        .body();
        assertThat(answer.at("/at/0/probability_a_beats_b").isNull()).isTrue();
        assertThat(answer.at("/at/0/reason").asString()).contains("exact");
        // repetition leaves the one law behind
        assertThat(answer.at("/at/0/difference").doubleValue()).isNegative();
        assertThat(answer.path("given").propertyNames())
                .containsExactly("parameters", "unique_tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'fits': ['besiroglu_2024_chinchilla']} | /fits",
                "{'fits': ['besiroglu_2024_chinchila', 'liu_2025_width']} | /fits/0",
                "{'fits': ['henighan_2020_math_flops', {'known_law': 'henighan_2020_language_flops', 'given': {'y': 1}}]} | /fits/1/given/y",
                "{'fits': ['henighan_2020_math_flops', 'henighan_2020_language_flops']} | /from",
                "{'fits': ['henighan_2020_math_flops', 'henighan_2020_language_parameters'], 'along': 'flops'} | /along",
                "{'fits': ['henighan_2020_math_flops', 'henighan_2020_language_parameters'], 'at': [{'x': 1}]} | /at/0/x",
                "{'fits': ['henighan_2020_math_flops', 'henighan_2020_language_flops'], 'from': 2, 'to': 1} | /from",
                "{'fits': ['henighan_2020_math_flops', 'henighan_2020_language_flops'], 'from': -1, 'to': 1} | /from",
                "{'fits': ['liu_2025_width', 'liu_2025_width'], 'along': 'group', 'given': {'width': 100}} | /along",
                "{'fits': ['01a0f0a2-0000-7e5f-8a6b-1c2d3e4f5a6b', 'liu_2025_width']} | /fits/0",
            })
    void whatIsWrongWithAQuestionIsNamed(String question, String pointer) {
        JsonNode refusal = compare(question.replace('\'', '"')).expect(422).body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void anAmountIsCrossedButNotBeaten() {
        JsonNode answer =
                compare(
                                """
                                {"fits": ["henighan_2020_language_best_parameters", "henighan_2020_image_8x8_best_parameters"],
                                 "from": 1e10, "to": 1e30}
                                """)
                        .expect(200)
                        .body();

        assertThat(answer.at("/crossing/value").isNumber()).isTrue();
        assertThat(answer.at("/crossing/better_below").isNull()).isTrue();
    }
}
