package dev.lawcast.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;
import dev.lawcast.curves.CurveFixture.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

@ServiceTest
class PointUploadTest {

    @Autowired MockMvc web;
    @Autowired JdbcClient database;
    private CurveFixture curves;

    @BeforeEach
    void makeExperiment() {
        curves = CurveFixture.of(web, database, "a", "b", "läuft \"gut\"");
    }

    @Test
    void pointsOfManyRunsAreCreatedOnceAndThenUnchanged() throws Exception {
        String[] lines = {
            "{\"run\":\"a\",\"step\":0,\"metrics\":{\"loss\":9.5,\"accuracy\":0}}",
            "{\"run\":\"b\",\"step\":0,\"metrics\":{\"loss\":9.25}}",
            "{\"run\":\"a\",\"step\":10,\"metrics\":{\"loss\":4.125}}"
        };

        assertThat(curves.lines(lines).counts()).isEqualTo("4 created, 0 updated, 0 unchanged");
        assertThat(curves.lines(lines).counts()).isEqualTo("0 created, 0 updated, 4 unchanged");
        assertThat(curves.stored()).isEqualTo(4);
    }

    @Test
    void aChangedValueUpdatesAndTheRestIsAppended() throws Exception {
        curves.linesOf("a", point(1, 3), point(2, 2));

        Answer answer = curves.linesOf("a", point(1, 3), point(2, 2.5), point(3, 1));

        assertThat(answer.counts()).isEqualTo("1 created, 1 updated, 1 unchanged");
        assertThat(curves.read("/runs/a/points?metric=loss").body().path("items"))
                .hasToString(
                        "[{\"step\":1.0,\"value\":3.0},{\"step\":2.0,\"value\":2.5},{\"step\":3.0,\"value\":1.0}]");
    }

    @Test
    void aLaterUploadAppends() throws Exception {
        curves.linesOf("a", point(1, 3));

        assertThat(curves.linesOf("a", point(2, 2)).counts())
                .isEqualTo("1 created, 0 updated, 0 unchanged");
        assertThat(curves.linesOf("a", point(.5, 4)).counts())
                .isEqualTo("1 created, 0 updated, 0 unchanged");
        assertThat(curves.stored()).isEqualTo(3);
    }

    @Test
    void anArrayOfOneRunIsTaken() throws Exception {
        assertThat(
                        curves.arrayOf(
                                        "a",
                                        "[{\"step\":1,\"metrics\":{\"loss\":2}},"
                                                + "{\"metrics\":{\"accuracy\":0.5,\"loss\":null},\"step\":2e0}]")
                                .counts())
                .isEqualTo("2 created, 0 updated, 0 unchanged");
        assertThat(curves.arrayOf("a", "[]").counts())
                .isEqualTo("0 created, 0 updated, 0 unchanged");
    }

    @Test
    void keysWithAnyTextAndBlankLinesAndCarriageReturnsAreTaken() throws Exception {
        assertThat(
                        curves.lines(
                                        "\uFEFF {\"run\" : \"läuft \\\"gut\\\"\", \"step\":1,\"metrics\":{\"loss\":2}} \r",
                                        "\r",
                                        "  ",
                                        "{\"run\":\"a\",\"step\":1,\"metrics\":{\"loss\":2}}\r",
                                        "")
                                .counts())
                .isEqualTo("2 created, 0 updated, 0 unchanged");
    }

    @Test
    void unsortedUploadsAreTaken() throws Exception {
        String[] lines =
                IntStream.range(0, 500)
                        .mapToObj(i -> point((i * 7919L) % 500, i))
                        .toArray(String[]::new);

        assertThat(curves.linesOf("a", lines).counts())
                .isEqualTo("500 created, 0 updated, 0 unchanged");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"run":"a","step":1,"metrics":{"loss":NaN}}                 | not_finite    | metrics/loss | diverged
                    {"run":"a","step":1,"metrics":{"loss":-Infinity}}           | not_finite    | metrics/loss | diverged
                    {"run":"a","step":1,"metrics":{"loss":1e999}}               | not_finite    | metrics/loss | 1.8e308
                    {"run":"a","step":1,"metrics":{"loss":"2.5"}}               | wrong_type    | metrics/loss | quotes
                    {"run":"a","step":1,"metrics":{"loss":"n/a"}}               | wrong_type    | metrics/loss | null
                    {"run":"a","step":1,"metrics":{"loss":true}}                | wrong_type    | metrics/loss | number
                    {"run":"a","step":1,"metrics":{"loss":[2]}}                 | wrong_type    | metrics/loss | a list
                    {"run":"a","step":-1,"metrics":{"loss":2}}                  | out_of_range  | step         | 0 or more
                    {"run":"a","step":1e999,"metrics":{"loss":2}}               | not_finite    | step         | 1.8e308
                    {"run":"a","step":null,"metrics":{"loss":2}}                | wrong_type    | step         | number
                    {"run":"a","metrics":{"loss":2}}                            | missing       | step         | missing
                    {"step":1,"metrics":{"loss":2}}                             | missing       | run          | missing
                    {"run":"a","step":1}                                        | missing       | metrics      | missing
                    {"run":"a","step":1,"metrics":{}}                           | missing       | metrics      | no value
                    {"run":"a","step":1,"metrics":{"loss":null}}                | missing       | metrics      | no value
                    {"run":"a","step":1,"metrics":[2]}                          | wrong_type    | metrics      | an object
                    {"run":"a","step":1,"metrics":{"los":2}}                    | unknown_name  | metrics/los  | Did you mean 'loss'?
                    {"run":"aa","step":1,"metrics":{"loss":2}}                  | unknown_name  | run          | Did you mean 'a'?
                    {"run":"nothing like it","step":1,"metrics":{"loss":2}}     | unknown_name  | run          | upload runs before
                    {"run":7,"step":1,"metrics":{"loss":2}}                     | wrong_type    | run          | a text
                    {"run":"","step":1,"metrics":{"loss":2}}                    | out_of_range  | run          | 1 to 500
                    {"run":"a","stepp":1,"metrics":{"loss":2}}                  | unknown_field | stepp        | Did you mean 'step'?
                    {"run":"a","step":1,"loss":2,"metrics":{"loss":2}}          | unknown_field | loss         | belongs into
                    {"run":"a","step":1,"step":2,"metrics":{"loss":2}}          | invalid_json  |              | Duplicate
                    {"run":"a","step":1,"metrics":{"loss":2,"loss":3}}          | invalid_json  |              | Duplicate
                    {"run":"a","step":1,"metrics":{"loss":2                     | invalid_json  |              | cut
                    {"run":"a","step":1,"metrics":{"loss":2,5}}                 | invalid_json  |              | not valid JSON
                    {"run":"a","step":01,"metrics":{"loss":2}}                  | invalid_json  |              | not valid JSON
                    {"run":"a","step":1,"metrics":{"loss":2}} {}                | invalid_json  |              | more after
                    {"run":"a","step":1,"metrics":{"loss":2}},                  | invalid_json  |              | not valid JSON
                    [1]                                                         | wrong_type    |              | must be an object
                    null                                                        | wrong_type    |              | must be an object
                    7                                                           | wrong_type    |              | must be an object
                    loss=2                                                      | invalid_json  |              | not valid JSON
                    """)
    void aBadLineIsNamedAndNothingIsWritten(String line, String code, String column, String says)
            throws Exception {
        Answer answer =
                curves.lines(
                        "{\"run\":\"a\",\"step\":1,\"metrics\":{\"accuracy\":0.5}}",
                        "",
                        line,
                        "{\"run\":\"b\",\"step\":1,\"metrics\":{\"loss\":2}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.code()).isEqualTo("invalid_input");
        assertThat(answer.body().path("total_errors").asInt()).isPositive();
        assertThat(answer.error(0).path("line").asInt()).isEqualTo(3);
        assertThat(answer.error(0).path("code").asString()).isEqualTo(code);
        assertThat(answer.error(0).path("column").asStringOpt().orElse(null)).isEqualTo(column);
        assertThat(answer.error(0).path("message").asString()).contains(says);
        assertThat(curves.stored()).isZero();
    }

    @Test
    void theFirstHundredErrorsAreNamedInOrderAndAllAreCounted() throws Exception {
        String[] lines =
                IntStream.rangeClosed(1, 30_000)
                        .mapToObj(i ->
                                i % 3 == 0
                                        ? "{\"run\":\"c\",\"step\":"
                                                + i
                                                + ",\"metrics\":{\"loss\":2}}"
                                        : i % 3 == 1
                                                ? "{\"run\":\"a\",\"step\":"
                                                        + i
                                                        + ",\"metrics\":{\"loss\":2}}"
                                                : "{\"run\":\"a\",\"step\":-"
                                                        + i
                                                        + ",\"metrics\":{\"loss\":2}}")
                        .toArray(String[]::new);

        Answer answer = curves.lines(lines);

        assertThat(answer.body().path("total_errors").asInt()).isEqualTo(20_000);
        assertThat(answer.body().path("errors")).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(answer.error(i).path("line").asInt()).isEqualTo(2 + i / 2 * 3 + i % 2);
        }
        assertThat(curves.stored()).isZero();
    }

    @Test
    void errorsInAnArrayHavePointers() throws Exception {
        Answer answer =
                curves.arrayOf(
                        "a",
                        "[{\"step\":1,\"metrics\":{\"loss\":2}},"
                                + "{\"step\":2,\"metrics\":{\"loss/x~\":2}},"
                                + "{\"run\":\"a\",\"step\":3,\"metrics\":{\"loss\":2}}]");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error(0).path("pointer").asString()).isEqualTo("/1/metrics/loss~1x~0");
        assertThat(answer.error(1).path("pointer").asString()).isEqualTo("/2/run");
        assertThat(answer.error(1).path("message").asString()).contains("names the run already");
    }

    @Test
    void aPointThatStandsTwiceIsAnErrorThatNamesBothLines() throws Exception {
        Answer answer =
                curves.lines(
                        "{\"run\":\"a\",\"step\":5,\"metrics\":{\"loss\":2}}",
                        "{\"run\":\"b\",\"step\":5,\"metrics\":{\"loss\":2}}",
                        "{\"run\":\"a\",\"step\":5.0,\"metrics\":{\"accuracy\":0.5,\"loss\":2}}",
                        "{\"run\":\"a\",\"step\":5e0,\"metrics\":{\"loss\":3}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("total_errors").asInt()).isEqualTo(2);
        assertThat(answer.error(0).path("code").asString()).isEqualTo("duplicate");
        assertThat(answer.error(0).path("line").asInt()).isEqualTo(3);
        assertThat(answer.error(0).path("message").asString())
                .contains("'loss'", "'a'", "step 5 ", "line 1 and again in line 3");
        assertThat(answer.error(1).path("message").asString())
                .contains("line 1 and again in line 4");
        assertThat(curves.stored()).isZero();
    }

    @Test
    void aWholeUploadJoinedToItselfIsCountedInFull() throws Exception {
        String once =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> point(i, 2))
                        .collect(Collectors.joining("\n"));

        Answer answer = curves.linesOf("a", once, once);

        assertThat(answer.body().path("total_errors").asInt()).isEqualTo(1_000);
        assertThat(answer.body().path("errors")).hasSize(100);
        assertThat(answer.error(99).path("message").asString())
                .contains("line 100 and again in line 1100");
    }

    @ParameterizedTest
    @CsvSource({"application/json", "application/x-ndjson"})
    void whatIsNoTextAtAllIsRefused(String type) throws Exception {
        byte[] binary = new byte[10_000];
        new java.util.Random(1).nextBytes(binary);
        String good = "{\"step\":1,\"metrics\":{\"loss\":2}}";

        assertRefused(type, binary, 400, "invalid_encoding");
        assertRefused(type, good.getBytes(StandardCharsets.UTF_16), 400, "invalid_encoding");
        assertRefused(type, good.getBytes(StandardCharsets.UTF_16LE), 400, "invalid_encoding");
        assertRefused(
                type,
                "{\"stäp\":1}".getBytes(StandardCharsets.ISO_8859_1),
                400,
                "invalid_encoding");
        assertRefused(type, new byte[0], 400, "empty_body");
        assertRefused(type, CurveFixture.bytes(" \n \n"), 400, "empty_body");
        assertRefused(type, CurveFixture.bytes(good + "\0"), 400, "invalid_encoding");
    }

    @Test
    void brokenArraysAreRefused() throws Exception {
        for (String broken :
                new String[] {
                    "[{\"step\":1,\"metrics\":{\"loss\":2}}",
                    "{\"step\":1,\"metrics\":{\"loss\":2}}",
                    "null",
                    "7",
                    "[] []",
                    "[{\"step\":1,\"metrics\":{\"loss\":2}},]",
                    "[{\"step\":1,\"step\":1,\"metrics\":{\"loss\":2}}]",
                    "[".repeat(100_000),
                    "[{\"step\":1,\"metrics\":" + "{\"a\":".repeat(100_000),
                }) {
            assertRefused("application/json", CurveFixture.bytes(broken), 400, "invalid_json");
        }
        assertThat(curves.stored()).isZero();
    }

    @Test
    void hugeAndDeepLinesAreRefused() throws Exception {
        String type = "application/x-ndjson";
        byte[] huge =
                CurveFixture.bytes(
                        point(1, 2) + "\n{\"step\":2,\"x\":\"" + "x".repeat(10_000_000) + "\"}");
        assertRefused(type, huge, 422, "invalid_input");
        assertRefused(
                type,
                CurveFixture.bytes("{\"step\":1,\"metrics\":" + "[".repeat(100_000)),
                422,
                "invalid_input");
        assertRefused(
                type,
                CurveFixture.bytes("{\"step\":" + "9".repeat(5_000) + ",\"metrics\":{\"loss\":2}}"),
                422,
                "invalid_input");
        assertRefused(
                "application/json",
                CurveFixture.bytes("[{\"step\":2,\"x\":\"" + "x".repeat(10_000_000) + "\"}]"),
                422,
                "invalid_input");
        assertThat(curves.stored()).isZero();
    }

    @Test
    void otherTypesAndCompressedBodiesAreRefused() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(CurveFixture.bytes(point(1, 2)));
        }
        assertRefused(
                "text/csv", CurveFixture.bytes("step,loss\n1,2"), 415, "unsupported_media_type");
        assertRefused("application/x-ndjson", packed.toByteArray(), 400, "invalid_encoding");
    }

    @Test
    void whatDoesNotExistIsNotFound() throws Exception {
        assertThat(curves.linesOf("c", point(1, 2)).status()).isEqualTo(404);
        var elsewhere = new CurveFixture(web, database, UUID.randomUUID());
        assertThat(elsewhere.lines(point(1, 2)).status()).isEqualTo(404);
        assertThat(curves.send("x/points", "application/json", new byte[0]).status())
                .isEqualTo(404);
    }

    @Test
    void deletingARunDeletesItsPoints() throws Exception {
        curves.linesOf("a", point(1, 2));
        curves.linesOf("b", point(1, 2));
        long b = new PointRepositoryView(database).id(curves.experiment(), "b");

        curves.deleteRun("b");

        assertThat(curves.stored()).isEqualTo(1);
        assertThat(new PointRepositoryView(database).points(b)).isZero();
    }

    private void assertRefused(String type, byte[] body, int status, String code) throws Exception {
        Answer answer = curves.send("/runs/a/points", type, body);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
    }

    private static String point(double step, double loss) {
        return "{\"step\":" + step + ",\"metrics\":{\"loss\":" + loss + "}}";
    }

    record PointRepositoryView(JdbcClient database) {

        long id(UUID experiment, String key) {
            return database.sql("select id from run where experiment_id = ? and key = ?")
                    .params(experiment, key)
                    .query(Long.class)
                    .single();
        }

        long points(long run) {
            return database.sql("select count(*) from point where run_id = ?")
                    .param(run)
                    .query(Long.class)
                    .single();
        }
    }

    @Test
    void boundsOfAMetricHoldForItsPointsToo() throws Exception {
        database.sql(
                        "update metric set lower_bound = 0.5, upper_bound = 20"
                                + " where experiment_id = ? and name = 'loss'")
                .param(curves.experiment())
                .update();

        assertThat(curves.linesOf("a", point(1, 0.5), point(2, 20)).status()).isEqualTo(200);
        for (double bad : new double[] {0.25, 21, 0}) {
            Answer answer = curves.linesOf("a", point(3, bad));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body().toString()).contains("out_of_range").contains("_bound");
        }
        assertThat(curves.stored()).isEqualTo(2);
    }

    @Test
    void runKeysMayBeAsLongAsThoseOfRuns() throws Exception {
        curves.addRun("k".repeat(500));

        assertThat(
                        curves.lines(
                                        "{\"run\":\""
                                                + "k".repeat(500)
                                                + "\",\"step\":1,\"metrics\":{\"loss\":2}}")
                                .counts())
                .isEqualTo("1 created, 0 updated, 0 unchanged");
    }
}
