package dev.lawcast.forecasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.Random;

/// Budgets other than compute.
@ServiceTest
class AllocationApiTest {

    private static final double P_E = .2;
    private static final double P_D = .3;

    @Autowired MockMvc mvc;

    private Client client;
    private String fit;

    /// L = .5 + 40·(N_e/10⁷)^−.2·(N_d/10⁷)^−.3 on a grid of encoders and decoders.
    @BeforeEach
    void fitEncodersAndDecoders() {
        client = new Client(mvc);
        String experiment =
                client.experiment(
                        """
                        {"name": "translation", "variables": [{"name": "enc", "role": "encoder_parameters"}, {"name": "dec", "role": "decoder_parameters"}],
                         "metrics": [{"name": "loss"}]}
                        """);
        var random = new Random(3);
        var csv = new StringBuilder("key,enc,dec,loss\n");
        for (int i = 0; i < 36; i++) {
            double enc = 1e7 * Math.pow(2, i % 6);
            double dec = 1e7 * Math.pow(2, i / 6);
            double loss =
                    (.5 + 4 * Math.pow(enc / 1e7, -P_E) * Math.pow(dec / 1e7, -P_D))
                            * Math.exp(1e-3 * random.nextGaussian());
            csv.append(String.format(Locale.ROOT, "r%d,%s,%s,%s%n", i, enc, dec, loss));
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
        JsonNode fitted =
                client.fit(
                        experiment,
                        "{\"law\": \"encoder_decoder\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 100}}");
        assertThat(fitted.path("status").asString()).isEqualTo("CONVERGED");
        fit = "/api/v1/fits/" + fitted.path("id").asString() + "/allocations";
    }

    @Test
    void parametersAreSharedOutByTheExponents() {
        JsonNode answer =
                client.post(fit, "{\"budget\": {\"parameters\": 5e8}, \"share\": 0.8}")
                        .expect(200)
                        .body();

        assertThat(answer.path("determined").booleanValue()).isTrue();
        assertThat(answer.at("/budget/parameters").doubleValue()).isEqualTo(5e8);
        assertThat(answer.at("/allocation/enc/value").doubleValue())
                .isEqualTo(5e8 * P_E / (P_E + P_D), within(5e6));
        assertThat(answer.at("/allocation/dec/value").doubleValue())
                .isEqualTo(5e8 * P_D / (P_E + P_D), within(5e6));
        assertThat(answer.at("/allocation/enc/interval/lower").doubleValue()).isBetween(1.8e8, 2e8);
        // what a share of .8 costs at every budget: (.4/.8)^.2·(.6/.2)^.3
        assertThat(answer.at("/prefactor_ratio/value").doubleValue())
                .isEqualTo(Math.pow(.5, P_E) * Math.pow(3, P_D), within(.02));
    }

    @Test
    void moneyIsSharedOutAtThePricesOfEachHalf() {
        JsonNode answer =
                client.post(
                                fit,
                                "{\"budget\": {\"money\": 100}, \"cost\": {\"enc\": 1e-7, \"dec\": 4e-7}}")
                        .expect(200)
                        .body();

        assertThat(answer.at("/cost/dec").doubleValue()).isEqualTo(4e-7);
        assertThat(answer.at("/allocation/enc/value").doubleValue())
                .isEqualTo(100 * .4 / 1e-7, within(1e7));
        assertThat(answer.at("/allocation/dec/value").doubleValue())
                .isEqualTo(100 * .6 / 4e-7, within(4e6));
        assertThat(answer.path("prefactor_ratio").isNull()).isTrue();
    }

    @Test
    void budgetsThatTheLawCannotSpendAreRefusedWithTheReason() {
        assertThat(
                        client.post(fit, "{\"budget\": {\"flops\": 1e20}}")
                                .expect(422)
                                .body()
                                .at("/errors/0/message")
                                .asString())
                .contains("parameters or money");
        assertThat(
                        client.post(fit, "{\"budget\": {\"flops\": 1e20, \"money\": 5}}")
                                .expect(422)
                                .body()
                                .at("/errors/0/message")
                                .asString())
                .contains("one of");
        assertThat(
                        client.post(fit, "{\"budget\": {\"money\": 5}}")
                                .expect(422)
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/cost");
    }

    @Test
    void computeIsSplitForTheDistinctDataThatThereAre() {
        String known = "/api/v1/known-laws/";
        JsonNode laws = client.get("/api/v1/known-laws").expect(200).body();
        String repeated = "";
        for (JsonNode law : laws.path("items")) {
            if (law.path("law").asString().equals("data_constrained")) {
                repeated = law.path("id").asString();
            }
        }
        assertThat(repeated).isNotEmpty();
        String path = known + repeated + "/allocations";
        JsonNode names = client.get(known + repeated).expect(200).body();
        assertThat(names.path("law").asString()).isEqualTo("data_constrained");
        JsonNode refusal = client.post(path, "{\"budget\": {\"flops\": 1e22}}").expect(422).body();
        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/given");
        String message = refusal.at("/errors/0/message").asString();
        String unique = message.replaceAll(".*\\{\"([a-z_A-Z]+)\": 1e11.*", "$1");
        JsonNode answer =
                client.post(
                                path,
                                "{\"budget\": {\"money\": 1e4}, \"cost\": {\"per_flop\": 1e-18}, \"given\": {\"%s\": 1e10}}"
                                        .formatted(unique))
                        .expect(200)
                        .body();
        assertThat(answer.at("/cost/k").doubleValue()).isEqualTo(6);
        double product = 1;
        for (JsonNode size : answer.path("allocation")) {
            product *= size.path("value").isNull() ? 1 : size.path("value").doubleValue();
        }
        if (answer.path("determined").booleanValue()) {
            // N·D·U = (1e22/6)·1e10
            assertThat(product).isEqualTo(1e22 / 6 * 1e10, within(1e30));
        } else {
            assertThat(answer.path("reason").asString()).isNotEmpty();
        }
    }
}
