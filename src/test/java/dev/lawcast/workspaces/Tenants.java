package dev.lawcast.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.Client.Answer;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Workspaces with data in every table, each made over HTTP.
public final class Tenants {

    private static final String EXPERIMENT =
            """
            {"name": "secret of %s", "variables": [{"name": "parameters", "role": "parameters"},
             {"name": "drawn", "role": "samples"}, {"name": "p_a", "role": "mixture:a"}, {"name": "p_b", "role": "mixture:b"}],
             "metrics": [{"name": "loss"}, {"name": "error"}]}
            """;

    /// A fit of the eight runs.
    static final String FIT =
            """
            {"law": "power_law", "metric": "loss", "variables": {"x": "parameters"}, "bootstrap": {"replicates": 20}}
            """;

    private final MockMvc mvc;
    private final String operator;

    /// @param operator the header `Authorization` of an administrator of the default workspace
    public Tenants(MockMvc mvc, String operator) {
        this.mvc = mvc;
        this.operator = operator;
    }

    /// @param admin the header `Authorization` of its administrator, likewise the others
    /// @param experiment the id of its experiment, likewise the others
    /// @param more names of further things by their kind: schedule, firing, webhook, delivery,
    ///   source, sample, projection, custom
    public record Tenant(
            String name,
            String workspace,
            String adminKey,
            String admin,
            String writer,
            String reader,
            String experiment,
            String fit,
            String simulation,
            Map<String, String> more) {

        /// The same with other headers.
        public Tenant with(String admin, String writer, String reader) {
            return new Tenant(
                    name,
                    workspace,
                    adminKey,
                    admin,
                    writer,
                    reader,
                    experiment,
                    fit,
                    simulation,
                    more);
        }
    }

    public Tenant make() {
        String name = "tenant " + UUID.randomUUID();
        String workspace =
                post(operator, "/workspaces", "{\"name\": \"%s\"}".formatted(name))
                        .expect(201)
                        .text("id");
        Answer key = key(workspace, "admin");
        String admin = "Bearer " + key.text("key");
        String writer = "Bearer " + key(workspace, "writer").text("key");
        String reader = "Bearer " + key(workspace, "reader").text("key");
        String experiment =
                post(writer, "/experiments", EXPERIMENT.formatted(name), "Idempotency-Key", "one")
                        .expect(201)
                        .text("id");
        String path = "/experiments/" + experiment;
        upload(writer, path, 1.0);
        upload(writer, path, 1.5); // changes them: so there are revisions
        points(writer, path + "/runs/size-1/points");
        String fit = post(writer, path + "/fits", FIT, "Prefer", "wait=60").expect(200).text("id");
        String simulation =
                post(
                                writer,
                                "/simulations",
                                """
                                {"model": "perceptron_pruning", "settings": {"alpha_total": 2, "keep_fraction": 0.5, "keep": "hardest", "dimension": 20, "repeats": 4, "seed": 1}}
                                """,
                                "Prefer",
                                "wait=60")
                        .expect(200)
                        .text("id");
        return new Tenant(
                name,
                workspace,
                key.text("id"),
                admin,
                writer,
                reader,
                experiment,
                fit,
                simulation,
                more(writer, path, fit));
    }

    private Map<String, String> more(String writer, String experiment, String fit) {
        var more = new HashMap<String, String>();
        more.put("source", sample(writer, "/sources", "\"size\": 1000, \"name\": \"a\"", "/pilot"));
        sample(writer, "/sources", "\"size\": 1000, \"name\": \"b\"", "/pilot");
        more.put("sample", sample(writer, "/validation-samples", "\"name\": \"goal\"", ""));
        more.put(
                "projection",
                made(
                        writer,
                        experiment + "/projections",
                        """
                        {"metric": "loss", "size": "drawn", "validation": "goal", "form": "linear", "replicates": 0}
                        """));
        more.put("custom", "law-" + UUID.randomUUID());
        made(
                writer,
                "/custom-laws",
                """
                {"name": "%s", "formula": "E + A*N^(-alpha)", "variables": ["N"], "parameters": [{"name": "alpha", "lower": 0}]}
                """
                        .formatted(more.get("custom")));
        made(
                writer,
                "/fits/" + fit + "/frozen-forecasts",
                "{\"points\": [{\"parameters\": 1000000}]}");
        more.put(
                "schedule",
                made(
                        writer,
                        experiment + "/schedules",
                        "{\"on_new_runs\": {\"min\": 1000}, \"fit\": %s}".formatted(FIT)));
        more.put("firing", made(writer, "/schedules/" + more.get("schedule") + "/runs", ""));
        more.put(
                "webhook",
                made(
                        writer,
                        "/webhooks",
                        "{\"url\": \"http://127.0.0.1:1/\", \"types\": [\"a.b\"]}"));
        more.put("delivery", made(writer, "/webhooks/" + more.get("webhook") + "/test", ""));
        return more;
    }

    /// Waits until nothing is left to be done for a tenant that was just made: what it asked for
    /// has been computed, the event of its refit told, its message sent (in vain, for nobody
    /// listens).
    public void settle(Tenant tenant) throws InterruptedException {
        String writer = tenant.writer();
        Map<String, String> more = tenant.more();
        String delivery =
                "/webhooks/" + more.get("webhook") + "/deliveries/" + more.get("delivery");
        awaited(writer, "/projections/" + more.get("projection"), "/report");
        awaited(writer, "/experiments/" + tenant.experiment() + "/events", "/items/0");
        awaited(writer, delivery, "/attempts/0");
    }

    private void awaited(String who, String path, String part) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            JsonNode found = get(who, path).expect(200).body().at(part);
            if (!found.isMissingNode() && !found.isNull()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("%s has no %s: %s".formatted(path, part, get(who, path).body()));
    }

    /// The id of what a POST makes, or that of its first item.
    private String made(String writer, String path, String json) {
        Answer answer = post(writer, path, json);
        assertThat(answer.status()).as(path + answer.body()).isIn(201, 202);
        return answer.text("id");
    }

    private String sample(String writer, String kind, String fields, String arrays) {
        String id = made(writer, kind, "{%s, \"feature_space\": \"all\"}".formatted(fields));
        String path = kind + "/" + id;
        put(writer, path + arrays + "/features", "a,b\n0.5,1.25\n1.5,0.25\n2.5,1.75\n3.25,0.75\n");
        put(writer, path + arrays + "/labels", "label\n0\n1\n1\n0\n");
        return id;
    }

    public Answer key(String workspace, String role) {
        return post(
                        operator,
                        "/keys",
                        "{\"name\": \"%1$s\", \"role\": \"%1$s\", \"workspace_id\": \"%2$s\"}"
                                .formatted(role, workspace))
                .expect(201);
    }

    public Answer post(String who, String path, String json, String... headers) {
        var request =
                MockMvcRequestBuilders.post("/api/v1" + path)
                        .header(HttpHeaders.AUTHORIZATION, who);
        if (!json.isEmpty()) {
            request.contentType("application/json").content(json);
        }
        return new Client(mvc).call(request, headers);
    }

    public Answer get(String who, String path) {
        return new Client(mvc).get("/api/v1" + path, HttpHeaders.AUTHORIZATION, who);
    }

    public Answer delete(String who, String path) {
        return new Client(mvc).delete("/api/v1" + path, HttpHeaders.AUTHORIZATION, who);
    }

    private void upload(String writer, String path, double factor) {
        var csv = new StringBuilder("key,parameters,drawn,p_a,p_b,loss\n");
        for (int i = 1; i <= 8; i++) {
            double size = Math.pow(10, 2 + i / 2.);
            double loss = factor * 20 / Math.pow(size, .3);
            csv.append("size-%d,%s,500,%s,%s,%s%n".formatted(i, size, i / 8., 1 - i / 8., loss));
        }
        send(writer, path + "/runs", "text/csv", csv.toString());
    }

    private void points(String writer, String path) {
        send(writer, path, "application/x-ndjson", "{\"step\": 1, \"metrics\": {\"loss\": 2.5}}\n");
    }

    private void put(String writer, String path, String csv) {
        send(HttpMethod.PUT, writer, path, "text/csv", csv);
    }

    private void send(String writer, String path, String type, String body) {
        send(HttpMethod.POST, writer, path, type, body);
    }

    private void send(HttpMethod method, String writer, String path, String type, String body) {
        new Client(mvc)
                .call(
                        MockMvcRequestBuilders.request(method, "/api/v1" + path)
                                .header(HttpHeaders.AUTHORIZATION, writer)
                                .contentType(type)
                                .content(body.getBytes(StandardCharsets.UTF_8)))
                .expect(200);
    }
}
