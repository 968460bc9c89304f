package dev.lawcast.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.SharedData;
import dev.lawcast.uploads.NpyArray;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Sources, validation samples, and what is uploaded to them, as a caller sees it.
@ServiceTest
class SourcesApiTest {

    private static final String NPY = "application/octet-stream";
    private static final double[][] SQUARE = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @Autowired SampleStore store;

    private final String space = UUID.randomUUID().toString();

    private Client client;

    @BeforeEach
    void client() {
        client = new Client(mvc);
    }

    @Test
    void everyDtypeVersionOrderOfBytesAndAxesGivesTheSameFeatures() throws Exception {
        double[][] values = {{0.5, -0.0, 3}, {-2, 7, 0.25}};
        for (String type : new String[] {"<f4", ">f4", "<f8", ">f8", "<f2", ">f2"}) {
            for (int version = 1; version <= 3; version++) {
                for (boolean fortran : new boolean[] {false, true}) {
                    String source = source();
                    byte[] file = new Npy(version, type, fortran).of(values);
                    JsonNode kept = put(source + "/pilot/features", NPY, file).expect(200).body();

                    boolean single = !type.endsWith("8");
                    assertThat(kept.path("dtype").asString())
                            .isEqualTo(single ? "float32" : "float64");
                    assertThat(kept.path("read_as").asString()).isEqualTo(type);
                    byte[] back = array(source + "/pilot/features");
                    assertThat(bits(back)).isEqualTo(bits(flat(values)));
                    assertThat(kept.path("hash").asString())
                            .isEqualTo(sha256(data(values, single)));
                }
            }
        }
    }

    @Test
    void everyBitOfAFloatIsKept() throws Exception {
        var random = new SplittableRandom(5);
        float[] floats = new float[20 * 3];
        for (int i = 0; i < floats.length; i++) {
            do {
                floats[i] = Float.intBitsToFloat(random.nextInt());
            } while (!Float.isFinite(floats[i]));
        }
        floats[0] = Float.MIN_VALUE;
        floats[1] = -0f;
        ByteBuffer data = ByteBuffer.allocate(240).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : floats) {
            data.putFloat(value);
        }
        String source = source();
        put(source + "/pilot/features", NPY, Npy.FLOAT.file("(20, 3)", data.array())).expect(200);

        byte[] back = array(source + "/pilot/features");
        assertThat(Arrays.copyOfRange(back, back.length - 240, back.length))
                .isEqualTo(data.array());
    }

    @Test
    void csvJsonAndNpyOfTheSameNumbersAreTheSameSample() {
        String source = source();
        Client.Answer first =
                put(
                                source + "/pilot/features",
                                NPY,
                                Npy.DOUBLE.of(new double[][] {{.1, 2}, {-3e-7, 4}}))
                        .expect(200);
        String tag = String.valueOf(first.raw().getHeader("ETag"));

        for (String csv :
                List.of(
                        "a,b\n0.1,2\n-3e-7,4\n",
                        "0.1,2\r\n-0.0000003,4.0",
                        "x,\"y\"\n.1,2\n\n-3E-7,4\n")) {
            assertThat(
                            put(source + "/pilot/features", "text/csv", csv)
                                    .expect(200)
                                    .raw()
                                    .getHeader("ETag"))
                    .isEqualTo(tag);
        }
        for (String json :
                List.of("{\"features\": [[0.1, 2], [-3e-7, 4]]}", "[[0.1,2],[-3e-7,4.0]]")) {
            assertThat(
                            put(source + "/pilot/features", "application/json", json)
                                    .expect(200)
                                    .text("hash"))
                    .isEqualTo(first.text("hash"));
        }
        assertThat(client.get(source).body().at("/pilot/features/read_as").asString())
                .isEqualTo("<f8");
    }

    @Test
    void aFirstLineOfColumnNumbersIsAskedAboutNotGuessed() {
        String source = source();
        String csv = "0,1\n5,6\n7,8\n";

        assertThat(put(source + "/pilot/features", "text/csv", csv).expect(400).text("detail"))
                .contains("header=present");
        assertThat(
                        put(source + "/pilot/features", "text/csv; header=present", csv)
                                .expect(200)
                                .body()
                                .path("rows")
                                .asInt())
                .isEqualTo(2);
        assertThat(
                        put(source + "/pilot/features", "text/csv; header=absent", csv)
                                .expect(200)
                                .body()
                                .path("rows")
                                .asInt())
                .isEqualTo(3);
    }

    private static byte[] headerOfLength(int version, int length) {
        byte[] file = Npy.file(version, "{'descr': '<f8'}\n", new byte[64]);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, length);
        return file;
    }

    static Stream<Bad> badFeatures() {
        byte[] good = Npy.DOUBLE.of(SQUARE);
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2), }\n";
        byte[] evil = "cos\nsystem\n(S'touch pwned'\ntR.".getBytes(StandardCharsets.US_ASCII);
        double[][] nan = {{0, 0}, {0, Double.NaN}, {1, 0}, {Double.NEGATIVE_INFINITY, 1}};
        double[][] same = {{1, 2}, {1, 2}, {1, 2}};
        double[][] twice = {{1, 2}, {3, 4}, {1, 2}, {3, 4}};
        return Stream.of(
                new Bad("nothing", NPY, new byte[0], 400, "empty_body", ""),
                new Bad("wrong magic", NPY, bytes("PK\3\4 …"), 400, "invalid_npy", ""),
                new Bad("text as npy", NPY, bytes("1,2\n3,4\n"), 400, "invalid_npy", ""),
                new Bad(
                        "cut in the data",
                        NPY,
                        Arrays.copyOf(good, good.length - 1),
                        400,
                        "invalid_npy",
                        ""),
                new Bad("cut in the header", NPY, Arrays.copyOf(good, 30), 400, "invalid_npy", ""),
                new Bad(
                        "more than its shape",
                        NPY,
                        Arrays.copyOf(good, good.length + 1),
                        400,
                        "invalid_npy",
                        ""),
                new Bad("a pickle", NPY, evil, 400, "invalid_npy", ""),
                new Bad(
                        "objects",
                        NPY,
                        new Npy(1, "|O", false).file("(4,)", evil),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "complex",
                        NPY,
                        new Npy(1, "<c8", false).file("(1, 1)", new byte[8]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "text",
                        NPY,
                        new Npy(1, "<U1", false).ofTexts(1, "a", "b"),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "version 4",
                        NPY,
                        Npy.file(4, header, new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "code for a header",
                        NPY,
                        Npy.file(1, "__import__('os').system('x')", new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "a header that ends beyond the file",
                        NPY,
                        headerOfLength(2, Integer.MAX_VALUE),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "a header of negative length",
                        NPY,
                        headerOfLength(3, -1),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "a structure",
                        NPY,
                        Npy.file(
                                3,
                                "{'descr': [('größe', '<f8'), ('b', '<f8')], 'fortran_order': False, 'shape': (4,), }\n",
                                new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "objects behind big-endian words",
                        NPY,
                        new Npy(3, ">O", true).file("(2, 2)", evil),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "dates",
                        NPY,
                        new Npy(1, "<M8[s]", false).file("(2,)", new byte[16]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad("no axis", NPY, Npy.DOUBLE.file("()", new byte[8]), 400, "invalid_npy", ""),
                new Bad(
                        "a shape beyond any",
                        NPY,
                        Npy.DOUBLE.file("(9223372036854775807, 4)", new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "a shape whose product overflows",
                        NPY,
                        Npy.DOUBLE.file("(461168601842738791, 461168601842738791)", new byte[64]),
                        413,
                        "body_too_large",
                        ""),
                new Bad(
                        "a shape of no number",
                        NPY,
                        Npy.DOUBLE.file("(4, two)", new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "a header twice as long as any",
                        NPY,
                        Npy.file(2, header.strip() + " ".repeat(1 << 20) + "\n", new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "three axes",
                        NPY,
                        Npy.DOUBLE.file("(1, 4, 2)", new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "no rows",
                        NPY,
                        Npy.DOUBLE.file("(0, 2)", new byte[0]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "a negative shape",
                        NPY,
                        Npy.DOUBLE.file("(-4, 2)", new byte[64]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "NaN and infinity",
                        NPY,
                        Npy.DOUBLE.of(nan),
                        422,
                        "invalid_input",
                        "not_finite"),
                new Bad(
                        "too large numbers",
                        NPY,
                        Npy.DOUBLE.of(new double[][] {{1e200}, {1}}),
                        422,
                        "invalid_input",
                        "out_of_range"),
                new Bad(
                        "inexact whole numbers",
                        NPY,
                        new Npy(1, "<i8", false).of(new double[][] {{1e18}, {1}}),
                        422,
                        "invalid_input",
                        "out_of_range"),
                new Bad(
                        "constant",
                        NPY,
                        Npy.FLOAT.of(same),
                        422,
                        "invalid_input",
                        "constant_features"),
                new Bad(
                        "every row twice",
                        NPY,
                        Npy.FLOAT.of(twice),
                        422,
                        "invalid_input",
                        "duplicate_rows"),
                new Bad(
                        "too many rows",
                        NPY,
                        Npy.FLOAT.file("(20001, 1)", new byte[80_004]),
                        413,
                        "body_too_large",
                        ""),
                new Bad(
                        "too many columns",
                        NPY,
                        Npy.FLOAT.file("(1, 4097)", new byte[16_388]),
                        413,
                        "body_too_large",
                        ""),
                new Bad(
                        "an enormous shape",
                        NPY,
                        Npy.FLOAT.file("(4294967296, 4294967296)", new byte[4]),
                        413,
                        "body_too_large",
                        ""),
                new Bad("an empty CSV", "text/csv", bytes(""), 400, "empty_body", ""),
                new Bad(
                        "a CSV with a header only",
                        "text/csv",
                        bytes("a,b\n"),
                        422,
                        "invalid_input",
                        "missing"),
                new Bad(
                        "a ragged CSV",
                        "text/csv",
                        bytes("1,2\n3\n"),
                        422,
                        "invalid_input",
                        "malformed_row"),
                new Bad(
                        "a word in a CSV",
                        "text/csv",
                        bytes("1,2\n3,x\n"),
                        422,
                        "invalid_input",
                        "not_a_number"),
                new Bad(
                        "nan in a CSV",
                        "text/csv",
                        bytes("1,nan\n3,4\n"),
                        422,
                        "invalid_input",
                        "not_finite"),
                new Bad("an open quote", "text/csv", bytes("1,\"2\n3,4\n"), 400, "invalid_csv", ""),
                new Bad(
                        "UTF-16",
                        "text/csv",
                        "1,2\n3,4".getBytes(StandardCharsets.UTF_16),
                        400,
                        "invalid_encoding",
                        ""),
                new Bad("no JSON", "application/json", bytes("[[1,2]"), 400, "invalid_json", ""),
                new Bad(
                        "NaN in JSON",
                        "application/json",
                        bytes("[[1,2],[NaN,3]]"),
                        422,
                        "invalid_input",
                        "not_finite"),
                new Bad(
                        "text in JSON",
                        "application/json",
                        bytes("[[1,2],[\"3\",4]]"),
                        422,
                        "invalid_input",
                        "not_a_number"),
                new Bad(
                        "ragged JSON",
                        "application/json",
                        bytes("{\"features\":[[1,2],[3]]}"),
                        422,
                        "invalid_input",
                        "malformed_row"),
                new Bad(
                        "an empty list",
                        "application/json",
                        bytes("{\"features\":[]}"),
                        422,
                        "invalid_input",
                        "missing"),
                new Bad(
                        "another field",
                        "application/json",
                        bytes("{\"feature\":[[1]]}"),
                        422,
                        "invalid_input",
                        "unknown_field"),
                new Bad(
                        "another type",
                        "application/x-npy",
                        good,
                        415,
                        "unsupported_media_type",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("badFeatures")
    void badFeaturesAreRefusedWithTheReasonAndTheFormerOnesStay(Bad bad) {
        String source = source();
        put(source + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).expect(200);
        JsonNode before = client.get(source).expect(200).body();

        JsonNode refusal =
                put(source + "/pilot/features", bad.type(), bad.body()).expect(bad.status()).body();

        assertThat(refusal.path("code").asString()).isEqualTo(bad.code());
        if (!bad.error().isEmpty()) {
            assertThat(refusal.at("/errors/0/code").asString()).isEqualTo(bad.error());
        }
        assertThat(client.get(source).expect(200).body()).isEqualTo(before);
        assertThat(orphans()).isZero();
    }

    @Test
    void rowsThatAreNotFiniteAreNamedTheFirstHundredAndTheirNumber() {
        double[][] values = new double[300][2];
        for (int i = 0; i < 300; i++) {
            values[i][0] = i;
            values[i][1] = i % 2 == 1 ? Double.NaN : 1;
        }
        JsonNode refusal =
                put(source() + "/pilot/features", NPY, new Npy(2, ">f4", true).of(values))
                        .expect(422)
                        .body();

        assertThat(refusal.path("total_errors").asInt()).isEqualTo(150);
        assertThat(refusal.path("errors")).hasSize(100);
        assertThat(refusal.at("/errors/2/pointer").asString()).isEqualTo("/5/1");
        assertThat(refusal.at("/errors/2/message").asString())
                .contains("Row 5, column 1 (from 0) is NaN");
    }

    @Test
    void aRowOfACsvIsNamedByItsLine() {
        JsonNode refusal =
                put(source() + "/pilot/features", "text/csv", "a,b\n1,2\n3,inf\n")
                        .expect(422)
                        .body();

        assertThat(refusal.at("/errors/0/line").asInt()).isEqualTo(3);
        assertThat(refusal.at("/errors/0/column").asString()).isEqualTo("2");
    }

    @Test
    void strangeFeaturesThatMayBeRightAreKeptWithAWarning() {
        double[][] values = {{0, 0, 1}, {0, 1, 2}, {0, 1, 2}, {0, 2, 3}, {0, 5, 4}};
        JsonNode kept =
                put(source() + "/pilot/features", NPY, Npy.FLOAT.of(values)).expect(200).body();

        assertThat(kept.path("warnings").findValuesAsString("code"))
                .containsExactly("constant_columns", "duplicate_rows");
        assertThat(kept.path("warnings").findValues("count").stream().map(JsonNode::asInt))
                .containsExactly(1, 1);
    }

    @Test
    void samplesOfOneFeatureSpaceHaveOneDimension() {
        String source = source();
        put(source + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).expect(200);
        String validation = validation();
        byte[] wide = Npy.FLOAT.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

        JsonNode refusal = put(validation + "/features", NPY, wide).expect(422).body();
        assertThat(refusal.at("/errors/0/code").asString()).isEqualTo("dimension_mismatch");
        assertThat(refusal.path("detail").asString()).contains("3 columns").contains("have 2");

        client.patch(validation, "{\"feature_space\": \"wide " + space + "\"}").expect(200);
        put(validation + "/features", NPY, wide).expect(200);
        JsonNode moved =
                client.patch(validation, "{\"feature_space\": \"" + space + "\"}")
                        .expect(422)
                        .body();
        assertThat(moved.at("/errors/0/code").asString()).isEqualTo("dimension_mismatch");

        client.delete(source).expect(204);
        client.patch(validation, "{\"feature_space\": \"" + space + "\"}").expect(200);
    }

    @Test
    void ofTwoDimensionsThatComeAtOnceOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            String a = source("race " + round);
            String b = source("race " + round);
            List<Callable<Integer>> puts =
                    List.of(
                            () -> put(a + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).status(),
                            () ->
                                    put(
                                                    b + "/pilot/features",
                                                    NPY,
                                                    Npy.FLOAT.of(new double[][] {{1}, {2}}))
                                            .status());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                int[] statuses =
                        threads.invokeAll(puts).stream()
                                .mapToInt(f -> f.resultNow())
                                .sorted()
                                .toArray();
                assertThat(statuses).containsExactly(200, 422);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv | 3\\n1\\n1\\n-2\\n | integer | -2:1 1:2 3:1",
                "text/csv | label\\ncat\\ndog\\ncat\\ncat\\n | text | cat:3 dog:1",
                "text/csv | 01\\n1\\n1\\n2\\n | text | 01:1 1:2 2:1",
                "application/json | {\"labels\":[0,1,1,10]} | integer | 0:1 1:2 10:1",
                "application/json | [\"ä\",\"b c\",\"ä\",\"=1\"] | text | =1:1 b_c:1 ä:2"
            })
    void labelsAreWholeNumbersOrTexts(String type, String body, String kept, String classes) {
        String source = source();
        put(source + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).expect(200);
        assertThat(
                        put(source + "/pilot/labels", type, body.replace("\\n", "\n"))
                                .expect(200)
                                .text("type"))
                .isEqualTo(kept);

        JsonNode counted = client.get(source + "/pilot/labels").expect(200).body().path("classes");
        assertThat(
                        counted.valueStream()
                                .map(c ->
                                        c.path("label").asString().replace(' ', '_')
                                                + ":"
                                                + c.path("rows").asInt()))
                .containsExactly(classes.split(" "));
    }

    @Test
    void labelsOfNumPyComeBackAsTheyWere() throws Exception {
        String source = source();
        put(source + "/pilot/labels", NPY, new Npy(1, ">U5", false).ofTexts(5, "Katze", "🐶", "é"))
                .expect(200);
        byte[] texts = array(source + "/pilot/labels");
        assertThat(new String(texts, StandardCharsets.ISO_8859_1))
                .contains("'descr': '<U5'", "(3,)");
        assertThat(Arrays.copyOfRange(texts, texts.length - 60, texts.length))
                .isEqualTo(tail(new Npy(1, "<U5", false).ofTexts(5, "Katze", "🐶", "é"), 60));

        put(
                        source + "/pilot/labels",
                        NPY,
                        new Npy(3, ">i8", false).ofIntegers(Long.MIN_VALUE, 7, Long.MAX_VALUE))
                .expect(200);
        assertThat(tail(array(source + "/pilot/labels"), 24))
                .isEqualTo(
                        tail(
                                new Npy(1, "<i8", false)
                                        .ofIntegers(Long.MIN_VALUE, 7, Long.MAX_VALUE),
                                24));

        byte[] ascii = "catdog\0\0\0".getBytes(StandardCharsets.US_ASCII);
        put(source + "/pilot/labels", NPY, new Npy(1, "|S3", false).file("(3,)", ascii))
                .expect(422);
        put(
                        source + "/pilot/labels",
                        NPY,
                        new Npy(1, "|S3", false).file("(2,)", Arrays.copyOf(ascii, 6)))
                .expect(200);
        put(
                        source + "/pilot/labels",
                        NPY,
                        new Npy(1, "|b1", false).file("(3,)", new byte[] {0, 1, 1}))
                .expect(200);
    }

    static Stream<Bad> badLabels() {
        return Stream.of(
                new Bad(
                        "too few",
                        "text/csv",
                        bytes("1\n2\n3\n"),
                        422,
                        "invalid_input",
                        "label_count_mismatch"),
                new Bad(
                        "a header that is a label",
                        "text/csv",
                        bytes("kind\na\nb\nc\nd\n"),
                        422,
                        "invalid_input",
                        "label_count_mismatch"),
                new Bad(
                        "objects",
                        NPY,
                        new Npy(1, "|O", false).file("(4,)", new byte[40]),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "fractions",
                        NPY,
                        Npy.DOUBLE.file("(4,)", new byte[32]),
                        422,
                        "invalid_input",
                        "wrong_type"),
                new Bad(
                        "one-hot",
                        NPY,
                        new Npy(1, "|u1", false).of(SQUARE),
                        422,
                        "invalid_input",
                        "wrong_type"),
                new Bad(
                        "no Unicode",
                        NPY,
                        new Npy(1, ">U1", false)
                                .file(
                                        "(4,)",
                                        new byte[] {
                                            1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0
                                        }),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "no UTF-8",
                        NPY,
                        new Npy(1, "|S1", false).file("(4,)", new byte[] {-1, -1, -1, -1}),
                        400,
                        "invalid_npy",
                        ""),
                new Bad(
                        "empty texts",
                        NPY,
                        new Npy(1, "<U1", false).ofTexts(1, "a", "", "", "b"),
                        422,
                        "invalid_input",
                        "out_of_range"),
                new Bad(
                        "two columns",
                        "text/csv",
                        bytes("1,2\n3,4\n5,6\n7,8\n"),
                        422,
                        "invalid_input",
                        "malformed_row"),
                new Bad(
                        "null in JSON",
                        "application/json",
                        bytes("[1,2,null,3]"),
                        422,
                        "invalid_input",
                        "wrong_type"),
                new Bad(
                        "fractions in JSON",
                        "application/json",
                        bytes("[1,2,2.5,3]"),
                        422,
                        "invalid_input",
                        "wrong_type"),
                new Bad(
                        "a line feed",
                        "application/json",
                        bytes("[\"a\\nb\",\"c\",\"d\",\"e\"]"),
                        422,
                        "invalid_input",
                        "out_of_range"),
                new Bad(
                        "half a character",
                        "application/json",
                        bytes("[\"\\ud800\",\"c\",\"d\",\"e\"]"),
                        422,
                        "invalid_input",
                        "out_of_range"));
    }

    @ParameterizedTest
    @MethodSource("badLabels")
    void badLabelsAreRefusedWithTheReasonAndTheFormerOnesStay(Bad bad) {
        String source = source();
        put(source + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).expect(200);
        put(source + "/pilot/labels", "application/json", "[1, 2, 3, 4]").expect(200);
        JsonNode before = client.get(source).expect(200).body();

        JsonNode refusal =
                put(source + "/pilot/labels", bad.type(), bad.body()).expect(bad.status()).body();

        assertThat(refusal.path("code").asString()).isEqualTo(bad.code());
        if (!bad.error().isEmpty()) {
            assertThat(refusal.at("/errors/0/code").asString()).isEqualTo(bad.error());
        }
        assertThat(client.get(source).expect(200).body()).isEqualTo(before);
    }

    @Test
    void featuresOfAnotherLengthWaitUntilTheLabelsAreGone() {
        String source = source();
        put(source + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).expect(200);
        put(source + "/pilot/labels", "application/json", "[1, 2, 3, 4]").expect(200);
        byte[] shorter = Npy.FLOAT.of(new double[][] {{1, 2}, {3, 4}});

        assertThat(
                        put(source + "/pilot/features", NPY, shorter)
                                .expect(422)
                                .body()
                                .at("/errors/0/code")
                                .asString())
                .isEqualTo("label_count_mismatch");
        client.delete(source + "/pilot/labels").expect(204);
        put(source + "/pilot/features", NPY, shorter).expect(200);
        put(source + "/pilot/labels", "application/json", "[1, 2]").expect(200);
        client.delete(source + "/pilot/features").expect(204);
        client.get(source + "/pilot/labels").expect(404);
        client.get(source + "/pilot/features").expect(404);
        assertThat(orphans()).isZero();
    }

    @Test
    void aSourceIsCreatedChangedAndDeleted() {
        String name = "clean " + space;
        Client.Answer made =
                client.post(
                                "/api/v1/sources",
                                "{\"name\": \"%s\", \"size\": 2e4, \"unit_price\": 0.02}"
                                        .formatted(name))
                        .expect(201);
        String source = "/api/v1/sources/" + made.text("id");
        assertThat(made.body().path("size").asLong()).isEqualTo(20_000);
        assertThat(
                        client.post(
                                        "/api/v1/sources",
                                        "{\"name\": \"%s\", \"size\": 1}".formatted(name))
                                .expect(409)
                                .text("code"))
                .isEqualTo("conflict");

        String tag = String.valueOf(made.raw().getHeader("ETag"));
        Client.Answer changed =
                client.patch(
                                source,
                                "{\"unit_price\": null, \"cap\": 50000, \"licence\": \"MIT\"}",
                                "If-Match",
                                tag)
                        .expect(200);
        assertThat(changed.body().path("unit_price").isNull()).isTrue();
        assertThat(changed.body().path("cap").asLong()).isEqualTo(50_000);
        client.patch(source, "{\"size\": 5}", "If-Match", tag).expect(412);
        client.patch(source, "{\"size\": null}").expect(422);
        client.delete(source, "If-Match", tag).expect(412);
        put(source + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).expect(200);
        client.delete(source).expect(204);
        client.get(source).expect(404);
        assertThat(orphans()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"size\": 1} | /name",
                "{\"name\": \" x\", \"size\": 1} | /name",
                "{\"name\": \"x\"} | /size",
                "{\"name\": \"x\", \"size\": 0} | /size",
                "{\"name\": \"x\", \"size\": 1.5} | /size",
                "{\"name\": \"x\", \"size\": 1e300} | /size",
                "{\"name\": \"x\", \"size\": 1, \"unit_price\": -1} | /unit_price",
                "{\"name\": \"x\", \"size\": 1, \"cap\": 0} | /cap",
                "{\"name\": \"x\", \"size\": 1, \"price\": 2} | /price"
            })
    void aBadFieldIsNamed(String body, String pointer) {
        JsonNode refusal = client.post("/api/v1/sources", body).expect(422).body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void aRepeatedPostWithItsKeyMakesOneSource() {
        String body = "{\"name\": \"once %s\", \"size\": 10}".formatted(space);
        String first =
                client.post("/api/v1/sources", body, "Idempotency-Key", space)
                        .expect(201)
                        .text("id");

        assertThat(
                        client.post("/api/v1/sources", body, "Idempotency-Key", space)
                                .expect(201)
                                .text("id"))
                .isEqualTo(first);
    }

    @Test
    void anUploadForAnotherVersionIsRefused() {
        String source = source();
        put(source + "/pilot/features", NPY, Npy.FLOAT.of(SQUARE)).expect(200);

        client.call(
                        MockMvcRequestBuilders.request(HttpMethod.PUT, source + "/pilot/features")
                                .contentType(NPY)
                                .content(Npy.DOUBLE.of(SQUARE)),
                        "If-Match",
                        "\"1\"")
                .expect(412);
        assertThat(client.get(source).body().at("/pilot/features/dtype").asString())
                .isEqualTo("float32");
    }

    @Test
    void aLargeSampleGoesInAndOutByParts() throws Exception {
        int rows = 20_000;
        int columns = 300;
        var random = new SplittableRandom(1);
        ByteBuffer data = ByteBuffer.allocate(rows * columns * 4).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putFloat((float) random.nextDouble());
        }
        byte[] file = new Npy(1, "<f4", true).file("(" + rows + ", " + columns + ")", data.array());
        String source = source();
        put(source + "/pilot/features", NPY, file).expect(200);

        NpyArray sent = NpyArray.read(new ByteArrayInputStream(file), rows * columns);
        NpyArray back =
                NpyArray.read(
                        new ByteArrayInputStream(array(source + "/pilot/features")),
                        rows * columns);
        assertThat(bits(back.values())).isEqualTo(bits(sent.values()));
        assertThat(
                        database.sql("select max(length(content)) from sample_chunk")
                                .query(Integer.class)
                                .single())
                .isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void measuredPilotsAreLoadedWithTheirClasses() throws IOException {
        for (String name : List.of("clean", "noisy", "rotated")) {
            String source = source(name + space, space);
            put(source + "/pilot/features", NPY, measured("pilot_" + name + "_features"))
                    .expect(200);
            put(source + "/pilot/labels", NPY, measured("pilot_" + name + "_labels")).expect(200);
        }
        String validation = validation();
        put(validation + "/features", NPY, measured("validation_features")).expect(200);
        put(validation + "/labels", NPY, measured("validation_labels")).expect(200);

        SampleStore.Loaded loaded =
                store.load(
                        validation.substring(validation.lastIndexOf('/') + 1),
                        List.of("rotated" + space, "clean" + space),
                        1_000_000);

        assertThat(loaded.classes())
                .isEqualTo(IntStream.range(0, 10).mapToObj(String::valueOf).toList());
        assertThat(loaded.sources())
                .extracting(LabelledSample::name)
                .containsExactly("rotated" + space, "clean" + space);
        NpyArray features =
                NpyArray.read(
                        new ByteArrayInputStream(measured("pilot_clean_features")), 1_000_000);
        NpyArray labels =
                NpyArray.read(new ByteArrayInputStream(measured("pilot_clean_labels")), 1_000);
        LabelledSample clean = loaded.sources().getLast();
        assertThat(clean.features()).isEqualTo(features.values());
        assertThat(clean.labels())
                .isEqualTo(Arrays.stream(labels.values()).mapToInt(v -> (int) v).toArray());
    }

    private static byte[] measured(String name) throws IOException {
        return Files.readAllBytes(SharedData.path("measured/digits_mixtures/" + name + ".npy"));
    }

    /// Something that is refused.
    record Bad(String what, String type, byte[] body, int status, String code, String error) {
        @Override
        public String toString() {
            return what;
        }
    }

    private String source() {
        return source(space);
    }

    private String source(String featureSpace) {
        return source(UUID.randomUUID().toString(), featureSpace);
    }

    private String source(String name, String featureSpace) {
        String body =
                "{\"name\": \"%s\", \"size\": 1000, \"feature_space\": \"%s\"}"
                        .formatted(name, featureSpace);
        return "/api/v1/sources/" + client.post("/api/v1/sources", body).expect(201).text("id");
    }

    private String validation() {
        String body =
                "{\"name\": \"%s\", \"feature_space\": \"%s\"}".formatted(UUID.randomUUID(), space);
        return "/api/v1/validation-samples/"
                + client.post("/api/v1/validation-samples", body).expect(201).text("id");
    }

    private Client.Answer put(String path, String type, String body) {
        return put(path, type, bytes(body));
    }

    private Client.Answer put(String path, String type, byte[] body) {
        return client.call(
                MockMvcRequestBuilders.request(HttpMethod.PUT, path)
                        .contentType(type)
                        .content(body));
    }

    private byte[] array(String path) {
        return client.get(path, "Accept", NPY).expect(200).raw().getContentAsByteArray();
    }

    /// Arrays and chunks that nothing holds.
    private long orphans() {
        return database.sql(
                        """
                        select (select count(*) from sample_array a where not exists
                                (select 1 from sample where a.id in (features_id, labels_id))
                                and not exists
                                (select 1 from projection_sample where a.id in (features_id, labels_id)))
                             + (select count(*) from sample_chunk c where not exists
                                (select 1 from sample_array where id = c.array_id))
                        """)
                .query(Long.class)
                .single();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] tail(byte[] bytes, int length) {
        return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
    }

    private static double[] flat(double[][] values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    }

    private static byte[] data(double[][] values, boolean single) {
        byte[] file = (single ? Npy.FLOAT : Npy.DOUBLE).of(values);
        return tail(file, values.length * values[0].length * (single ? 4 : 8));
    }

    private static long[] bits(byte[] npy) throws IOException {
        return bits(NpyArray.read(new ByteArrayInputStream(npy), 1_000_000).values());
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
