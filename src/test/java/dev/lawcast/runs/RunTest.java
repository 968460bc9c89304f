package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.RawHttp;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

@ServiceTest
class RunTest {

    private final RunApi api;
    private final JdbcClient database;

    private final int port;

    RunTest(
            @Autowired MockMvcTester mvc,
            @Autowired JdbcClient database,
            @LocalServerPort int port) {
        this.api = new RunApi(mvc);
        this.database = database;
        this.port = port;
    }

    @Test
    void isReadExcludedTakenBackAndDeleted() {
        String id = api.experiment();
        api.upload(
                id,
                RunApi.JSON,
                """
                {"runs": [{"key": "a", "variables": {"parameters": 1e6, "pool": "web"},
                           "metrics": {"loss": 3}, "standard_errors": {"loss": 0.5}, "group": "g",
                           "seed": 7, "status": "finished", "tags": {"b": "2", "a": "1"},
                           "started_at": "2026-01-31T12:00:00+02:00"}]}
                """);
        String path = "/api/v1/experiments/" + id + "/runs/a";
        MvcTestResult read = api.get(path, RunApi.JSON);
        assertThat(RunApi.body(read))
                .startsWith(
                        """
                        {"key":"a","revision":1,"variables":{"parameters":1000000.0,"pool":"web"},\
                        "metrics":{"loss":3.0},"standard_errors":{"loss":0.5},"group":"g","seed":7,\
                        "status":"finished","tags":{"a":"1","b":"2"},\
                        "started_at":"2026-01-31T10:00:00Z","excluded":null,"created_at":\"\
                        """);
        String tag = tag(read);

        MvcTestResult excluded = api.patch(path, "{\"excluded\": \"diverged\"}");
        assertThat(RunApi.json(excluded).get("excluded").stringValue()).isEqualTo("diverged");
        assertThat(RunApi.json(excluded).get("revision").intValue()).isEqualTo(2);
        assertThat(tag(excluded)).isNotEqualTo(tag);
        assertThat(api.send(HttpMethod.PATCH, path, "{\"excluded\": null}", tag)).hasStatus(412);
        assertThat(api.send(HttpMethod.DELETE, path, null, tag)).hasStatus(412);
        assertThat(
                        RunApi.json(api.patch(path, "{\"excluded\": \"diverged\"}"))
                                .get("revision")
                                .intValue())
                .isEqualTo(2);
        JsonNode back = RunApi.json(api.patch(path, "{\"excluded\": null}"));
        assertThat(back.get("excluded").isNull()).isTrue();
        for (String bad :
                List.of(
                        "{}",
                        "{\"excluded\": \"\"}",
                        "{\"excluded\": true}",
                        "{\"status\": \"x\", \"excluded\": null}")) {
            assertThat(api.patch(path, bad)).as(bad).hasStatus(422);
        }
        assertThat(api.send(HttpMethod.DELETE, path, null, "*")).hasStatus(204);
        assertThat(api.get(path, RunApi.JSON)).hasStatus(404);
        assertThat(api.patch(path, "{\"excluded\": null}")).hasStatus(404);
        assertThat(api.send(HttpMethod.DELETE, path, null, null)).hasStatus(404);
    }

    @Test
    void aChangedUploadKeepsTheOldRevision() {
        String id = api.experiment();
        api.csv(id, "key,parameters,loss\na,1e6,3\n");
        api.csv(id, "key,parameters\na,2e6\n");
        JsonNode run = RunApi.json(api.get("/api/v1/experiments/" + id + "/runs/a", RunApi.JSON));
        assertThat(run.get("revision").intValue()).isEqualTo(2);
        assertThat(run.get("metrics").isEmpty()).as("an upload replaces the whole run").isTrue();
        assertThat(
                        database.sql(
                                        """
                                        select v.revision || ' ' || v.variables[1] || ' ' || v.metrics[1]
                                        from run_revision v join run r on r.id = v.run_id
                                        where r.experiment_id = cast(? as uuid)
                                        """)
                                .param(id)
                                .query(String.class)
                                .list())
                .containsExactly("1 1000000 3");
    }

    @Test
    void anUploadSetsAnExclusionButNeverLiftsOne() {
        String id = api.experiment();
        String path = "/api/v1/experiments/" + id + "/runs/a";
        api.csv(id, "key,loss\na,3\n");
        api.patch(path, "{\"excluded\": \"diverged\"}");
        assertThat(api.csv(id, "key,loss\na,3\n")).contains("\"unchanged\":1");
        assertThat(api.csv(id, "key,loss,excluded\na,3,\n")).contains("\"unchanged\":1");
        assertThat(api.csv(id, "key,loss\na,4\n")).contains("\"updated\":1");
        assertThat(RunApi.body(api.get(path, RunApi.JSON))).contains("\"excluded\":\"diverged\"");
        assertThat(api.csv(id, "key,loss,excluded\na,4,twice\n")).contains("\"updated\":1");
        assertThat(RunApi.body(api.get(path, RunApi.JSON))).contains("\"excluded\":\"twice\"");
    }

    @Test
    void anyPrintableKeyCanBeNamedInAPath() {
        String id = api.experiment();
        List<String> keys =
                List.of(
                        "a/b",
                        "a//b",
                        "a/../b",
                        "/",
                        "a b",
                        "a%2Fb",
                        "a;b=c",
                        "?#&=+",
                        "漢字😀",
                        "\ud83d\udc69\u200d\ud83d\udd2c",
                        "a\\b",
                        "a.json",
                        "...");
        api.upload(
                id,
                RunApi.NDJSON,
                String.join(
                        "\n",
                        keys.stream()
                                .map(k -> "{\"key\": \"" + k.replace("\\", "\\\\") + "\"}")
                                .toList()));
        for (String key : keys) {
            String path =
                    "/api/v1/experiments/"
                            + id
                            + "/runs/"
                            + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
            MvcTestResult answer = api.get(path, RunApi.JSON);
            assertThat(answer).as(key).hasStatusOk();
            assertThat(RunApi.json(answer).get("key").stringValue()).isEqualTo(key);
        }
    }

    @Test
    void compressedBodiesAreRefused() {
        assertThat(api.compressed(api.experiment(), "gzip")).hasStatus(415);
        assertThat(RunApi.body(api.compressed(api.experiment(), "br")))
                .contains("unsupported_encoding", "send the body uncompressed");
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv;charset=klingon, whose charset is not known; it must be utf-8.",
        "text/csv;charset=utf-16, the charset must be utf-8.",
        "text/html, must be application/json or text/csv or application/x-ndjson."
    })
    void aContentTypeThatIsNotReadIsNamed(String type, String message) {
        MvcTestResult answer = api.post(api.experiment(), type, "key\na\n");
        assertThat(answer).hasStatus(415);
        assertThat(RunApi.json(answer).get("detail").stringValue())
                .isEqualTo("Content-Type is '" + type + "', " + message);
    }

    /// What MockMvc decodes itself, Tomcat must decode the same way.
    @Test
    void aKeyWithSlashesIsNamedThroughARealServer() throws IOException {
        String runs = "/api/v1/experiments/" + api.experiment() + "/runs";
        String key = "a/b//c\\d/../e%2Ff";
        RawHttp.Answer created =
                RawHttp.send(
                        port,
                        """
                        POST %s HTTP/1.1
                        Host: localhost
                        Content-Type: application/x-ndjson
                        Content-Length: 35
                        """
                                .formatted(runs),
                        "{\"key\": \"a/b//c\\\\d/../e%2Ff\"}      ");
        assertThat(created.body()).contains("\"created\":1");
        String path = runs + "/" + URLEncoder.encode(key, StandardCharsets.UTF_8);

        RawHttp.Answer read = real("GET", path);
        assertThat(read.status()).as(read.body()).isEqualTo(200);
        assertThat(read.body()).contains("\"key\":\"a/b//c\\\\d/../e%2Ff\"");
        assertThat(real("GET", path + "/points").status()).isEqualTo(200);
        assertThat(real("GET", runs + "/a/b//c").status()).isEqualTo(404);
        assertThat(real("DELETE", path).status()).isEqualTo(204);
        assertThat(real("GET", path).status()).isEqualTo(404);
    }

    private RawHttp.Answer real(String method, String path) throws IOException {
        return RawHttp.send(port, method + " " + path + " HTTP/1.1\nHost: localhost\n");
    }

    @Test
    void anExportComesInTheFormatThatTheClientPrefers() {
        String path = "/api/v1/experiments/" + api.experiment() + "/runs";
        assertThat(type(path, "*/*")).startsWith("application/json");
        assertThat(type(path, "text/csv")).startsWith("text/csv");
        assertThat(type(path, "text/*")).startsWith("text/csv");
        assertThat(type(path, "application/x-ndjson, text/csv;q=0.5"))
                .startsWith("application/x-ndjson");
        assertThat(type(path, "text/html, */*;q=0.1")).startsWith("application/json");
        assertThat(api.get(path, "text/html")).hasStatus(406);
        assertThat(api.get(path, "no type")).hasStatus(406);
        assertThat(api.get(path + "?where=x", "text/csv")).hasStatus(400);
    }

    private String type(String path, String accept) {
        return String.valueOf(api.get(path, accept).getResponse().getContentType());
    }

    private static String tag(MvcTestResult answer) {
        return String.valueOf(answer.getResponse().getHeader("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {RunApi.CSV, RunApi.NDJSON})
    void anExportHasNoPagesAndSaysSo(String format) {
        String runs = "/api/v1/experiments/" + api.experiment() + "/runs";
        for (String parameter : List.of("limit", "cursor")) {
            MvcTestResult answer = api.get(runs + "?" + parameter + "=1", format);
            assertThat(answer).hasStatus(400);
            assertThat(RunApi.json(answer).get("code").stringValue())
                    .isEqualTo("invalid_parameter");
            assertThat(RunApi.json(answer).get("detail").stringValue())
                    .startsWith("'" + parameter + "' is for pages in JSON; an export as " + format);
        }
    }

    @Test
    void blankLinesBeforeTheHeaderAreSkipped() {
        for (String start : List.of("\n", "\r\n\n", "\uFEFF\n", "\uFEFF\r\n\r\n")) {
            String experiment = api.experiment();

            assertThat(api.csv(experiment, start + "key,parameters\na,1e6\n"))
                    .contains("\"created\":1");
            assertThat(RunApi.body(api.post(experiment, RunApi.CSV, "\n\nkey,parameters\na,x\n")))
                    .contains("\"line\":4");
        }
        assertThat(RunApi.body(api.post(api.experiment(), RunApi.CSV, "\n\n")))
                .contains("empty_body");
    }

    @Test
    void aRunThatIsMadeAgainHasAnotherTag() {
        String experiment = api.experiment();
        String path = "/api/v1/experiments/" + experiment + "/runs/a";
        api.csv(experiment, "key,parameters\na,1e6\n");
        String tag = api.get(path, RunApi.JSON).getResponse().getHeader("ETag");
        assertThat(api.send(HttpMethod.DELETE, path, null, tag)).hasStatus(204);
        api.csv(experiment, "key,parameters\na,2e6\n");

        assertThat(api.get(path, RunApi.JSON).getResponse().getHeader("ETag")).isNotEqualTo(tag);
        assertThat(api.send(HttpMethod.PATCH, path, "{\"excluded\": \"x\"}", tag)).hasStatus(412);
    }

    @Test
    void theSmallestDoubleIsTakenAndWhatWouldBecomeZeroIsNot() {
        String experiment = api.experiment();

        assertThat(api.csv(experiment, "key,parameters,rate\na,4.9e-324,0e-400\n"))
                .contains("\"created\":1");
        assertThat(RunApi.body(api.post(experiment, RunApi.CSV, "key,parameters\nb,2e-324\n")))
                .contains("\"value\":\"2e-324\"");
    }

    @Test
    void parametersThatARouteDoesNotKnowAreRefused() {
        String runs = "/api/v1/experiments/" + api.experiment() + "/runs";

        for (String query : List.of("whre=loss%3C1", "limit=1&limit=2")) {
            MvcTestResult answer = api.get(runs + "?" + query, RunApi.CSV);
            assertThat(answer).as(query).hasStatus(400);
            assertThat(RunApi.body(answer)).contains("invalid_parameter");
        }
        assertThat(RunApi.body(api.get(runs + "?whre=1", RunApi.CSV)))
                .contains("Did you mean 'where'?");
        assertThat(api.get(runs + "?limit=1&excluded=true", RunApi.JSON)).hasStatusOk();
    }
}
