package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// What is exported imports again without loss, doubles bit by bit.
@ServiceTest
class RoundTripTest {

    private static final int RUNS = 300;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RunApi api;

    RoundTripTest(@Autowired MockMvcTester mvc) {
        this.api = new RunApi(mvc);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomRunsSurviveEveryFormat(long seed) {
        var random = new Random(seed);
        var runs = new TreeMap<String, ObjectNode>();
        for (int i = 0; i < RUNS; i++) {
            ObjectNode run = run(random);
            runs.put(run.get("key").stringValue(), run);
        }
        ObjectNode body = JSON.createObjectNode();
        runs.values().forEach(body.putArray("runs")::add);
        String first = api.experiment();
        api.upload(first, RunApi.JSON, body.toString());
        List<String> kept = content(first);
        assertThat(kept).containsExactlyElementsOf(expected(runs));

        for (String type : List.of(RunApi.CSV, RunApi.NDJSON)) {
            String export = export(first, type);
            String second = api.experiment();
            assertThat(api.upload(second, type, export))
                    .isEqualTo("{\"created\":" + runs.size() + ",\"updated\":0,\"unchanged\":0}");
            assertThat(content(second)).isEqualTo(kept);
            assertThat(export(second, type)).isEqualTo(export);
            assertThat(api.upload(first, type, export))
                    .isEqualTo("{\"created\":0,\"updated\":0,\"unchanged\":" + runs.size() + "}");
        }
    }

    @Test
    void textsThatASpreadsheetWouldRunAreGuardedAndComeBack() throws IOException {
        String id = api.experiment();
        List<String> texts =
                List.of(
                        "=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "'", "''", "'=1", "'''x", "'x",
                        "x'=1", "\"=1\"");
        ObjectNode body = JSON.createObjectNode();
        var runs = body.putArray("runs");
        for (String text : texts) {
            runs.addObject().put("key", "k" + runs.size()).put("group", text);
        }
        runs.addObject().put("key", "=cmd");
        api.upload(id, RunApi.JSON, body.toString());
        String export = export(id, RunApi.CSV);
        try (var csv = CsvReader.builder().ofCsvRecord(export)) {
            assertThat(csv.stream().flatMap(record -> record.getFields().stream()))
                    .noneMatch(cell -> cell.matches("(?s)[=+@\t\r-].*"));
        }
        assertThat(export).contains("'=1+1", "'+1", "'-1", "'@a", "'=cmd");
        String again = api.experiment();
        api.csv(again, export);
        assertThat(content(again)).isEqualTo(content(id));
    }

    @Test
    void zeroAndMinusZeroAreDifferentValues() {
        String id = api.experiment();
        String csv = "key,rate,accuracy\na,0,-0.0\n";
        api.csv(id, csv);
        assertThat(content(id).getFirst()).contains("\"rate\":0.0", "\"accuracy\":-0.0");
        assertThat(api.csv(id, csv)).contains("\"unchanged\":1");
        assertThat(api.csv(id, csv.replace("a,0", "a,-0"))).contains("\"updated\":1");
        assertThat(content(id).getFirst()).contains("\"rate\":-0.0");
    }

    @Test
    void anExportOfNothingIsAHeaderThatImports() {
        String id = api.experiment();
        assertThat(api.csv(id, export(id, RunApi.CSV)))
                .isEqualTo("{\"created\":0,\"updated\":0,\"unchanged\":0}");
    }

    @Test
    void aColumnDeclaredLaterChangesNoRun() {
        String id = api.experiment();
        String csv = "key,parameters,loss\na,1e6,3\n";
        api.csv(id, csv);
        api.patch(
                "/api/v1/experiments/" + id,
                "{\"variables\": [{\"name\": \"late\", \"role\": \"other\"}], \"metrics\":"
                        + " [{\"name\": \"late_metric\"}]}");
        assertThat(api.csv(id, csv)).contains("\"unchanged\":1");
        assertThat(api.csv(id, "key,parameters,late,loss,late_metric\na,1e6,5,3,7\n"))
                .contains("\"updated\":1");
        assertThat(content(id).getFirst()).contains("\"late\":5.0", "\"late_metric\":7.0");
    }

    private static List<String> expected(TreeMap<String, ObjectNode> runs) {
        // keys are ordered by code points, as UTF-8 bytes are
        return runs.entrySet().stream()
                .sorted((a, b) -> compareCodePoints(a.getKey(), b.getKey()))
                .map(entry -> normal(entry.getValue()))
                .toList();
    }

    private static int compareCodePoints(String a, String b) {
        return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    /// All runs of an experiment as they were uploaded, field by field.
    private List<String> content(String id) {
        var found = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page =
                    RunApi.json(
                            api.get(
                                    "/api/v1/experiments/" + id + "/runs?limit=97" + cursor,
                                    RunApi.JSON));
            page.get("items").forEach(run -> found.add(normal((ObjectNode) run)));
            cursor =
                    page.get("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.get("next_cursor").stringValue();
        } while (!cursor.isEmpty());
        return found;
    }

    private static String normal(ObjectNode run) {
        var fields = new TreeMap<String, Object>();
        run.properties()
                .forEach(field -> {
                    String name = field.getKey();
                    JsonNode value = field.getValue();
                    if (value.isNull()
                            || value.isObject() && value.isEmpty()
                            || List.of("revision", "created_at", "updated_at").contains(name)) {
                        return;
                    }
                    if (value.isObject()) {
                        var inner = new TreeMap<String, Object>();
                        value.properties().forEach(e -> inner.put(e.getKey(), plain(e.getValue())));
                        fields.put(name, inner);
                    } else {
                        fields.put(name, plain(value));
                    }
                });
        return JSON.writeValueAsString(fields);
    }

    private static Object plain(JsonNode value) {
        return value.isString()
                ? value.stringValue()
                : value.isDouble() ? value.doubleValue() : value.longValue();
    }

    private String export(String id, String type) {
        return RunApi.body(api.get("/api/v1/experiments/" + id + "/runs", type));
    }

    private static ObjectNode run(Random random) {
        ObjectNode run = JSON.createObjectNode();
        run.put("key", text(random, false));
        ObjectNode variables = run.putObject("variables");
        maybe(
                random,
                () -> variables.put("parameters", Math.abs(number(random)) + Double.MIN_VALUE));
        maybe(random, () -> variables.put("kept", random.nextDouble()));
        maybe(random, () -> variables.put("pool", text(random, true)));
        maybe(random, () -> variables.put("rate", number(random)));
        ObjectNode metrics = run.putObject("metrics");
        ObjectNode errors = run.putObject("standard_errors");
        maybe(
                random,
                () -> {
                    metrics.put("accuracy", number(random));
                    maybe(random, () -> errors.put("accuracy", Math.abs(number(random))));
                });
        maybe(random, () -> metrics.put("loss", 0.001 + random.nextDouble()));
        maybe(random, () -> run.put("group", text(random, true)));
        maybe(random, () -> run.put("seed", random.nextLong()));
        maybe(random, () -> run.put("status", text(random, true)));
        maybe(random, () -> run.put("excluded", text(random, true)));
        maybe(
                random,
                () ->
                        run.put(
                                "started_at",
                                java.time.Instant.ofEpochSecond(
                                                random.nextLong(0, 4_000_000_000L),
                                                random.nextInt(1_000_000) * 1_000L)
                                        .toString()));
        ObjectNode tags = run.putObject("tags");
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.put("tag " + random.nextInt(9) + "=,\"é", text(random, true));
        }
        return run;
    }

    private static void maybe(Random random, Runnable action) {
        if (random.nextInt(3) > 0) {
            action.run();
        }
    }

    /// Doubles of all magnitudes, subnormal ones and both zeros among them.
    private static double number(Random random) {
        double value =
                switch (random.nextInt(6)) {
                    case 0 -> random.nextBoolean() ? 0.0 : -0.0;
                    case 1 -> Double.longBitsToDouble(random.nextLong() & 0x800f_ffff_ffff_ffffL);
                    case 2 -> random.nextInt(1_000_000);
                    case 3 -> Double.MAX_VALUE;
                    default -> Double.longBitsToDouble(random.nextLong());
                };
        return Double.isFinite(value) ? value : random.nextGaussian();
    }

    private static String text(Random random, boolean lines) {
        // keys hold nothing invisible and end with no blank
        String letters = "ab,;\"'=+-@ /\\%#?&.äß漢😀" + (lines ? "\u00a0\n\r\t" : "");
        int[] points = letters.codePoints().toArray();
        var text = new StringBuilder(lines ? "" : "k");
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return lines ? text.toString() : text.toString().strip();
    }
}
