package dev.lawcast.workspaces;

import dev.lawcast.Client;
import dev.lawcast.Client.Answer;

import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Workspaces with data in every table, each made over HTTP.
public final class Tenants {

    private static final String EXPERIMENT =
            """
            {"name": "secret of %s", "variables": [{"name": "parameters", "role": "parameters"}],
             "metrics": [{"name": "loss"}, {"name": "error"}]}
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
    public record Tenant(
            String name,
            String workspace,
            String adminKey,
            String admin,
            String writer,
            String reader,
            String experiment,
            String fit,
            String simulation) {}

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
        String fit =
                post(
                                writer,
                                path + "/fits",
                                """
                                {"law": "power_law", "metric": "loss", "bootstrap": {"replicates": 20}}
                                """,
                                "Prefer",
                                "wait=60")
                        .expect(200)
                        .text("id");
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
                simulation);
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
                        .header(HttpHeaders.AUTHORIZATION, who)
                        .contentType("application/json")
                        .content(json);
        return new Client(mvc).call(request, headers);
    }

    public Answer get(String who, String path) {
        return new Client(mvc).get("/api/v1" + path, HttpHeaders.AUTHORIZATION, who);
    }

    public Answer delete(String who, String path) {
        return new Client(mvc).delete("/api/v1" + path, HttpHeaders.AUTHORIZATION, who);
    }

    private void upload(String writer, String path, double factor) {
        var csv = new StringBuilder("key,parameters,loss\n");
        for (int i = 1; i <= 8; i++) {
            double size = Math.pow(10, 2 + i / 2.);
            csv.append("size-%d,%s,%s%n".formatted(i, size, factor * 20 / Math.pow(size, .3)));
        }
        send(writer, path + "/runs", "text/csv", csv.toString());
    }

    private void points(String writer, String path) {
        send(writer, path, "application/x-ndjson", "{\"step\": 1, \"metrics\": {\"loss\": 2.5}}\n");
    }

    private void send(String writer, String path, String type, String body) {
        new Client(mvc)
                .call(
                        MockMvcRequestBuilders.post("/api/v1" + path)
                                .header(HttpHeaders.AUTHORIZATION, writer)
                                .contentType(type)
                                .content(body.getBytes(StandardCharsets.UTF_8)))
                .expect(200);
    }
}
