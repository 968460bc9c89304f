package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The requests in the pages of `docs/laws` do what the pages say.
@ServiceTest
class LawPageExamplesTest {

    private static final Pattern JSON =
            Pattern.compile("^```json\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("\\[(.+)]");
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int RUNS = 80;

    @Autowired MockMvc mvc;

    static Stream<String> laws() {
        return LawCatalogue.all().stream().map(ScalingLaw::id);
    }

    /// Question and answer of the evaluation, then the fit.
    private static List<String> examples(String law) throws IOException {
        Matcher json = JSON.matcher(Files.readString(Path.of("docs/laws", law + ".md")));
        var examples = new ArrayList<String>();
        while (json.find()) {
            examples.add(json.group(1));
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("laws")
    void theEvaluationAnswersWhatThePageSays(String law) throws IOException {
        List<String> examples = examples(law);
        JsonNode answer =
                new Client(mvc)
                        .post("/api/v1/laws/" + law + "/evaluations", examples.get(0))
                        .expect(200)
                        .body();
        double wanted = MAPPER.readTree(examples.get(1)).at("/values/0").doubleValue();

        assertThat(answer.path("law").asString()).isEqualTo(law);
        assertThat(answer.at("/values/0").doubleValue())
                .isCloseTo(wanted, within(1e-9 * Math.abs(wanted)));
    }

    /// On runs of the page's own curve, with noise of .1 %.
    @ParameterizedTest
    @MethodSource("laws")
    void theFitOfThePageFindsItsCurveAgain(String law) throws IOException {
        var client = new Client(mvc);
        List<String> examples = examples(law);
        JsonNode example = MAPPER.readTree(examples.get(0));
        JsonNode request = MAPPER.readTree(examples.get(2));
        List<Map<String, Object>> points = points(law, example);
        String evaluation =
                MAPPER.writeValueAsString(
                        Map.of("parameters", example.path("parameters"), "points", points));
        JsonNode values =
                client.post("/api/v1/laws/" + law + "/evaluations", evaluation)
                        .expect(200)
                        .body()
                        .path("values");
        String experiment = client.experiment(experiment(law, request));
        client.upload(experiment + "/runs", "text/csv", csv(request, points, values)).expect(200);

        JsonNode fit = client.fit(experiment, examples.get(2));

        assertThat(fit.path("status").asString())
                .as(() -> fit.path("reason").asString())
                .isEqualTo("CONVERGED");
        assertThat(fit.at("/goodness/r_squared").doubleValue()).isGreaterThan(.9);
    }

    /// Around the point of the page.
    private static List<Map<String, Object>> points(String law, JsonNode example) {
        var random = new SplittableRandom(7);
        var labels = new ArrayList<String>();
        for (String name : example.path("parameters").propertyNames()) {
            Matcher label = LABEL.matcher(name);
            if (label.find() && !labels.contains(label.group(1))) {
                labels.add(label.group(1));
            }
        }
        JsonNode centre = example.at("/points/0");
        var points = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < RUNS; i++) {
            var point = new LinkedHashMap<String, Object>();
            for (var variable : LawCatalogue.find(law).orElseThrow().variables()) {
                double value = centre.path(variable.name()).asDouble(0);
                double share = random.nextDouble();
                point.put(
                        variable.name(),
                        switch (variable.kind()) {
                            case SIZE -> value * Math.pow(900, share - .5);
                            case FRACTION -> share * Math.min(1, 2 * value);
                            case NUMBER -> value * (.4 + 1.2 * share);
                            case LABEL -> labels.get(i % labels.size());
                        });
            }
            // no more distinct data than data
            if (point.get("U") instanceof Double unique) {
                Object seen = point.getOrDefault("D", point.get("n"));
                point.put("U", Math.min(unique, (Double) seen));
            }
            points.add(point);
        }
        return points;
    }

    private static String experiment(String law, JsonNode request) {
        var variables = new ArrayList<Map<String, String>>();
        for (var variable : LawCatalogue.find(law).orElseThrow().variables()) {
            String name = request.path("variables").path(variable.name()).asString();
            String role = variable.roles().getFirst();
            boolean taken = variables.stream().anyMatch(v -> role.equals(v.get("role")));
            variables.add(
                    Map.of(
                            "name",
                            name,
                            "role",
                            role.equals("mixture") ? "mixture:" + name : taken ? "other" : role));
        }
        return MAPPER.writeValueAsString(
                Map.of(
                        "name",
                        law,
                        "variables",
                        variables,
                        "metrics",
                        List.of(Map.of("name", "measured"))));
    }

    private static String csv(JsonNode request, List<Map<String, Object>> points, JsonNode values) {
        var random = new SplittableRandom(11);
        var csv = new StringBuilder("key,measured");
        List<String> symbols = List.copyOf(points.getFirst().keySet());
        for (String symbol : symbols) {
            csv.append(',').append(request.path("variables").path(symbol).asString());
        }
        csv.append('\n');
        for (int i = 0; i < points.size(); i++) {
            double noisy = values.get(i).doubleValue() * (1 + 1e-3 * random.nextGaussian());
            csv.append("run-").append(i).append(',').append(noisy);
            for (String symbol : symbols) {
                csv.append(',').append(points.get(i).get(symbol));
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
