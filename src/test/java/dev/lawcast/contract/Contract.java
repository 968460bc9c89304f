package dev.lawcast.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// `openapi.yaml` as a judge: says what of an exchange is not as the document says. Schemas of
/// OpenAPI 3.1 are JSON Schema 2020-12, so a plain JSON Schema validator reads them where they
/// stand.
final class Contract {

    static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");

    private static final String HOME = "https://lawcast.invalid/openapi";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Headers that carry meaning; one that is sent must be documented.
    private static final List<String> TELLING =
            List.of(
                    "ETag",
                    "Idempotency-Replayed",
                    "Location",
                    "Preference-Applied",
                    "Retry-After",
                    "WWW-Authenticate");

    private final JsonNode document;
    private final Schema root;
    private final String base;

    private Contract(JsonNode document) {
        this.document = document;
        this.base = document.at("/servers/0/url").asText();
        this.root = registry(document).getSchema(SchemaLocation.of(HOME));
    }

    /// Keywords of OpenAPI around and in the schemas validate nothing.
    private static SchemaRegistry registry(JsonNode document) {
        Dialect dialect =
                Dialect.builder(Dialects.getDraft202012())
                        .unknownKeywordFactory(
                                (keyword, context) -> new NonValidationKeyword(keyword))
                        .build();
        return SchemaRegistry.withDialect(
                dialect,
                registry ->
                        registry.schemas(Map.of(HOME, document.toString()))
                                .schemaRegistryConfig(
                                        SchemaRegistryConfig.builder()
                                                .formatAssertionsEnabled(true)
                                                .build()));
    }

    static Contract ofTheProject() {
        try {
            return of(Files.readString(Path.of("openapi.yaml")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Contract of(String yaml) {
        Object loaded = new Yaml().load(yaml);
        return new Contract(JSON.valueToTree(loaded));
    }

    JsonNode document() {
        return document;
    }

    /// An operation of the document.
    ///
    /// @param pointer to it in the document
    record Operation(String method, String path, String pointer, JsonNode node) {
        String id() {
            return node.path("operationId").asText();
        }
    }

    List<Operation> operations() {
        var all = new ArrayList<Operation>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(method -> {
                                    if (METHODS.contains(method.getKey())) {
                                        all.add(
                                                new Operation(
                                                        method.getKey(),
                                                        path.getKey(),
                                                        "/paths/"
                                                                + escaped(path.getKey())
                                                                + "/"
                                                                + method.getKey(),
                                                        method.getValue()));
                                    }
                                }));
        return all;
    }

    /// Where a request goes, or null where no operation has such a method and path.
    @Nullable Operation operation(String method, String path) {
        if (!path.startsWith(base + "/")) {
            return null;
        }
        String wanted = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        String[] given = path.substring(base.length()).split("/", -1);
        return operations().stream()
                .filter(o -> o.method().equals(wanted) && matches(o.path().split("/", -1), given))
                .min((a, b) -> Integer.compare(variables(a), variables(b)))
                .orElse(null);
    }

    /// An answer of the service.
    ///
    /// @param headers by name, case-insensitive
    record Answer(int status, Map<String, String> headers, byte[] body) {
        Answer(int status, Map<String, String> headers, String body) {
            this(status, headers, body.getBytes(StandardCharsets.UTF_8));
        }

        Answer {
            var insensitive = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            insensitive.putAll(headers);
            headers = insensitive;
        }
    }

    /// What of the answer is not as documented; nothing where all is.
    List<String> faults(String method, String path, Answer answer) {
        Operation operation = operation(method, path);
        JsonNode responses =
                operation == null
                        ? document.at("/x-unrouted/responses")
                        : operation.node().path("responses");
        String name = operation == null ? "a path without operation" : operation.id();
        JsonNode response = responses.path(String.valueOf(answer.status()));
        if (response.isMissingNode()) {
            return List.of("status " + answer.status() + " is not documented for " + name);
        }
        String pointer =
                response.has("$ref")
                        ? response.path("$ref").asText().substring(1)
                        : Objects.requireNonNull(operation).pointer()
                                + "/responses/"
                                + answer.status();
        var faults = new ArrayList<String>();
        headerFaults(document.at(pointer), answer, faults);
        if (!method.equals("HEAD")) {
            bodyFaults(pointer, answer, faults);
        }
        return faults.stream().map(f -> name + " " + answer.status() + ": " + f).toList();
    }

    /// What of a request that was accepted is not as documented.
    List<String> requestFaults(
            String method, String path, Set<String> query, @Nullable String type, byte[] body) {
        Operation operation = operation(method, path);
        if (operation == null) {
            return List.of(method + " " + path + " is accepted and not documented");
        }
        var faults = new ArrayList<String>();
        Set<String> known =
                new java.util.HashSet<>(
                        parameters(operation).stream()
                                .filter(p -> p.path("in").asText().equals("query"))
                                .map(p -> p.path("name").asText())
                                .toList());
        query.stream()
                .filter(q -> !known.contains(q))
                .forEach(q -> faults.add("the query parameter '" + q + "' is not documented"));
        if (body.length > 0 && type != null) {
            String plain = plain(type);
            String media = operation.pointer() + "/requestBody/content/" + escaped(plain);
            if (document.at(media).isMissingNode()) {
                faults.add("the content type " + plain + " is accepted and not documented");
            } else if (isJson(plain)) {
                schemaFaults(media + "/schema", body, faults);
            }
        }
        return faults.stream().map(f -> operation.id() + ": " + f).toList();
    }

    /// Parameters of an operation and its path.
    List<JsonNode> parameters(Operation operation) {
        var all = new ArrayList<JsonNode>();
        document.path("paths").path(operation.path()).path("parameters").forEach(all::add);
        operation.node().path("parameters").forEach(all::add);
        return all.stream().map(this::resolved).toList();
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    /// Checks JSON against the schema at a place of the document.
    List<String> schemaFaults(String pointer, byte[] json) {
        var faults = new ArrayList<String>();
        schemaFaults(pointer, json, faults);
        return faults;
    }

    private void headerFaults(JsonNode response, Answer answer, List<String> faults) {
        JsonNode documented = response.path("headers");
        documented
                .properties()
                .forEach(header -> {
                    if (resolved(header.getValue()).path("required").asBoolean()
                            && !answer.headers().containsKey(header.getKey())) {
                        faults.add("the header " + header.getKey() + " is missing");
                    }
                });
        for (String name : TELLING) {
            if (answer.headers().containsKey(name) && !documented.has(name)) {
                faults.add("the header " + name + " is not documented");
            }
        }
    }

    private void bodyFaults(String pointer, Answer answer, List<String> faults) {
        JsonNode content = document.at(pointer).path("content");
        if (content.isMissingNode()) {
            if (answer.body().length > 0) {
                faults.add("a body where none is documented");
            }
            return;
        }
        String type = plain(String.valueOf(answer.headers().get("Content-Type")));
        if (!content.has(type)) {
            faults.add("the content type " + type + " is not documented");
        } else if (isJson(type)) {
            schemaFaults(pointer + "/content/" + escaped(type) + "/schema", answer.body(), faults);
        }
    }

    private void schemaFaults(String pointer, byte[] json, List<String> faults) {
        try {
            Schema schema = root.getRefSchema(SchemaLocation.Fragment.of(pointer));
            schema.validate(JSON.readTree(json)).forEach(error -> faults.add(error.toString()));
        } catch (IOException e) {
            faults.add("the body is not JSON: " + e.getMessage());
        }
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.endsWith("+json");
    }

    private static String plain(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean matches(String[] template, String[] given) {
        if (template.length != given.length) {
            return false;
        }
        for (int i = 0; i < given.length; i++) {
            boolean variable = template[i].startsWith("{");
            if (variable ? given[i].isEmpty() : !template[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    private static int variables(Operation operation) {
        return (int) operation.path().chars().filter(c -> c == '{').count();
    }

    /// One step of a JSON pointer.
    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
