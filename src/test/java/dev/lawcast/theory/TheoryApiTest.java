package dev.lawcast.theory;

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
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/// Theory, diagnostics and simulations as a caller sees them.
@ServiceTest
class TheoryApiTest {

    private static final String DIAGNOSTICS = "/api/v1/diagnostics/";

    @Autowired MockMvc mvc;

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, hardest, .2657", "3, .5, hardest, .0812", "1, .5, easiest, .1818"})
    void thePublishedErrorsOfPrunedPerceptronsAreAnswered(
            double kept, double fraction, String keep, double error) {
        JsonNode values =
                client.post(
                                "/api/v1/laws/pruning_theory/evaluations",
                                """
                                {"points": [{"alpha_total": %s, "keep_fraction": %s, "keep": "%s"}]}
                                """
                                        .formatted(kept / fraction, fraction, keep))
                        .expect(200)
                        .body();

        assertThat(values.at("/values/0/error").doubleValue()).isEqualTo(error, within(1e-4));
    }

    @Test
    void aSettingOutsideTheTheoryIsNamed() {
        JsonNode refusal =
                client.post(
                                "/api/v1/laws/pruning_theory/evaluations",
                                "{\"points\": [{\"alpha_total\": -1, \"keep_fraction\": 1}]}")
                        .expect(422)
                        .body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/points/0/alpha_total");
    }

    @ParameterizedTest
    @CsvSource({"w_strong.npy, strong", "w_weak.npy, weak"})
    void theRegimeOfMeasuredWeightsIsToldFromTheirFile(String file, String regime)
            throws IOException {
        byte[] weights = Files.readAllBytes(SharedData.path("measured/superposition_toy/" + file));

        assertThat(upload("superposition", weights).expect(200).text("regime")).isEqualTo(regime);
    }

    @Test
    void whatIsNoArrayIsRefusedWithTheReason() {
        byte[] text = "1,2,3\n4,5,6\n".getBytes(StandardCharsets.UTF_8);

        assertThat(upload("dimension", text).expect(400).text("code")).isEqualTo("invalid_npy");
    }

    @Test
    void aSimulationRunsAsAJobAndCanBeDeleted() {
        Client.Answer simulated =
                client.post(
                                "/api/v1/simulations",
                                """
                                {"model": "superposition", "settings": {"features": 20, "widths": [2, 4], "steps": 40, "batch": 16}}
                                """,
                                "Prefer",
                                "wait=60")
                        .expect(200);

        assertThat(simulated.text("status")).isEqualTo("FINISHED");
        assertThat(simulated.body().at("/result/models")).hasSize(2);
        String place = "/api/v1/simulations/" + simulated.text("id");
        assertThat(client.get(place).expect(200).body().path("result"))
                .isEqualTo(simulated.body().path("result"));
        client.delete(place).expect(204);
        client.get(place).expect(404);
    }

    @Test
    void aSeriesThatFallsWithExponentOneIsVarianceLimited() {
        JsonNode answer =
                client.post(
                                DIAGNOSTICS + "regime",
                                """
                                {"x": [10, 20, 40, 80, 160], "loss": [1.101, 1.0499, 1.0251, 1.01248, 1.00626],
                                 "axis": "width", "limit": {"value": 1}}
                                """)
                        .expect(200)
                        .body();

        assertThat(answer.path("regime").asString()).isEqualTo("variance_limited");
        assertThat(answer.path("exponent").doubleValue()).isEqualTo(1, within(.02));
    }

    private Client.Answer upload(String diagnosis, byte[] body) {
        return client.call(
                MockMvcRequestBuilders.post(DIAGNOSTICS + diagnosis)
                        .contentType("application/octet-stream")
                        .content(body));
    }
}
