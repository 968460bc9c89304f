package dev.lawcast.customlaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.Locale;

/// Formulas under a name as a caller sees them.
@ServiceTest
class CustomLawApiTest {

    private static final String LAWS = "/api/v1/custom-laws";

    @Autowired MockMvc mvc;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    private Client.Answer save(String name, String formula) {
        return client.post(
                LAWS,
                """
                {"name": "%s", "formula": "%s", "variables": ["N"], "parameters": [{"name": "alpha", "lower": 0}]}
                """
                        .formatted(name, formula));
    }

    /// L = 1 + 50·N^−.3 with a ripple of .1 %.
    private String experiment() {
        String experiment =
                client.experiment(
                        """
                        {"name": "typed", "variables": [{"name": "N", "role": "parameters"}], "metrics": [{"name": "loss"}]}
                        """);
        var csv = new StringBuilder("key,N,loss\n");
        for (int i = 0; i < 12; i++) {
            double n = 1e6 * Math.pow(3, i / 2.);
            double loss = (1 + 50 * Math.pow(n, -.3)) * (1 + 1e-3 * Math.sin(7 * i));
            csv.append(String.format(Locale.ROOT, "s%d,%s,%s%n", i, n, loss));
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
        return experiment;
    }

    @Test
    void aSavedLawIsFittedAsIfItWereTypedAndOutlivedByItsFit() {
        save("floor_and_power", "E + A*N^(-alpha)").expect(201);
        String experiment = experiment();
        String rest = ", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 60}}";
        JsonNode saved = client.fit(experiment, "{\"law\": \"floor_and_power\"" + rest);
        JsonNode typed =
                client.fit(
                        experiment,
                        "{\"law\": {\"formula\": \"E + A*N^(-alpha)\", \"variables\": [\"N\"], \"parameters\": [{\"name\": \"alpha\", \"lower\": 0}]}"
                                + rest);

        assertThat(saved.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(saved.path("parameters")).isEqualTo(typed.path("parameters"));
        assertThat(saved.path("request")).isEqualTo(typed.path("request"));

        client.delete(LAWS + "/floor_and_power").expect(204);
        client.get(LAWS + "/floor_and_power").expect(404);
        JsonNode forecast =
                client.post(
                                "/api/v1/fits/" + saved.path("id").asString() + "/forecasts",
                                "{\"points\": [{\"N\": 1e10}]}")
                        .expect(200)
                        .body();
        assertThat(forecast.at("/forecasts/0/mean").doubleValue())
                .isCloseTo(1 + 50 * Math.pow(1e10, -.3), within(.01));
        assertThat(
                        client.post(experiment + "/fits", "{\"law\": \"floor_and_power\"" + rest)
                                .expect(422)
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/law");
    }

    @Test
    void aSavedLawIsReadListedAndEvaluated() {
        Client.Answer made = save("read_me", "E + A*N^(-alpha)").expect(201);
        save("read_me_too", "A*N^(-alpha)").expect(201);

        assertThat(made.raw().getHeader("Location")).isEqualTo(LAWS + "/read_me");
        assertThat(client.get(LAWS + "/read_me").expect(200).body()).isEqualTo(made.body());
        assertThat(made.body().at("/parameters/0/linear").booleanValue()).isTrue();
        assertThat(made.text("latex")).contains("\\alpha");
        JsonNode first = client.get(LAWS + "?limit=1").expect(200).body();
        JsonNode second =
                client.get(LAWS + "?limit=1&cursor=" + first.path("next_cursor").asString())
                        .expect(200)
                        .body();
        assertThat(second.at("/items/0/name").asString())
                .isGreaterThan(first.at("/items/0/name").asString());
        JsonNode value =
                client.post(
                                "/api/v1/laws/read_me/evaluations",
                                """
                                {"parameters": {"E": 1, "A": 8, "alpha": 0.5}, "points": [{"N": 16}, {"N": -1}]}
                                """)
                        .expect(200)
                        .body();
        assertThat(value.at("/values/0").doubleValue()).isCloseTo(3, within(1e-12));
        assertThat(value.at("/values/1").isNull()).isTrue();
        assertThat(value.at("/undefined/0/point").intValue()).isEqualTo(1);
    }

    @Test
    void aNameIsTakenOnce() {
        save("once", "A*N^(-alpha)").expect(201);

        assertThat(save("once", "A*N^(-alpha)").expect(409).text("detail")).contains("once");
    }

    @Test
    void aLawIsDeletedOnlyAsItWasRead() {
        Client.Answer made = save("guarded", "A*N^(-alpha)").expect(201);

        client.delete(LAWS + "/guarded", "If-Match", "\"0\"").expect(412);
        client.delete(LAWS + "/guarded", "If-Match", String.valueOf(made.raw().getHeader("ETag")))
                .expect(204);
    }

    @ParameterizedTest
    @CsvSource({
        "chinchilla, A*N^(-alpha), /name, duplicate",
        "auto, A*N^(-alpha), /name, duplicate",
        "a b, A*N^(-alpha), /name, out_of_range",
        "fine, A*N^(-alpha, /formula, invalid_formula",
        "fine, A*M^(-alpha), /formula, invalid_formula",
    })
    void whatIsWrongWithALawIsNamed(String name, String formula, String pointer, String code) {
        JsonNode refusal = save(name, formula).expect(422).body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo(pointer);
        assertThat(refusal.at("/errors/0/code").asString()).isEqualTo(code);
    }
}
