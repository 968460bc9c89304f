package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.lawcast.ServiceTest;
import dev.lawcast.contract.Contract.Operation;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Sends every example request of the document to the running service, in the order of the
/// document, deletions last and backwards, and checks request and answer. The identifiers in the
/// examples are replaced by those that the service gave (`Location`).
@ServiceTest
class ContractExamplesTest {

    @LocalServerPort int port;

    private final Contract contract = Contract.ofTheProject();
    private final Map<String, String> given = new HashMap<>();
    private final List<String> sent = new ArrayList<>();

    @Test
    void everyExampleWorks() throws IOException, InterruptedException {
        List<Operation> operations = inOrder();
        try (var client = HttpClient.newHttpClient()) {
            for (Operation operation : operations) {
                if (operation.id().equals("cancelFit")) {
                    cancelOneThatRuns(client, operation);
                    continue;
                }
                if (operation.id().equals("getDifference")) {
                    refitWithOneMoreRun(client);
                }
                for (Example example : examples(operation)) {
                    if (operation.id().equals("importBackup")) {
                        // the workspace of the examples is not empty any more
                        example = example.asking("?check_only=true");
                    }
                    send(client, operation, example);
                }
            }
        }
        assertThat(sent).hasSizeGreaterThan(operations.size());
    }

    /// The fits of the examples have ended; one with many replicates has not.
    private void cancelOneThatRuns(HttpClient client, Operation cancel)
            throws IOException, InterruptedException {
        Operation create = operation("createFit");
        String ended = given.get("fit_id");
        byte[] body =
                """
                {"law": "chinchilla", "metric": "loss", "bootstrap": {"replicates": 20000}}
                """
                        .getBytes(StandardCharsets.UTF_8);
        var headers = Map.of("Content-Type", "application/json");
        send(client, create, "", headers, body);
        send(client, cancel, "", Map.of(), new byte[0]);
        given.put("fit_id", String.valueOf(ended));
    }

    /// The version that the schedule of the examples made has no parent; the next one has.
    private void refitWithOneMoreRun(HttpClient client) throws IOException, InterruptedException {
        byte[] run =
                "{\"key\": \"one-more\", \"variables\": {\"parameters\": 30000, \"samples\": 16000}, \"metrics\": {\"loss\": 0.75}}"
                        .getBytes(StandardCharsets.UTF_8);
        send(
                client,
                operation("uploadRuns"),
                "",
                Map.of("Content-Type", "application/x-ndjson"),
                run);
        send(client, operation("runSchedule"), "", Map.of(), new byte[0]);
        byte[] ended =
                send(client, operation("getFiring"), "", Map.of("Prefer", "wait=60"), new byte[0]);
        given.put("fit_id", new ObjectMapper().readTree(ended).path("fit_id").asText());
    }

    private Operation operation(String id) {
        return contract.operations().stream()
                .filter(o -> o.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /// @param type of the body, or null without one
    /// @param accept of the answer, or null
    private record Example(
            String query, @Nullable String type, byte[] body, @Nullable String accept) {

        Example asking(String query) {
            return new Example(query, type, body, accept);
        }
    }

    private List<Operation> inOrder() {
        var others = new ArrayList<Operation>();
        var deletions = new ArrayList<Operation>();
        for (Operation operation : contract.operations()) {
            if (operation.method().equals("delete")) {
                deletions.addFirst(operation);
            } else {
                others.add(operation);
            }
        }
        // Creating comes before asking, whatever the order of the methods of a path.
        others.sort(Comparator.comparing((Operation o) -> rank(others, o)));
        others.addAll(deletions);
        return others;
    }

    private static int rank(List<Operation> all, Operation operation) {
        int path = 0;
        String last = "";
        for (Operation other : all) {
            if (!other.path().equals(last)) {
                path += 2;
                last = other.path();
            }
            if (other.equals(operation)) {
                break;
            }
        }
        return path + (operation.method().equals("post") ? 0 : 1);
    }

    private List<Example> examples(Operation operation) {
        var all = new ArrayList<Example>();
        JsonNode bodies = operation.node().path("requestBody").path("content");
        for (var media : bodies.properties()) {
            for (JsonNode example : media.getValue().path("examples")) {
                all.add(
                        new Example(
                                "",
                                media.getKey(),
                                body(media.getKey(), example.path("value")),
                                null));
            }
        }
        if (!bodies.isEmpty()) {
            return all;
        }
        var types = new ArrayList<String>();
        for (var response : operation.node().path("responses").properties()) {
            if (response.getKey().startsWith("2")) {
                response.getValue().path("content").fieldNames().forEachRemaining(types::add);
            }
        }
        if (types.isEmpty()) {
            all.add(new Example("", null, new byte[0], null));
        }
        for (String type : types) {
            String query = query(operation, type);
            all.add(new Example("", null, new byte[0], type));
            if (!query.isEmpty()) {
                all.add(new Example("?" + query, null, new byte[0], type));
            }
        }
        return all;
    }

    /// Every parameter with an example, `x-json-only` ones only for answers in JSON.
    private String query(Operation operation, String type) {
        JsonNode jsonOnly =
                type.equals("application/json")
                        ? MissingNode.getInstance()
                        : operation.node().path("x-json-only");
        return contract.parameters(operation).stream()
                .filter(p -> p.path("in").asText().equals("query") && p.has("example"))
                .filter(p -> !jsonOnly.toString().contains('"' + p.path("name").asText() + '"'))
                .map(p -> p.path("name").asText() + "=" + encoded(p.path("example").asText()))
                .collect(Collectors.joining("&"));
    }

    /// Bytes stand in base64.
    private static byte[] body(String type, JsonNode value) {
        return type.matches("application/(octet-stream|zip)")
                ? Base64.getDecoder().decode(value.asText())
                : text(value);
    }

    private static byte[] text(JsonNode value) {
        return (value.isTextual() ? value.asText() : value.toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    private void send(HttpClient client, Operation operation, Example example)
            throws IOException, InterruptedException {
        var headers = new HashMap<String, String>();
        for (JsonNode parameter : contract.parameters(operation)) {
            if (parameter.path("in").asText().equals("header") && parameter.has("example")) {
                headers.put(parameter.path("name").asText(), parameter.path("example").asText());
            }
        }
        if (example.type() != null) {
            headers.put("Content-Type", example.type());
        }
        if (example.accept() != null) {
            headers.put("Accept", example.accept());
        }
        send(client, operation, example.query(), headers, example.body());
    }

    private byte[] send(
            HttpClient client,
            Operation operation,
            String query,
            Map<String, String> headers,
            byte[] body)
            throws IOException, InterruptedException {
        String path = "/api/v1" + path(operation);
        String method = operation.method().toUpperCase(Locale.ROOT);
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        HttpResponse<byte[]> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        String what = method + " " + path + query + " " + headers;
        sent.add(what);
        assertThat(response.statusCode())
                .as("%s answered %s", what, new String(response.body(), StandardCharsets.UTF_8))
                .isBetween(200, 299);
        assertThat(contract.faults(method, path, answer(response))).as(what).isEmpty();
        assertThat(
                        contract.requestFaults(
                                method, path, names(query), headers.get("Content-Type"), body))
                .as(what)
                .isEmpty();
        response.headers().firstValue("Location").ifPresent(this::bind);
        return response.body();
    }

    private static Contract.Answer answer(HttpResponse<byte[]> response) {
        var headers = new HashMap<String, String>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return new Contract.Answer(response.statusCode(), headers, response.body());
    }

    /// A new thing takes the place of the one in the examples.
    private void bind(String location) {
        Operation read = contract.operation("GET", location);
        assertThat(read).as("the operation that reads %s", location).isNotNull();
        String path = read == null ? "" : read.path();
        given.put(
                path.substring(path.lastIndexOf('{') + 1, path.length() - 1),
                location.substring(location.lastIndexOf('/') + 1));
    }

    private String path(Operation operation) {
        String path = operation.path();
        for (JsonNode parameter : contract.parameters(operation)) {
            if (parameter.path("in").asText().equals("path")) {
                String name = parameter.path("name").asText();
                path =
                        path.replace(
                                "{" + name + "}",
                                encoded(
                                        given.getOrDefault(
                                                name, parameter.path("example").asText())));
            }
        }
        return path;
    }

    private static Set<String> names(String query) {
        return query.isEmpty()
                ? Set.of()
                : Arrays.stream(query.substring(1).split("&"))
                        .map(p -> p.split("=", 2)[0])
                        .collect(Collectors.toSet());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
