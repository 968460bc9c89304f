package dev.lawcast.sources;

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
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Distances and diagnostics of the measured sources, as a caller sees them.
@ServiceTest
class TransportApiTest {

    private static final String NPY = "application/octet-stream";
    private static final List<String> SOURCES = List.of("clean", "noisy", "rotated");

    @Autowired MockMvc mvc;

    private final String run = UUID.randomUUID().toString();

    private Client client;

    @BeforeEach
    void upload() throws IOException {
        client = new Client(mvc);
        for (String source : SOURCES) {
            String path =
                    "/api/v1/sources/" + create("sources", source, "\"size\": 20000,") + "/pilot/";
            put(path + "features", measured("pilot_" + source + "_features"));
            put(path + "labels", measured("pilot_" + source + "_labels"));
        }
        String path =
                "/api/v1/validation-samples/" + create("validation-samples", "target", "") + "/";
        put(path + "features", measured("validation_features"));
        put(path + "labels", measured("validation_labels"));
    }

    @Test
    void exactAndEntropicDistancesAreThoseOfAnIndependentImplementation() {
        JsonNode reference =
                JsonMapper.shared()
                        .readTree(SharedData.text("measured/digits_mixtures/reference.json"))
                        .get("exact");
        for (JsonNode mixture : reference.get("mixtures")) {
            String shares = mixture(mixture.get("p"));
            JsonNode exact = transport(shares, "").expect(200).body();
            assertThat(exact.path("cost").doubleValue())
                    .isEqualTo(mixture.get("exact").doubleValue(), within(1e-7));
            assertThat(exact.path("converged").booleanValue()).isTrue();
            assertThat(exact.path("divergence").isNull()).isTrue();
            JsonNode entropic = transport(shares, ", \"engine\": \"entropic\"").expect(200).body();
            assertThat(entropic.path("converged").booleanValue()).isTrue();
            assertThat(entropic.path("cost").doubleValue())
                    .isEqualTo(mixture.get("entropic_transport_cost").doubleValue(), within(1e-7));
            assertThat(entropic.path("divergence").doubleValue())
                    .isEqualTo(mixture.get("debiased_divergence").doubleValue(), within(1e-7));
        }
    }

    @Test
    void theGradientIsTheMeasuredOne() {
        JsonNode gradient =
                transport(mixture(.4371932, .3119874, .2508194), "")
                        .expect(200)
                        .body()
                        .path("gradient");

        assertThat(difference(gradient, "clean", "noisy")).isEqualTo(.419425, within(1e-5));
        assertThat(difference(gradient, "clean", "rotated")).isEqualTo(-4.010866, within(1e-5));
    }

    @Test
    void roundedSharesAreTakenAndSaid() {
        JsonNode answer = transport(mixture(.333, .333, .333), "").expect(200).body();

        assertThat(answer.path("mixture").path(name("clean")).doubleValue())
                .isEqualTo(1.0 / 3, within(1e-12));
        assertThat(answer.path("notes")).hasSize(1);
        assertThat(transport(mixture(.3333333, .3333333, .3333334), "").body().path("notes"))
                .isEmpty();
    }

    @Test
    void aLabelTermIsAddedAndItsBalanceIsTold() {
        String third = mixture(1 / 3.0, 1 / 3.0, 1 / 3.0);
        double plain = transport(third, "").expect(200).body().path("cost").doubleValue();
        JsonNode balanced = transport(third, ", \"label_weight\": \"balanced\"").expect(200).body();

        assertThat(balanced.path("cost").doubleValue()).isGreaterThan(plain);
        assertThat(balanced.at("/ground_cost/label_weight").doubleValue()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"clean\": 0.5} | | mixture_sum",
                "{\"clean\": 50, \"noisy\": 50} | | out_of_range",
                "{\"clean\": -0.5, \"noisy\": 1.5} | | out_of_range",
                "{\"clen\": 1} | | unknown_name",
                "{\"clean\": 1} | , \"epsilon\": 0.1 | out_of_range",
                "{\"clean\": 1} | , \"engine\": \"entropic\", \"epsilon\": 0 | out_of_range",
                "{\"clean\": 1} | , \"engine\": \"sinkhorn\" | unknown_name",
                "{\"clean\": 1} | , \"label_weight\": -1 | out_of_range",
                "{\"clean\": 1} | , \"label_weight\": \"much\" | wrong_type",
                "{} | | mixture_sum"
            })
    void aBadQuestionIsRefused(String mixture, String more, String code) {
        String named = mixture;
        for (String source : List.of("clean", "noisy", "clen")) {
            named = named.replace("\"" + source + "\"", "\"" + name(source) + "\"");
        }
        JsonNode refusal = transport(named, more == null ? "" : more).expect(422).body();

        assertThat(refusal.path("errors").findValuesAsString("code")).contains(code);
    }

    @Test
    void aSourceWithoutFeaturesOrLabelsIsNamed() {
        String bare = create("sources", "bare", "\"size\": 5,");
        String only = "{\"" + name("bare") + "\": 1}";
        assertThat(transport(only, "").expect(422).text("detail")).contains("has no features yet");

        put("/api/v1/sources/" + bare + "/pilot/features", measured("pilot_clean_features"));
        assertThat(transport(only, ", \"label_weight\": 1").expect(422).text("detail"))
                .contains("no labels");
    }

    @Test
    void theDiagnosisHasDistancesClassesFarPointsAndTheInfluenceOfThePilotsSize() {
        JsonNode found = diagnose(SOURCES, "").expect(200).body();

        JsonNode clean = found.at("/sources/0");
        assertThat(clean.at("/to_validation/cost").doubleValue())
                .isEqualTo(11.88307326, within(1e-7));
        assertThat(clean.at("/to_validation/standard_error").doubleValue()).isBetween(.05, 2.0);
        assertThat(clean.path("to_sources").propertyNames())
                .containsExactly(name("noisy"), name("rotated"));
        assertThat(clean.path("to_sources").path(name("noisy")))
                .isEqualTo(found.at("/sources/1/to_sources").path(name("clean")));
        assertThat(clean.path("pilot_size").findValues("rows").stream().map(JsonNode::asInt))
                .containsExactly(37, 75, 150, 300);
        assertThat(clean.path("pilot_size").findValues("cost").stream().map(JsonNode::doubleValue))
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(found.at("/classes/missing")).isEmpty();
        assertThat(found.at("/classes/shares")).hasSize(10);
        assertThat(diagnose(SOURCES, "").body()).isEqualTo(found);
    }

    @Test
    void missingClassesAndContaminationAreFound() throws IOException {
        String bad = create("sources", "bad", "\"size\": 5,");
        double[][] features = new double[100][32];
        var labels = new ArrayList<Integer>();
        var random = new java.util.SplittableRandom(3);
        for (int i = 0; i < 100; i++) {
            for (int c = 0; c < 32; c++) {
                features[i][c] = Math.abs(random.nextGaussian()) + (i >= 90 ? 1_000 : 0);
            }
            labels.add(i % 7);
        }
        put("/api/v1/sources/" + bad + "/pilot/features", Npy.FLOAT.of(features));
        client.call(
                        MockMvcRequestBuilders.request(
                                        HttpMethod.PUT, "/api/v1/sources/" + bad + "/pilot/labels")
                                .contentType("application/json")
                                .content(labels.toString()))
                .expect(200);
        JsonNode found = diagnose(List.of("bad"), "").expect(200).body();

        assertThat(found.at("/classes/missing").valueStream().map(JsonNode::asString))
                .containsExactly("7", "8", "9");
        assertThat(found.at("/sources/0/far_points/total").asInt()).isEqualTo(10);
        assertThat(
                        found.at("/sources/0/far_points/points").findValues("row").stream()
                                .map(JsonNode::asInt))
                .allMatch(row -> row >= 90);
    }

    /// Points of one distribution moved by 2 along one axis are 4 apart.
    @Test
    void samplesOfMorePointsThanAreSolvedAtOnceAreEstimatedAndSaidToBe() {
        var random = new java.util.SplittableRandom(8);
        for (String kind : List.of("sources near", "sources far", "validation-samples many")) {
            String[] words = kind.split(" ");
            double[][] features = new double[4_500][2];
            for (double[] point : features) {
                point[0] = random.nextDouble() + (words[1].equals("far") ? 2 : 0);
                point[1] = random.nextDouble();
            }
            String size = words[0].equals("sources") ? "\"size\": 9000," : "";
            String body =
                    "{\"name\": \"%s\", %s \"feature_space\": \"large %s\"}"
                            .formatted(name(words[1]), size, run);
            String id = client.post("/api/v1/" + words[0], body).expect(201).text("id");
            String pilot = size.isEmpty() ? "/" : "/pilot/";
            put("/api/v1/" + words[0] + "/" + id + pilot + "features", Npy.FLOAT.of(features));
        }
        JsonNode found =
                client.post(
                                "/api/v1/transports",
                                "{\"validation\": \"%s\", \"mixture\": {\"%s\": 0, \"%s\": 1}}"
                                        .formatted(name("many"), name("near"), name("far")))
                        .expect(200)
                        .body();

        double error = found.at("/minibatches/cost_error").doubleValue();
        assertThat(error).isBetween(1e-4, .1);
        assertThat(found.path("cost").doubleValue()).isEqualTo(4, within(4 * error + .03));
        assertThat(found.at("/minibatches/validation").asInt()).isEqualTo(2_000);
        assertThat(found.at("/minibatches/sources/" + name("far")).asInt()).isEqualTo(1_000);
        assertThat(found.path("notes").toString()).contains("9000 points together");
        assertThat(found.path("converged").booleanValue()).isTrue();
        JsonNode gradient = found.path("gradient");
        assertThat(difference(gradient, "far", "near")).isGreaterThan(3);
        assertThat(transport(mixture(1, 0, 0), "").body().path("minibatches").isNull()).isTrue();
    }

    @Test
    void aSourceNamedTwiceIsRefused() {
        JsonNode refusal = diagnose(List.of("clean", "clean"), "").expect(422).body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/sources/1");
    }

    private double difference(JsonNode gradient, String from, String to) {
        return gradient.path(name(from)).doubleValue() - gradient.path(name(to)).doubleValue();
    }

    private Client.Answer transport(String mixture, String more) {
        return client.post(
                "/api/v1/transports",
                "{\"validation\": \"%s\", \"mixture\": %s%s}"
                        .formatted(name("target"), mixture, more));
    }

    private Client.Answer diagnose(List<String> sources, String more) {
        String names = String.join("\", \"", sources.stream().map(this::name).toList());
        return client.post(
                "/api/v1/diagnostics/sources",
                "{\"validation\": \"%s\", \"sources\": [\"%s\"]%s}"
                        .formatted(name("target"), names, more));
    }

    private String mixture(JsonNode p) {
        return mixture(p.get(0).doubleValue(), p.get(1).doubleValue(), p.get(2).doubleValue());
    }

    private String mixture(double clean, double noisy, double rotated) {
        return "{\"%s\": %s, \"%s\": %s, \"%s\": %s}"
                .formatted(name("clean"), clean, name("noisy"), noisy, name("rotated"), rotated);
    }

    private String name(String kind) {
        return kind + " " + run;
    }

    private String create(String path, String kind, String size) {
        String body =
                "{\"name\": \"%s\", %s \"feature_space\": \"%s\"}".formatted(name(kind), size, run);
        return client.post("/api/v1/" + path, body).expect(201).text("id");
    }

    private void put(String path, byte[] body) {
        client.call(
                        MockMvcRequestBuilders.request(HttpMethod.PUT, path)
                                .contentType(NPY)
                                .content(body))
                .expect(200);
    }

    private static byte[] measured(String name) {
        try {
            return Files.readAllBytes(SharedData.path("measured/digits_mixtures/" + name + ".npy"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
