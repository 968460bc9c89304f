package dev.lawcast.projections;

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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Projections of the measured study of three sources, as a caller sees them.
@ServiceTest
class ProjectionApiTest {

    private static final String FOLDER = "measured/digits_mixtures/";
    private static final List<String> SOURCES = List.of("clean", "noisy", "rotated");

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @Autowired ProjectionModels models;

    private final String run = UUID.randomUUID().toString().substring(0, 8);

    private Client client;
    private String experiment = "";

    @BeforeEach
    void upload() {
        client = new Client(mvc);
        experiment =
                client.experiment(
                        """
                        {"name": "digits %s", "variables": [{"name": "size", "role": "samples"},
                         {"name": "p_clean", "role": "mixture:%s"}, {"name": "p_noisy", "role": "mixture:%s"},
                         {"name": "p_rotated", "role": "mixture:%s"}],
                         "metrics": [{"name": "val_accuracy", "direction": "maximize", "lower_bound": 0, "upper_bound": 1}]}
                        """
                                .formatted(run, name("clean"), name("noisy"), name("rotated")));
        client.upload(experiment + "/runs", "text/csv", runs()).expect(200);
    }

    private String name(String source) {
        return source + "-" + run;
    }

    private static String runs() {
        var csv = new StringBuilder();
        SharedData.text(FOLDER + "runs.csv")
                .lines()
                .forEach(line -> {
                    String[] cells = line.split(",");
                    csv.append(String.join(",", List.of(cells).subList(0, 7))).append('\n');
                });
        return csv.toString();
    }

    private void uploadSamples() throws IOException {
        for (String source : SOURCES) {
            String path = sample("sources", name(source), "\"size\": 20000, \"unit_price\": 0.01,");
            put(path + "/pilot/features", "pilot_" + source + "_features");
            put(path + "/pilot/labels", "pilot_" + source + "_labels");
        }
        String path = sample("validation-samples", name("target"), "");
        put(path + "/features", "validation_features");
        put(path + "/labels", "validation_labels");
    }

    private String sample(String kind, String name, String size) {
        String body = "{\"name\": \"%s\", %s \"feature_space\": \"%s\"}".formatted(name, size, run);
        return "/api/v1/"
                + kind
                + "/"
                + client.post("/api/v1/" + kind, body).expect(201).text("id");
    }

    private void put(String path, String file) throws IOException {
        byte[] content = Files.readAllBytes(SharedData.path(FOLDER + file + ".npy"));
        int status =
                client.call(
                                MockMvcRequestBuilders.request(HttpMethod.PUT, path)
                                        .contentType("application/octet-stream")
                                        .content(content))
                        .status();
        assertThat(status).as(path).isBetween(200, 204);
    }

    private JsonNode project(String fields) {
        String body = "{\"metric\": \"val_accuracy\", \"size\": \"size\"" + fields + "}";
        JsonNode answer =
                client.post(experiment + "/projections", body, "Prefer", "wait=60")
                        .expect(200)
                        .body();
        assertThat(answer.path("status").asString())
                .as(answer.toPrettyString())
                .isEqualTo("FINISHED");
        return answer;
    }

    private static String path(JsonNode projection) {
        return "/api/v1/projections/" + projection.path("id").asString();
    }

    private String mixture(double clean, double noisy, double rotated) {
        return "{\"%s\": %s, \"%s\": %s, \"%s\": %s}"
                .formatted(name("clean"), clean, name("noisy"), noisy, name("rotated"), rotated);
    }

    private Map<String, Double> measured(int size) {
        var sums = new LinkedHashMap<String, List<Double>>();
        SharedData.text(FOLDER + "runs.csv")
                .lines()
                .skip(1)
                .map(line -> line.split(","))
                .filter(cells -> cells[1].equals(String.valueOf(size)))
                .forEach(cells ->
                        sums.computeIfAbsent(
                                        mixture(
                                                Double.parseDouble(cells[2]),
                                                Double.parseDouble(cells[3]),
                                                Double.parseDouble(cells[4])),
                                        _ -> new ArrayList<>())
                                .add(Double.parseDouble(cells[6])));
        var means = new LinkedHashMap<String, Double>();
        sums.forEach((mixture, values) ->
                means.put(mixture, values.stream().mapToDouble(v -> v).average().orElseThrow()));
        return means;
    }

    @Test
    void mixturesAreProjectedAndChosenFromPilotSamples() throws IOException {
        uploadSamples();
        JsonNode projection =
                project(
                        ", \"validation\": \"%s\", \"revealed_sizes\": [500, 2000], \"replicates\": 60"
                                .formatted(name("target")));

        assertThat(projection.at("/report/second_stage").asString()).isEqualTo("error_power_law");
        assertThat(projection.at("/report/ground_costs")).hasSize(2);
        assertThat(projection.at("/report/forms")).hasSize(8);
        assertThat(projection.at("/report/recommendation").asString()).contains("rational");
        assertThat(projection.at("/report/mixtures/0").intValue()).isEqualTo(67);

        Map<String, Double> measured = measured(8000);
        JsonNode answer =
                client.post(path(projection) + "/forecasts", points(measured.keySet()))
                        .expect(200)
                        .body();
        double error = 0;
        int i = 0;
        for (double mean : measured.values()) {
            JsonNode forecast = answer.path("forecasts").get(i++);
            error += Math.abs(forecast.path("mean").doubleValue() - mean) / measured.size();
        }
        assertThat(error).isLessThan(.0145);
        assertThat(answer.path("transports_solved").intValue()).isZero();

        JsonNode unknown =
                client.post(
                                path(projection) + "/forecasts",
                                "{\"points\": [{\"size\": 8000, \"mixture\": %s}]}"
                                        .formatted(mixture(.333, .333, .333)))
                        .expect(200)
                        .body();
        assertThat(unknown.path("transports_solved").intValue()).isLessThanOrEqualTo(1);
        assertThat(unknown.path("notes")).hasSize(1);

        JsonNode choice =
                client.post(path(projection) + "/selections", "{\"size\": 8000}")
                        .expect(200)
                        .body();
        assertThat(choice.at("/mixture/" + name("noisy") + "/value").doubleValue())
                .isBetween(.45, .8);
        assertThat(choice.path("money").doubleValue()).isEqualTo(80, within(1e-6));
        assertThat(choice.path("indistinguishable").size()).isBetween(6, 20);
        assertThat(choice.path("probability_beats_uniform").doubleValue()).isGreaterThan(.9);
    }

    /// The fastest of some: what the work takes, without what a busy machine adds.
    @Test
    void aForecastIsALookUpOfAtMostFiveMillisecondsWhereTheDistanceIsKnown() throws IOException {
        uploadSamples();
        JsonNode projection =
                project(
                        ", \"validation\": \"%s\", \"revealed_sizes\": [500, 2000], \"form\": \"linear_plus_ot\", \"replicates\": 20, \"ground_cost\": \"squared_euclidean\""
                                .formatted(name("target")));
        String question =
                "{\"points\": [{\"size\": 8000, \"mixture\": %s}]}"
                        .formatted(mixture(.31, .59, .1));
        JsonNode first = client.post(path(projection) + "/forecasts", question).expect(200).body();
        assertThat(first.path("transports_solved").intValue()).isEqualTo(1);
        double fastest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 20; i++) {
            JsonNode again =
                    client.post(path(projection) + "/forecasts", question).expect(200).body();
            assertThat(again.path("transports_solved").intValue()).isZero();
            assertThat(again.path("forecasts")).isEqualTo(first.path("forecasts"));
            fastest = Math.min(fastest, again.path("milliseconds").doubleValue());
        }
        assertThat(fastest).isLessThanOrEqualTo(5);
    }

    private static String points(Iterable<String> mixtures) {
        var points = new ArrayList<String>();
        mixtures.forEach(mixture -> points.add("{\"size\": 8000, \"mixture\": " + mixture + "}"));
        return "{\"points\": [" + String.join(", ", points) + "]}";
    }

    @Test
    void aProjectionThatIsMadeAgainAnswersTheSameThoughItsSourceIsGone() throws IOException {
        uploadSamples();
        JsonNode projection =
                project(
                        ", \"validation\": \"%s\", \"revealed_sizes\": [500], \"form\": \"linear_plus_ot\", \"replicates\": 5, \"ground_cost\": \"squared_euclidean\""
                                .formatted(name("target")));
        String question =
                "{\"points\": [{\"size\": 500, \"mixture\": %s}]}".formatted(mixture(.6, .2, .2));
        JsonNode before = client.post(path(projection) + "/forecasts", question).expect(200).body();
        for (JsonNode source : client.get("/api/v1/sources?limit=100").body().path("items")) {
            if (source.path("name").asString().endsWith(run)) {
                client.delete("/api/v1/sources/" + source.path("id").asString()).expect(204);
            }
        }
        models.forget();

        JsonNode after = client.post(path(projection) + "/forecasts", question).expect(200).body();

        assertThat(after.path("forecasts")).isEqualTo(before.path("forecasts"));
        int arrays = arrays();
        client.delete(path(projection)).expect(204);
        assertThat(arrays()).isEqualTo(arrays - 6);
        client.get(path(projection)).expect(404);
    }

    private int arrays() {
        return database.sql("select count(*) from sample_array").query(Integer.class).single();
    }

    @Test
    void choicesKeepToDeclaredSizesPricesAndTargets() {
        JsonNode projection =
                project(
                        ", \"revealed_sizes\": [500, 2000], \"form\": \"rational\", \"replicates\": 30");
        String selections = path(projection) + "/selections";
        String noisy = name("noisy");
        JsonNode capped =
                client.post(
                                selections,
                                "{\"size\": 8000, \"available\": {\"%s\": 2000}}".formatted(noisy))
                        .expect(200)
                        .body();
        assertThat(capped.at("/mixture/" + noisy + "/samples").doubleValue())
                .isEqualTo(2000, within(.1));
        assertThat(capped.path("money").isNull()).isTrue();
        String prices = "\"prices\": " + mixture(.01, .01, .01);
        JsonNode bought =
                client.post(selections, "{\"budget\": {\"money\": 40}, " + prices + "}")
                        .expect(200)
                        .body();
        assertThat(bought.path("size").doubleValue()).isEqualTo(4000, within(1e-6));
        JsonNode target =
                client.post(selections, "{\"target\": 0.84, " + prices + "}").expect(200).body();
        assertThat(target.at("/metric/value").doubleValue()).isEqualTo(.84, within(1e-6));
        client.post(selections, "{\"target\": 0.84}").expect(422);
        client.post(selections, "{\"target\": 0.84, \"size\": 5}").expect(422);
        client.post(selections, "{\"size\": 8000, \"floors\": {\"%s\": 2}}".formatted(noisy))
                .expect(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", \"metric\": \"val_acuracy\" | unknown_name",
                ", \"size\": \"p_clean\" | unknown_name",
                ", \"form\": \"cubic\" | unknown_name",
                ", \"form\": \"projektor\" | missing",
                ", \"revealed_sizes\": [501] | out_of_range",
                ", \"validation\": \"nothing of that name\" | unknown_name",
                ", \"level\": 95 | out_of_range",
                ", \"sizes\": [500] | unknown_field",
            })
    void whatCannotBeIsNamed(String fields, String code) {
        String body = "{\"metric\": \"val_accuracy\", \"size\": \"size\"}";
        for (String field : List.of("metric", "size")) {
            if (fields.contains("\"" + field + "\"")) {
                body = body.replaceAll("\"" + field + "\": \"[a-z_]*\",? ?", "");
            }
        }
        body =
                body.replaceAll(",? ?}$", "")
                        + (body.matches("\\{ ?}") ? fields.substring(1) : fields)
                        + "}";
        assertThat(
                        client.post(experiment + "/projections", body)
                                .expect(422)
                                .body()
                                .at("/errors/0/code")
                                .asString())
                .isEqualTo(code);
    }

    @Test
    void roundedSharesAreTakenAndSaid() {
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,size,p_clean,p_noisy,p_rotated,val_accuracy\nodd,500,0.333,0.333,0.333,0.63\n")
                .expect(200);
        JsonNode projection =
                project(", \"revealed_sizes\": [500], \"form\": \"linear\", \"replicates\": 0");
        assertThat(projection.at("/notes/0").asString()).contains("within 0.001");
        assertThat(projection.at("/report/warnings/0/code").asString()).isEqualTo("one_size");
    }

    @Test
    void anUnfinishedOrUnknownProjectionCannotBeAsked() {
        client.post("/api/v1/projections/" + UUID.randomUUID() + "/forecasts", "{}").expect(404);
        JsonNode projection =
                project(", \"revealed_sizes\": [500], \"form\": \"linear\", \"replicates\": 0");
        client.post(
                        path(projection) + "/forecasts",
                        "{\"points\": [{\"size\": 501, \"mixture\": %s}]}"
                                .formatted(mixture(1, 0, 0)))
                .expect(422);
    }
}
