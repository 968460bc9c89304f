package dev.lawcast.curves;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.lawcast.api.Ids;

import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// An experiment of its own with metrics `loss` and `accuracy`, and calls to its curves.
record CurveFixture(MockMvc web, JdbcClient database, UUID experiment) {

    private static final JsonMapper JSON = new JsonMapper();

    static CurveFixture of(MockMvc web, JdbcClient database, String... runs) {
        UUID id = Ids.next();
        database.sql("insert into experiment (id, name) values (?, 'curves')").param(id).update();
        database.sql(
                        """
                        insert into metric (experiment_id, position, name, direction)
                        values (?, 1, 'loss', 'minimize'), (?, 2, 'accuracy', 'maximize')
                        """)
                .params(id, id)
                .update();
        var fixture = new CurveFixture(web, database, id);
        List.of(runs).forEach(fixture::addRun);
        return fixture;
    }

    void addRun(String key) {
        database.sql(
                        """
                        insert into run (experiment_id, key, variables, labels, metrics, standard_errors)
                        values (?, ?, '{}', '{}', '{}', '{}')
                        """)
                .params(experiment, key)
                .update();
    }

    void deleteRun(String key) {
        database.sql("delete from run where experiment_id = ? and key = ?")
                .params(experiment, key)
                .update();
    }

    Answer lines(String... lines) throws Exception {
        return send("/points", "application/x-ndjson", bytes(String.join("\n", lines)));
    }

    Answer linesOf(String run, String... lines) throws Exception {
        return send(
                "/runs/" + run + "/points",
                "application/x-ndjson",
                bytes(String.join("\n", lines)));
    }

    Answer arrayOf(String run, String json) throws Exception {
        return send("/runs/" + run + "/points", "application/json", bytes(json));
    }

    Answer send(String path, String type, byte[] body) throws Exception {
        return answer(
                web.perform(
                                post("/api/v1/experiments/" + experiment + path)
                                        .contentType(MediaType.parseMediaType(type))
                                        .content(body))
                        .andReturn()
                        .getResponse());
    }

    Answer read(String pathAndQuery) throws Exception {
        return answer(
                web.perform(get("/api/v1/experiments/" + experiment + pathAndQuery))
                        .andReturn()
                        .getResponse());
    }

    long stored() {
        return database.sql(
                        "select count(*) from point where run_id in (select id from run where"
                                + " experiment_id = ?)")
                .param(experiment)
                .query(Long.class)
                .single();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Answer answer(MockHttpServletResponse response) throws Exception {
        byte[] body = response.getContentAsByteArray();
        return new Answer(
                response.getStatus(),
                String.valueOf(response.getContentType()),
                JSON.readTree(body));
    }

    record Answer(int status, String type, JsonNode body) {

        String counts() {
            return body.path("created")
                    + " created, "
                    + body.path("updated")
                    + " updated, "
                    + body.path("unchanged")
                    + " unchanged";
        }

        String code() {
            return body.path("code").asString();
        }

        JsonNode error(int index) {
            return body.path("errors").path(index);
        }
    }
}
