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

/// Published constants, and laws with given ones, as a caller sees them.
@ServiceTest
class KnownLawApiTest {

    private static final String KNOWN = "/api/v1/known-laws";

    @Autowired MockMvc mvc;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    @Test
    void everyListedLawCanBeReadWithItsSourceAndUnits() {
        JsonNode items = client.get(KNOWN).expect(200).body().path("items");

        assertThat(items).hasSizeGreaterThan(30);
        for (JsonNode item : items) {
            JsonNode read = client.get(KNOWN + "/" + item.path("id").asString()).expect(200).body();
            assertThat(read).isEqualTo(item);
            assertThat(read.path("source").asString()).contains("arXiv:");
        }
    }

    @Test
    void anUnknownLawIsNamed() {
        assertThat(client.get(KNOWN + "/kaplan").expect(404).text("detail")).contains("kaplan");
    }

    @Test
    void repeatedDataIsForecastAsInThePaperWithoutMadeUpIntervals() {
        JsonNode answer =
                client.post(
                                KNOWN + "/muennighoff_2023_repeated_data/forecasts",
                                """
                                {"points": [{"parameters": 6.34e9, "tokens": 242e9, "unique_tokens": 25e9},
                                            {"N": 8.67e9, "D": 1.78e12, "U": 25e9}]}
                                """)
                        .expect(200)
                        .body();

        assertThat(answer.at("/forecasts/0/mean").doubleValue()).isCloseTo(2.225644, within(1e-6));
        assertThat(answer.at("/forecasts/0/mean_interval").isNull()).isTrue();
        assertThat(answer.path("intervals_reason").asString()).contains("no errors");
        assertThat(answer.at("/units/loss").asString()).isEqualTo("nats per token");
        assertThat(answer.at("/forecasts/0/extrapolation/inside").booleanValue()).isTrue();
        assertThat(answer.at("/forecasts/1/extrapolation/factor").doubleValue())
                .isCloseTo(1.78 / .9, within(1e-9));
        assertThat(answer.at("/warnings/0/code").asString()).isEqualTo("outside_data");
    }

    @Test
    void whereTheSourceStatesNoRangeNothingIsSaidOfExtrapolation() {
        JsonNode answer =
                client.post(
                                KNOWN + "/liu_2025_width/forecasts",
                                "{\"points\": [{\"width\": 4096, \"group\": \"gpt2 pile\"}]}")
                        .expect(200)
                        .body();

        assertThat(answer.at("/forecasts/0/mean").doubleValue())
                .isCloseTo(476.08 * Math.pow(4096, -.9098) + 1.9413, within(1e-9));
        assertThat(answer.at("/forecasts/0/extrapolation").isNull()).isTrue();
        assertThat(answer.at("/forecasts/0/point/group").asString()).isEqualTo("gpt2 pile");
    }

    @Test
    void theComputeOfATargetIsInFlop() {
        JsonNode answer =
                client.post(KNOWN + "/henighan_2020_language_flops/targets", "{\"value\": 2.5}")
                        .expect(200)
                        .body();

        // (C/3.47e8)^-.048 = 2.5 in PF-days of 8.64e19 FLOP
        assertThat(answer.path("solution").doubleValue())
                .isCloseTo(
                        3.47e8 * 8.64e19 * Math.pow(2.5, -1 / .048),
                        Percentage.withPercentage(1e-6));
        assertThat(answer.path("floor").doubleValue()).isZero();
    }

    @Test
    void anAmountThatGrowsHasNoFloor() {
        JsonNode answer =
                client.post(
                                KNOWN + "/henighan_2020_language_best_parameters/targets",
                                "{\"value\": 1e9}")
                        .expect(200)
                        .body();

        assertThat(answer.path("floor").isNull()).isTrue();
        assertThat(answer.path("solution").doubleValue())
                .isCloseTo(
                        3.3e-13 * 8.64e19 * Math.pow(1e9, 1 / .73),
                        Percentage.withPercentage(1e-6));
    }

    @Test
    void theOptimumOfChinchillaIsAnswered() {
        JsonNode answer =
                client.post(
                                KNOWN + "/besiroglu_2024_chinchilla_optimum/allocations",
                                "{\"budget\": {\"flops\": 5.9e23}}")
                        .expect(200)
                        .body();

        assertThat(answer.at("/allocation/parameters/value").doubleValue())
                .isCloseTo(7.41e10, Percentage.withPercentage(.1));
        assertThat(answer.at("/ratio/value").doubleValue()).isCloseTo(17.91, within(.01));
    }

    @Test
    void aLawOfOneSizeHasNothingToSplit() {
        JsonNode refusal =
                client.post(
                                KNOWN + "/henighan_2020_math_flops/allocations",
                                "{\"budget\": {\"flops\": 1e20}}")
                        .expect(422)
                        .body();

        assertThat(refusal.path("detail").asString()).contains("nothing to split");
    }

    @Test
    void aLabelCannotBeSolvedFor() {
        JsonNode refusal =
                client.post(
                                KNOWN + "/liu_2025_width/targets",
                                """
                                {"value": 2, "solve_for": "group", "given": {"width": 100}}
                                """)
                        .expect(422)
                        .body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/solve_for");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "power_law | {'A': 2, 'alpha': .5} | {'x': 16} | .5",
                "chinchilla | {'E': 1, 'A': 4, 'B': 9, 'alpha': .5, 'beta': .5} | {'parameters': 4, 'D': 9} | 6",
                "log_linear | {'c0': 1, 'c1': 2, 'c2': 3} | {'x1': 1, 'x2': 1} | 1",
                "superposition | {'C': 10, 'alpha': 1, 'L[a]': 1, 'L[b]': 2} | {'m': 10, 'group': 'b'} | 3",
                "quality_quantity | {'d': 0, 'a': 1, 'b[p]': -.5, 'tau[p]': 5} | {'n': 4e5, 'U': 1e6, 'pool': 'p'} | .5",
                "broken_power | {'a': 1, 'b': 2, 'c0': 0, 'c1': 0, 'd1': 1, 'f1': 1, 'c2': 0, 'd2': 1, 'f2': 1} | {'x': 7} | 3",
                "data_constrained | {'E': 1, 'A': 4, 'B': 9, 'alpha': .5, 'beta': .5, 'R_N': 5, 'R_D': 15} | {'N': 1, 'D': 9, 'U': 9} | 8",
            })
    void aLawIsEvaluatedWithGivenConstants(
            String law, String parameters, String point, double value) {
        JsonNode answer = evaluate(law, parameters, point).expect(200).body();

        assertThat(answer.at("/values/0").doubleValue()).isCloseTo(value, within(1e-12));
        assertThat(answer.path("undefined")).isEmpty();
    }

    @Test
    void aUnionOfPoolsIsEvaluatedWhereTheLawKnowsUnions() {
        JsonNode pools =
                evaluate(
                                "quality_quantity",
                                "{'d': 0, 'a': 1, 'b[p]': -.5, 'b[q]': -.5, 'tau[p]': 5, 'tau[q]': 5}",
                                "{'n': 4e5, 'U': 1e6, 'pool': 'p+q'}")
                        .expect(200)
                        .body();
        JsonNode groups =
                evaluate(
                                "superposition",
                                "{'C': 10, 'alpha': 1, 'L[a]': 1, 'L[b]': 2}",
                                "{'m': 10, 'group': 'a+b'}")
                        .expect(422)
                        .body();

        assertThat(pools.at("/values/0").doubleValue()).isCloseTo(.5, within(1e-12));
        assertThat(groups.at("/errors/0/pointer").asString()).isEqualTo("/points/0/group");
        assertThat(groups.at("/errors/0/message").asString()).contains("no unions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'A': 2} | {'x': 1} | /parameters/alpha",
                "{'A': 2, 'alpha': -1} | {'x': 1} | /parameters/alpha",
                "{'A': 2, 'alpha': 1, 'E': 0} | {'x': 1} | /parameters/E",
                "{'A': 2, 'alpha': 1} | {'x': -1} | /points/0/x",
                "{'A': 2, 'alpha': 1} | {'y': 1} | /points/0/x",
            })
    void whatIsWrongWithConstantsAndPointsIsNamed(String parameters, String point, String pointer) {
        JsonNode refusal = evaluate("power_law", parameters, point).expect(422).body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    private Client.Answer evaluate(String law, String parameters, String point) {
        return client.post(
                "/api/v1/laws/" + law + "/evaluations",
                "{'parameters': %s, 'points': [%s]}"
                        .formatted(parameters, point)
                        .replace('\'', '"')
                        .replaceAll("([ -])\\.(\\d)", "$10.$2"));
    }
}
