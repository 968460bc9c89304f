package dev.lawcast.contract;

import dev.lawcast.workspaces.Tenants.Tenant;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a service answers to every GET of the document, and to some questions, about a tenant.
public final class Answers {

    /// Not of the data: the copy itself, and times at which keys were used.
    private static final Set<String> LEFT_OUT = Set.of("exportBackup", "listKeys", "getKey");

    private static final Map<String, String> QUESTIONS =
            Map.of(
                    "/fits/{fit_id}/forecasts", "{\"points\": [{\"parameters\": 12345678}]}",
                    "/fits/{fit_id}/targets", "{\"value\": 0.5, \"solve_for\": \"parameters\"}");

    private Answers() {}

    /// @param who the header `Authorization`
    /// @param moved whether internal numbers may have changed, which tags of runs are made from
    public static Map<String, String> of(
            HttpClient client, int port, String who, Tenant tenant, boolean moved)
            throws IOException, InterruptedException {
        Contract contract = Contract.ofTheProject();
        var answers = new TreeMap<String, String>();
        for (Contract.Operation operation : contract.operations()) {
            if (!operation.method().equals("get")
                    || LEFT_OUT.contains(operation.id())
                    || (moved && operation.path().matches("/(workspaces|audit).*"))) {
                continue;
            }
            String path = filled(operation.path(), tenant);
            var responses = operation.node().path("responses").path("200").path("content");
            responses
                    .fieldNames()
                    .forEachRemaining(type -> {
                        if (!type.equals("text/event-stream")) {
                            var request = request(port, path, who).header("Accept", type).build();
                            answers.put("GET " + path + " " + type, send(client, request, moved));
                        }
                    });
        }
        QUESTIONS.forEach((path, question) ->
                answers.put(
                        "POST " + path,
                        send(
                                client,
                                request(port, filled(path, tenant), who)
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(question))
                                        .build(),
                                moved)));
        return answers;
    }

    /// Where two services answer differently.
    public static List<String> differences(Map<String, String> one, Map<String, String> other) {
        var names = new TreeSet<String>(one.keySet());
        names.addAll(other.keySet());
        return names.stream()
                .filter(name -> !String.valueOf(one.get(name)).equals(other.get(name)))
                .map(name -> "%s: %s%n%s".formatted(name, one.get(name), other.get(name)))
                .toList();
    }

    private static HttpRequest.Builder request(int port, String path, String who) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/api/v1%s".formatted(port, path)))
                .header("Authorization", who)
                .header("X-Request-Id", "the-same-each-time"); // stands in refusals
    }

    private static String send(HttpClient client, HttpRequest request, boolean moved) {
        try {
            HttpResponse<byte[]> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            String type = answer.headers().firstValue("Content-Type").orElse("");
            String body =
                    type.startsWith("application/octet-stream")
                            ? HexFormat.of().formatHex(answer.body())
                            : new String(answer.body(), StandardCharsets.UTF_8);
            if (moved) {
                body = body.replaceAll("\"next_cursor\":\"[^\"]*\"", "");
            }
            String tag = moved ? "" : answer.headers().firstValue("ETag").orElse("");
            return answer.statusCode() + " " + tag + " " + body;
        } catch (IOException e) {
            throw new AssertionError(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String filled(String path, Tenant tenant) {
        String filled =
                path.replace("{experiment_id}", tenant.experiment())
                        .replace("{run_key}", "size-1")
                        .replace("{fit_id}", tenant.fit())
                        .replace("{simulation_id}", tenant.simulation())
                        .replace("{workspace_id}", tenant.workspace())
                        .replace("{key_id}", tenant.adminKey())
                        .replace("{law}", "chinchilla")
                        .replace("{known_law}", "besiroglu_2024_chinchilla_optimum")
                        .replace("{custom_law}", "{custom}")
                        .replace("{validation_sample_id}", "{sample}");
        for (Map.Entry<String, String> each : tenant.more().entrySet()) {
            filled =
                    filled.replace("{" + each.getKey() + "}", each.getValue())
                            .replace("{" + each.getKey() + "_id}", each.getValue());
        }
        return filled;
    }
}
