package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import tools.jackson.databind.JsonNode;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Every bad upload is refused with a stable code and the place, and changes no row.
@ServiceTest
class BadUploadTest {

    private static final String HEADER = "key,parameters,tokens,pool,rate,loss\n";
    private static final String GOOD = "g,1e6,2e7,web,0.1,3.5\n";

    /// Third line of a CSV file: name, line, code, what the message says.
    private static final String ROWS =
            """
            text in a number | a,1e6,2e7,web,0.1,abc | not_a_number | 'loss' is 'abc'
            NaN | a,1e6,2e7,web,0.1,NaN | not_finite | Maybe the run diverged
            Infinity | a,1e6,2e7,web,0.1,Infinity | not_finite | finite
            -Infinity | a,1e6,2e7,web,0.1,-inf | not_finite | finite
            1e999 | a,1e6,2e7,web,0.1,1e999 | not_finite | 1.8e308
            decimal comma, quoted | a,1e6,2e7,web,0.1,"3,5" | not_a_number | decimal comma
            decimal comma | a,1e6,2e7,web,0.1,3,5 | malformed_row | decimal comma
            short row | a,1e6,2e7 | malformed_row | 3 cells
            long row | a,1e6,2e7,web,0.1,3.5,7,8 | malformed_row | 8 cells
            size of zero | a,0,2e7,web,0.1,3.5 | out_of_range | Maybe 0 stands
            negative size | a,-5,2e7,web,0.1,3.5 | out_of_range | must be > 0
            size that underflows | a,1e-400,2e7,web,0.1,3.5 | out_of_range | 4.9e-324
            metric that underflows | a,1e6,2e7,web,0.1,-1e-400 | out_of_range | '-1e-400'
            loss of zero | a,1e6,2e7,web,0.1,0 | out_of_range | Maybe a loss of 0
            columns swapped | a,3.5,2e7,web,0.1,1e6 | out_of_range | 'loss' and 'parameters' are swapped
            hexadecimal | a,1e6,2e7,web,0.1,0x1p3 | not_a_number | hexadecimal
            suffix d | a,1e6,2e7,web,0.1,1d | not_a_number | unit
            suffix f | a,1e6,2e7,web,0.1,1.5f | not_a_number | must be a number
            thousands | a,"1,000,000",2e7,web,0.1,3.5 | not_a_number | thousands
            underscore | a,1_000,2e7,web,0.1,3.5 | not_a_number | thousands
            other digits | a,١٢٣,2e7,web,0.1,3.5 | not_a_number | digits
            a dash | a,-,2e7,web,0.1,3.5 | not_a_number | missing value
            a plus | a,+5,2e7,web,0.1,3.5 | not_a_number | plus
            blanks | a, 5 ,2e7,web,0.1,3.5 | not_a_number | blanks
            no digits | a,e5,2e7,web,0.1,3.5 | not_a_number | must be a number
            only a point | a,.,2e7,web,0.1,3.5 | not_a_number | must be a number
            7B | a,7B,2e7,web,0.1,3.5 | not_a_number | unit
            n/a | a,n/a,2e7,web,0.1,3.5 | not_a_number | missing value
            no key | ,1e6,2e7,web,0.1,3.5 | missing | no key
            control in key | a\u0007b,1e6,2e7,web,0.1,3.5 | out_of_range | U+0007
            key of dots | ..,1e6,2e7,web,0.1,3.5 | out_of_range | path
            quote in the middle | a,1e6,2e7,we"b,0.1,3.5 | malformed_row | quoted
            """;

    /// Fields of the second run of a JSON list: name, field, code, pointer in the run, message.
    private static final String FIELDS =
            """
            NaN | "metrics": {"loss": NaN} | not_finite | /metrics/loss | Maybe the run diverged
            -Infinity | "metrics": {"loss": -Infinity} | not_finite | /metrics/loss | finite
            1e400 | "metrics": {"loss": 1e400} | not_finite | /metrics/loss | 1.8e308
            quoted number | "metrics": {"loss": "3.5"} | wrong_type | /metrics/loss | quotes are too much
            decimal comma | "metrics": {"loss": "3,5"} | not_a_number | /metrics/loss | decimal comma
            number true | "metrics": {"loss": true} | wrong_type | /metrics/loss | true
            number a list | "metrics": {"loss": [1]} | wrong_type | /metrics/loss | a list
            unknown metric | "metrics": {"lost": 1} | unknown_name | /metrics/lost | Did you mean 'loss'?
            metric as variable | "variables": {"loss": 1} | unknown_name | /variables/loss | It is a metric
            escaped name | "metrics": {"a/b~c": 1} | unknown_name | /metrics/a~1b~0c | declared
            unknown field | "notes": "x" | unknown_field | /notes | not known
            metric outside | "loss": 1 | unknown_field | /loss | put it into 'metrics'
            metrics a list | "metrics": [1] | wrong_type | /metrics | a list
            status object | "status": {} | wrong_type | /status | an object
            label a number | "variables": {"pool": 5} | wrong_type | /variables/pool | quotes are missing
            empty label | "variables": {"pool": ""} | out_of_range | /variables/pool | empty
            nested tag | "tags": {"a": {"b": 1}} | wrong_type | /tags/a | an object
            tag a number | "tags": {"a": 1} | wrong_type | /tags/a | quotes are missing
            tags a text | "tags": "a" | wrong_type | /tags | a text
            lone surrogate | "group": "a\\ud800b" | out_of_range | /group | surrogate
            reversed surrogates | "group": "\\udc00\\ud800" | out_of_range | /group | surrogate
            escaped NUL | "group": "a\\u0000b" | out_of_range | /group | U+0000
            seed out of range | "seed": 9223372036854775808 | out_of_range | /seed | 9223372036854775807
            seed a fraction | "seed": 1.5 | not_a_number | /seed | whole number
            seed a text | "seed": "1" | wrong_type | /seed | quotes are too much
            time without zone | "started_at": "2026-01-31T12:00" | out_of_range | /started_at | zone
            """;

    private final RunApi api;
    private String experiment = "";
    private String before = "";

    BadUploadTest(@Autowired MockMvcTester mvc) {
        this.api = new RunApi(mvc);
    }

    /// @param place the line or pointer of the first error, or null where the whole body is bad
    /// @param says a part of the message
    private record Case(
            String name,
            String type,
            byte[] body,
            int status,
            String code,
            String place,
            String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void anExperimentWithARun() {
        experiment = api.experiment();
        api.csv(experiment, HEADER + "old,1e6,2e7,web,0.1,3.5\n");
        before = everything();
    }

    @ParameterizedTest
    @MethodSource({"badCsv", "badJson", "badNdjson"})
    void isRefusedWithItsPlaceAndChangesNothing(Case bad) {
        MvcTestResult answer = api.post(experiment, bad.type, bad.body);

        JsonNode problem = RunApi.json(answer);
        assertThat(answer).as(problem.toString()).hasStatus(bad.status);
        assertThat(answer.getResponse().getContentType()).startsWith("application/problem+json");
        JsonNode error = problem.has("errors") ? problem.get("errors").get(0) : problem;
        assertThat(error.get("code").stringValue()).as(problem.toString()).isEqualTo(bad.code);
        String message =
                error.has("message")
                        ? error.get("message").stringValue()
                        : error.get("detail").stringValue();
        assertThat(message).contains(bad.says);
        if (!bad.place.isEmpty()) {
            String place =
                    error.has("pointer")
                            ? error.get("pointer").stringValue()
                            : error.get("line").asString();
            assertThat(place).isEqualTo(bad.place);
        }
        assertThat(everything()).isEqualTo(before);
    }

    static Stream<Case> badCsv() {
        return Stream.concat(
                table(ROWS).map(c -> row(c[0], c[1], c[2], c[3])),
                Stream.of(
                        row(
                                "key too long",
                                "k".repeat(10_000) + ",1e6,2e7,web,0.1,3.5",
                                "too_long",
                                "500"),
                        row(
                                "line break in key",
                                "\"a\nb\",1e6,2e7,web,0.1,3.5",
                                "out_of_range",
                                "U+000A"),
                        csv(
                                "unclosed quote",
                                HEADER + GOOD + "a,1e6,2e7,\"web,0.1,3.5\nb,1,1,w,1,1\n",
                                400,
                                "invalid_csv",
                                "3",
                                "quote"),
                        csv(
                                "text after a quote",
                                HEADER + GOOD + "a,1e6,2e7,\"we\"b,0.1,3.5\n",
                                400,
                                "invalid_csv",
                                "3",
                                "quote"),
                        csv(
                                "NUL",
                                HEADER + GOOD + "a,1e6,2e7,w\0b,0.1,3.5\n",
                                400,
                                "invalid_encoding",
                                "3",
                                "NUL"),
                        new Case(
                                "UTF-16",
                                RunApi.CSV,
                                (HEADER + GOOD).getBytes(StandardCharsets.UTF_16),
                                400,
                                "invalid_encoding",
                                "1",
                                "UTF-16"),
                        new Case(
                                "UTF-16 without mark",
                                RunApi.CSV,
                                (HEADER + GOOD).getBytes(StandardCharsets.UTF_16LE),
                                400,
                                "invalid_encoding",
                                "1",
                                "UTF-16"),
                        new Case(
                                "Latin-1 header",
                                RunApi.CSV,
                                "key,größe\na,1\n".getBytes(Charset.forName("ISO-8859-1")),
                                400,
                                "invalid_encoding",
                                "1",
                                "Latin-1"),
                        new Case(
                                "binary",
                                RunApi.CSV,
                                noise(),
                                400,
                                "invalid_encoding",
                                "",
                                "Maybe"),
                        new Case(
                                "workbook",
                                RunApi.CSV,
                                "PK\3\4\24\0\6\0".getBytes(StandardCharsets.US_ASCII),
                                400,
                                "invalid_encoding",
                                "1",
                                "Excel"),
                        new Case(
                                "gzip",
                                RunApi.CSV,
                                new byte[] {0x1f, (byte) 0x8b, 8, 0},
                                400,
                                "invalid_encoding",
                                "1",
                                "gzip"),
                        csv(
                                "no header",
                                GOOD + GOOD,
                                422,
                                "missing",
                                "1",
                                "Maybe the header is missing"),
                        csv(
                                "semicolons",
                                "key;parameters;loss\na;1;2\n",
                                400,
                                "invalid_csv",
                                "1",
                                "semicolons"),
                        csv(
                                "tabs",
                                "key\tparameters\tloss\na\t1\t2\n",
                                400,
                                "invalid_csv",
                                "1",
                                "tabs"),
                        csv(
                                "duplicate header",
                                "key,loss,loss\na,1,2\n",
                                422,
                                "duplicate",
                                "1",
                                "number 2 and 3"),
                        csv(
                                "duplicate key",
                                HEADER + GOOD + "h,1,1,w,1,1\n" + GOOD,
                                422,
                                "duplicate",
                                "4",
                                "line 2"),
                        csv(
                                "undeclared column",
                                "key,los\na,1\n",
                                422,
                                "unknown_name",
                                "1",
                                "Did you mean 'loss'?"),
                        csv(
                                "other case",
                                "key,Loss\na,1\n",
                                422,
                                "unknown_name",
                                "1",
                                "Did you mean 'loss'?"),
                        csv(
                                "blank before a name",
                                "key, loss\na,1\n",
                                422,
                                "unknown_name",
                                "1",
                                "Did you mean 'loss'?"),
                        csv(
                                "nameless column",
                                ",key,loss\n0,a,1\n",
                                422,
                                "unknown_name",
                                "1",
                                "has no name"),
                        csv(
                                "header without key",
                                "parameters,loss\n1,2\n",
                                422,
                                "missing",
                                "1",
                                "no column 'key'"),
                        csv(
                                "tag without a name",
                                "key,tag:\na,b\n",
                                422,
                                "out_of_range",
                                "1",
                                "blank"),
                        csv(
                                "100,000 columns",
                                "key" + ",x".repeat(100_000) + "\na\n",
                                422,
                                "too_long",
                                "1",
                                "100001 columns"),
                        csv(
                                "10 MB field",
                                HEADER
                                        + GOOD
                                        + "a,1e6,2e7,"
                                        + "w".repeat(10_000_000)
                                        + ",0.1,3.5\n",
                                422,
                                "too_long",
                                "3",
                                "characters"),
                        csv(
                                "long text",
                                HEADER + GOOD + "a,1e6,2e7," + "w".repeat(1_001) + ",0.1,3.5\n",
                                422,
                                "too_long",
                                "3",
                                "1000"),
                        csv("empty", "", 400, "empty_body", "", "empty"),
                        csv("only a mark", "\uFEFF", 400, "empty_body", "", "empty"),
                        csv("only blank lines", "\n\n\n", 400, "empty_body", "", "empty"),
                        csv(
                                "seed beyond 64 bits",
                                "key,seed\na,9223372036854775808\n",
                                422,
                                "out_of_range",
                                "2",
                                "9223372036854775807"),
                        csv(
                                "seed with a fraction",
                                "key,seed\na,1.0\n",
                                422,
                                "not_a_number",
                                "2",
                                "floating point"),
                        csv(
                                "time without zone",
                                "key,started_at\na,2026-01-31T12:00:00\n",
                                422,
                                "out_of_range",
                                "2",
                                "zone"),
                        csv(
                                "time as a number",
                                "key,started_at\na,1769860800\n",
                                422,
                                "out_of_range",
                                "2",
                                "seconds since 1970"),
                        csv(
                                "31 February",
                                "key,started_at\na,2026-02-31T12:00:00Z\n",
                                422,
                                "out_of_range",
                                "2",
                                "RFC 3339"),
                        csv(
                                "negative standard error",
                                "key,loss,loss_standard_error\na,1,-1\n",
                                422,
                                "out_of_range",
                                "2",
                                ">= 0"),
                        csv(
                                "standard error alone",
                                "key,loss_standard_error\na,1\n",
                                422,
                                "missing",
                                "2",
                                "missing"),
                        csv(
                                "share above 1",
                                "key,kept\na,50\n",
                                422,
                                "out_of_range",
                                "2",
                                "percent"),
                        csv(
                                "JSON sent as CSV",
                                "{\"runs\": []}",
                                400,
                                "invalid_csv",
                                "1",
                                "Maybe it is JSON"),
                        csv("line of Excel", "sep=;\nkey;loss\n", 400, "invalid_csv", "1", "Excel"),
                        csv("line of blanks", "  \nkey,loss\n", 400, "invalid_csv", "1", "blanks"),
                        csv("quote in header", "key,lo\"ss\n", 422, "unknown_name", "1", "quote"),
                        row("zero width", "a\u200bb,1e6,2e7,web,0.1,1", "out_of_range", "U+200B"),
                        row(
                                "right to left",
                                "a\u202eb,1e6,2e7,web,0.1,1",
                                "out_of_range",
                                "U+202E"),
                        row("mark inside", "a\ufeffb,1e6,2e7,web,0.1,1", "out_of_range", "U+FEFF"),
                        row("hard blank", "a\u00a0b,1e6,2e7,web,0.1,1", "out_of_range", "U+00A0"),
                        row("blank before", "\" a\",1e6,2e7,web,0.1,1", "out_of_range", "U+0020")));
    }

    static Stream<Case> badJson() {
        return Stream.concat(
                table(FIELDS).map(c -> run(c[0], c[1], c[2], c[3], c[4])),
                Stream.of(
                        json("empty", "", 400, "empty_body", "", "empty"),
                        json("blank", " \n ", 400, "empty_body", "", "empty"),
                        json("null at the top", "null", 400, "invalid_json", "", "null"),
                        json("list at the top", "[]", 400, "invalid_json", "", "a list"),
                        json("text at the top", "\"runs\"", 400, "invalid_json", "", "a text"),
                        json(
                                "cut",
                                "{\"runs\": [{\"key\": \"a\"",
                                400,
                                "invalid_json",
                                "",
                                "not valid JSON"),
                        json(
                                "100,000 brackets",
                                "{\"runs\": " + "[".repeat(100_000),
                                400,
                                "invalid_json",
                                "",
                                "nesting"),
                        json(
                                "100,000 braces",
                                "{\"a\":".repeat(100_000),
                                400,
                                "invalid_json",
                                "",
                                "nesting"),
                        json(
                                "duplicate field",
                                "{\"runs\": [{\"key\": \"a\", \"key\": \"b\"}]}",
                                400,
                                "invalid_json",
                                "",
                                "Duplicate"),
                        json(
                                "duplicate list",
                                "{\"runs\": [], \"runs\": []}",
                                400,
                                "invalid_json",
                                "",
                                "Duplicate"),
                        json(
                                "trailing comma",
                                "{\"runs\": [{\"key\": \"a\",}]}",
                                400,
                                "invalid_json",
                                "",
                                "not valid JSON"),
                        json(
                                "comment",
                                "{\"runs\": [/* none */]}",
                                400,
                                "invalid_json",
                                "",
                                "not valid JSON"),
                        json(
                                "two documents",
                                "{\"runs\": []} {\"runs\": []}",
                                400,
                                "invalid_json",
                                "",
                                "NDJSON"),
                        json(
                                "CSV sent as JSON",
                                "key,loss\na,1\n",
                                400,
                                "invalid_json",
                                "",
                                "CSV was sent as JSON"),
                        json(
                                "plus",
                                "{\"runs\": [{\"seed\": +1}]}",
                                400,
                                "invalid_json",
                                "",
                                "plus sign"),
                        json(
                                "point",
                                "{\"runs\": [{\"seed\": .5}]}",
                                400,
                                "invalid_json",
                                "",
                                "a 0 is missing"),
                        json("no runs", "{}", 422, "missing", "/runs", "'runs' is missing"),
                        json("runs null", "{\"runs\": null}", 422, "wrong_type", "/runs", "null"),
                        json(
                                "runs misspelt",
                                "{\"run\": []}",
                                422,
                                "unknown_field",
                                "/run",
                                "Did you mean 'runs'?"),
                        json(
                                "run null",
                                "{\"runs\": [null]}",
                                422,
                                "wrong_type",
                                "/runs/0",
                                "null"),
                        json(
                                "run a list",
                                "{\"runs\": [{\"key\": \"a\"}, []]}",
                                422,
                                "wrong_type",
                                "/runs/1",
                                "a list"),
                        run(
                                "blank tag name",
                                "\"tags\": {\" \": \"b\"}",
                                "out_of_range",
                                "/tags/ ",
                                "blank"),
                        run(
                                "too many tags",
                                IntStream.range(0, 300)
                                        .mapToObj(i -> "\"t" + i + "\": \"x\"")
                                        .collect(Collectors.joining(",", "\"tags\": {", "}")),
                                "too_long",
                                "/tags/t200",
                                "200"),
                        run(
                                "seed of 10,000 digits",
                                "\"seed\": " + "9".repeat(900),
                                "out_of_range",
                                "/seed",
                                "must be"),
                        json(
                                "key a number",
                                "{\"runs\": [{\"key\": 1}]}",
                                422,
                                "wrong_type",
                                "/runs/0/key",
                                "quotes are missing"),
                        json(
                                "key missing",
                                "{\"runs\": [{}]}",
                                422,
                                "missing",
                                "/runs/0/key",
                                "no key"),
                        json(
                                "key null",
                                "{\"runs\": [{\"key\": null}]}",
                                422,
                                "missing",
                                "/runs/0/key",
                                "no key"),
                        json(
                                "duplicate key",
                                "{\"runs\": [{\"key\": \"a\"}, {\"key\": \"b\"}, {\"key\": \"a\"}]}",
                                422,
                                "duplicate",
                                "/runs/2/key",
                                "/runs/0"),
                        json(
                                "10 MB field",
                                "{\"runs\": [{\"key\": \"" + "k".repeat(10_000_000) + "\"}]}",
                                400,
                                "invalid_json",
                                "",
                                "length"),
                        json(
                                "number of 10 MB",
                                "{\"runs\": [{\"seed\": " + "1".repeat(10_000_000) + "}]}",
                                400,
                                "invalid_json",
                                "",
                                "length"),
                        new Case(
                                "UTF-16",
                                RunApi.JSON,
                                "{\"runs\": []}".getBytes(StandardCharsets.UTF_16),
                                400,
                                "invalid_encoding",
                                "1",
                                "UTF-16"),
                        new Case(
                                "binary",
                                RunApi.JSON,
                                noise(),
                                400,
                                "invalid_encoding",
                                "",
                                "Maybe"),
                        json(
                                "unknown type",
                                "{}",
                                415,
                                "unsupported_media_type",
                                "",
                                "must be application/json or text/csv",
                                "application/xml"),
                        json(
                                "other charset",
                                "{}",
                                415,
                                "unsupported_media_type",
                                "",
                                "utf-8",
                                "application/json;charset=ISO-8859-1"),
                        json(
                                "unknown charset",
                                "{}",
                                415,
                                "unsupported_media_type",
                                "",
                                "must be",
                                "application/json;charset=klingon")));
    }

    static Stream<Case> badNdjson() {
        return Stream.of(
                ndjson("empty", "", 400, "empty_body", "", "empty"),
                ndjson(
                        "cut line",
                        "{\"key\": \"a\"}\n{\"key\": \"b\"",
                        422,
                        "invalid_json",
                        "2",
                        "not valid JSON"),
                ndjson(
                        "list line",
                        "[{\"key\": \"a\"}]",
                        422,
                        "wrong_type",
                        "1",
                        "application/json"),
                ndjson(
                        "two in a line",
                        "{\"key\": \"a\"} {\"key\": \"b\"}",
                        422,
                        "invalid_json",
                        "1",
                        "there is more"),
                ndjson(
                        "pretty printed",
                        "{\n\"key\": \"a\"\n}",
                        422,
                        "invalid_json",
                        "1",
                        "not valid JSON"),
                ndjson(
                        "blank lines count",
                        "\n\n{\"key\": \"a\", \"metrics\": {\"loss\": \"x\"}}",
                        422,
                        "not_a_number",
                        "3",
                        "'loss' is 'x'"),
                ndjson(
                        "duplicate key",
                        "{\"key\": \"a\"}\r\n\r\n{\"key\": \"a\"}",
                        422,
                        "duplicate",
                        "3",
                        "line 1"),
                ndjson(
                        "duplicate field",
                        "{\"key\": \"a\", \"key\": \"b\"}",
                        422,
                        "invalid_json",
                        "1",
                        "Duplicate"),
                ndjson("deep", "[".repeat(100_000), 422, "invalid_json", "1", "nesting"),
                ndjson(
                        "deep inside",
                        "{\"key\": \"a\", \"metrics\": " + "[".repeat(100_000),
                        422,
                        "invalid_json",
                        "1",
                        "nesting"),
                ndjson(
                        "10 MB line",
                        "{\"key\": \"" + "k".repeat(10_000_000) + "\"}",
                        422,
                        "too_long",
                        "1",
                        "line breaks"));
    }

    @Test
    void aHundredErrorsAreNamedAndAllAreCounted() {
        String rows =
                IntStream.range(0, 250)
                        .mapToObj(i -> "r" + i + ",1e6,2e7,web,0.1,x\n")
                        .collect(Collectors.joining());
        JsonNode problem = RunApi.json(api.post(experiment, RunApi.CSV, HEADER + rows));
        assertThat(problem.get("errors").size()).isEqualTo(100);
        assertThat(problem.get("total_errors").intValue()).isEqualTo(250);
        assertThat(problem.get("errors").get(99).get("line").intValue()).isEqualTo(101);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void allErrorsOfAllRowsAreToldAtOnce() {
        JsonNode problem =
                RunApi.json(
                        api.post(
                                experiment,
                                RunApi.CSV,
                                HEADER + "a,x,-1,web,y,3.5\nb,1,1,web,1\n" + GOOD + GOOD));
        assertThat(
                        problem.get("errors")
                                .valueStream()
                                .map(e ->
                                        e.get("line").asString()
                                                + " "
                                                + e.get("code").stringValue()))
                .containsExactly(
                        "2 not_a_number",
                        "2 not_a_number",
                        "2 out_of_range",
                        "3 malformed_row",
                        "5 duplicate");
    }

    @Test
    void mixturesSumToOneOrAreAbsent() {
        String mixed =
                api.experiment(
                        """
                        {"name": "mixed",
                         "variables": [{"name": "web", "role": "mixture:web"},
                                       {"name": "code", "role": "mixture:code"},
                                       {"name": "books", "role": "mixture:books"}],
                         "metrics": [{"name": "loss"}]}
                        """);
        String header = "key,web,code,books,loss\n";
        api.csv(mixed, header + "a,0.333,0.333,0.333,1\nb,,,,1\nc,1,0,0,2\n");
        for (var bad :
                List.of(
                        "a,0.3,0.3,0.3,1|mixture_sum|must be 1 within",
                        "a,30,30,40,1|out_of_range|percent",
                        "a,0.5,0.5,,1|missing|lacks books",
                        "a,-0.1,0.6,0.5,1|out_of_range|from 0 to 1")) {
            String[] parts = bad.split("\\|");
            JsonNode error =
                    RunApi.json(api.post(mixed, RunApi.CSV, header + parts[0]))
                            .get("errors")
                            .get(0);
            assertThat(error.get("code").stringValue()).isEqualTo(parts[1]);
            assertThat(error.get("message").stringValue()).contains(parts[2]);
        }
    }

    @Test
    void rejectsRunsWithMoreUniqueTokensThanTokens() {
        String unique =
                api.experiment(
                        """
                        {"name": "repeated",
                         "variables": [{"name": "tokens", "role": "tokens"},
                                       {"name": "unique", "role": "unique_tokens"}],
                         "metrics": [{"name": "loss"}]}
                        """);
        assertThat(RunApi.body(api.post(unique, RunApi.CSV, "key,tokens,unique\na,1e11,4.1e11\n")))
                .contains(
                        "The run 'a' has unique 4.1E11 > tokens 1.0E11. Maybe the two columns are"
                                + " swapped.");
    }

    @Test
    void aRunMaySeeAPartOfAPool() {
        String pools =
                api.experiment(
                        """
                        {"name": "pools",
                         "variables": [{"name": "seen", "role": "samples"},
                                       {"name": "distinct", "role": "unique_samples"},
                                       {"name": "pool", "role": "pool"}],
                         "metrics": [{"name": "loss"}]}
                        """);
        assertThat(
                        RunApi.body(
                                api.post(
                                        pools,
                                        RunApi.CSV,
                                        "key,seen,distinct,pool\na,250,500,A\n")))
                .contains("\"created\":1");
    }

    @Test
    void anUnknownExperimentIsNotFoundWhateverItsForm() {
        for (String id :
                List.of(
                        "01890a5d-ac96-774b-bcce-b302099a8057",
                        "1",
                        "null",
                        "01890A5D-AC96-774B-BCCE-B302099A8057",
                        "%00",
                        "%27%3B%20drop%20table%20run%3B%20--")) {
            assertThat(api.post(id, RunApi.CSV, HEADER + GOOD)).hasStatus(404);
        }
    }

    private String everything() {
        return RunApi.body(
                api.get("/api/v1/experiments/" + experiment + "/runs?limit=1000", RunApi.JSON));
    }

    private static Stream<String[]> table(String block) {
        return block.lines().map(line -> line.split(" \\| "));
    }

    private static byte[] noise() {
        byte[] noise = new byte[10_000];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private static Case row(String name, String row, String code, String says) {
        return csv(name, HEADER + GOOD + row + "\n", 422, code, "3", says);
    }

    private static Case run(String name, String fields, String code, String pointer, String says) {
        return json(
                name,
                "{\"runs\": [{\"key\": \"a\"}, {\"key\": \"b\", " + fields + "}]}",
                422,
                code,
                "/runs/1" + pointer,
                says);
    }

    private static Case csv(
            String name, String body, int status, String code, String place, String says) {
        return of("CSV: " + name, RunApi.CSV, body, status, code, place, says);
    }

    private static Case json(
            String name, String body, int status, String code, String place, String says) {
        return of("JSON: " + name, RunApi.JSON, body, status, code, place, says);
    }

    private static Case json(
            String name,
            String body,
            int status,
            String code,
            String place,
            String says,
            String type) {
        return of("JSON: " + name, type, body, status, code, place, says);
    }

    private static Case ndjson(
            String name, String body, int status, String code, String place, String says) {
        return of("NDJSON: " + name, RunApi.NDJSON, body, status, code, place, says);
    }

    private static Case of(
            String name,
            String type,
            String body,
            int status,
            String code,
            String place,
            String says) {
        return new Case(
                name, type, body.getBytes(StandardCharsets.UTF_8), status, code, place, says);
    }
}
