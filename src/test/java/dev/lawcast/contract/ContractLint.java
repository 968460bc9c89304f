package dev.lawcast.contract;

import com.fasterxml.jackson.databind.JsonNode;

import dev.lawcast.api.ErrorCode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// What the document itself leaves to be desired.
final class ContractLint {

    private static final Set<String> ALWAYS = Set.of("401", "403", "429", "500");
    private static final Set<String> WITH_BODY = Set.of("400", "413", "415", "422");

    private final Contract contract;
    private final JsonNode document;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> codes = new TreeSet<>();

    private ContractLint(Contract contract) {
        this.contract = contract;
        this.document = contract.document();
    }

    static List<String> faults(Contract contract) {
        var lint = new ContractLint(contract);
        lint.references();
        if (!lint.faults.isEmpty()) {
            return lint.faults; // what cannot be resolved cannot be looked at
        }
        lint.operations();
        lint.schemas();
        lint.codes();
        return lint.faults;
    }

    private void references() {
        var used = new HashSet<String>();
        walk(
                document,
                "",
                (at, node) -> {
                    if (node.path("$ref").isTextual()) {
                        String pointer = node.path("$ref").asText().substring(1);
                        used.add(pointer);
                        if (document.at(pointer).isMissingNode()) {
                            faults.add(at + " refers to " + pointer + ", which is not there");
                        }
                    }
                });
        document.path("components")
                .properties()
                .forEach(kind -> {
                    if (!kind.getKey().equals("securitySchemes")) {
                        kind.getValue()
                                .fieldNames()
                                .forEachRemaining(name -> {
                                    String at = "/components/" + kind.getKey() + "/" + name;
                                    if (!used.contains(at)) {
                                        faults.add(at + " is not used");
                                    }
                                });
                    }
                });
    }

    private void operations() {
        var ids = new HashSet<String>();
        for (Contract.Operation operation : contract.operations()) {
            JsonNode node = operation.node();
            for (String field : List.of("operationId", "summary", "description", "tags")) {
                if (!node.has(field)) {
                    faults.add(operation.pointer() + " has no " + field);
                }
            }
            if (!ids.add(operation.id())) {
                faults.add("the operationId " + operation.id() + " stands twice");
            }
            Set<String> statuses = new HashSet<>();
            node.path("responses").fieldNames().forEachRemaining(statuses::add);
            for (String status : ALWAYS) {
                if (!statuses.contains(status)) {
                    faults.add(operation.id() + " does not say what it answers with " + status);
                }
            }
            if (node.has("requestBody")) {
                for (String status : WITH_BODY) {
                    if (!statuses.contains(status)) {
                        faults.add(operation.id() + " takes a body but does not list " + status);
                    }
                }
                media(operation.pointer() + "/requestBody");
            }
            if (operation.path().contains("{") && !statuses.contains("404")) {
                faults.add(operation.id() + " names a thing but does not list 404");
            }
            for (String status : statuses) {
                response(operation.id(), operation.pointer(), status);
            }
        }
        document.at("/x-unrouted/responses")
                .fieldNames()
                .forEachRemaining(status -> response("x-unrouted", "/x-unrouted", status));
    }

    private void response(String name, String owner, String status) {
        String at = owner + "/responses/" + status;
        JsonNode given = document.at(at);
        if (given.has("$ref")) {
            at = given.path("$ref").asText().substring(1);
        }
        media(at);
        if (status.charAt(0) < '4') {
            return;
        }
        JsonNode listed =
                document.at(
                        at
                                + "/content/application~1problem+json/schema/allOf/1/properties/code/enum");
        if (listed.isMissingNode()) {
            faults.add(name + " " + status + " does not list its error codes");
        }
        for (JsonNode code : listed) {
            codes.add(code.asText());
            for (ErrorCode known : ErrorCode.values()) {
                if (known.id().equals(code.asText())
                        && known.status().value() != Integer.parseInt(status)) {
                    faults.add(
                            name
                                    + " lists "
                                    + known.id()
                                    + " under "
                                    + status
                                    + ", it comes with "
                                    + known.status().value());
                }
            }
        }
    }

    /// Every media type has a schema and examples that fit it.
    private void media(String owner) {
        document.at(owner)
                .path("content")
                .properties()
                .forEach(type -> {
                    String at = owner + "/content/" + Contract.escaped(type.getKey());
                    JsonNode media = type.getValue();
                    if (!media.has("schema")) {
                        faults.add(at + " has no schema");
                    }
                    if (!media.has("example") && media.path("examples").isEmpty()) {
                        faults.add(at + " has no example");
                    }
                    if (media.has("example")) {
                        example(at, media.path("example"));
                    }
                    for (JsonNode example : media.path("examples")) {
                        example(at, example.path("value"));
                    }
                });
    }

    private void example(String at, JsonNode example) {
        contract.schemaFaults(at + "/schema", example.toString().getBytes(StandardCharsets.UTF_8))
                .forEach(fault -> faults.add("the example of " + at + ": " + fault));
    }

    /// Every schema and every property says what it is, every number in which unit.
    private void schemas() {
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> {
                    String at = "/components/schemas/" + schema.getKey();
                    JsonNode node = schema.getValue();
                    described(at, node);
                    if (node.path("type").toString().contains("object")
                            && !node.has("additionalProperties")) {
                        faults.add(at + " does not say whether other fields may be there");
                    }
                    node.path("required")
                            .forEach(name -> {
                                if (!node.path("properties").has(name.asText())) {
                                    faults.add(
                                            at + " requires " + name + ", which it does not have");
                                }
                            });
                    node.path("properties")
                            .properties()
                            .forEach(p -> property(at + "/" + p.getKey(), p.getValue()));
                });
    }

    private void property(String at, JsonNode property) {
        if (property.has("$ref")) {
            return; // described and exemplified where it is defined
        }
        described(at, property);
        boolean ofReferences = property.path("items").has("$ref");
        if (!property.has("example") && !ofReferences) {
            faults.add(at + " has no example");
        }
        if (property.path("type").toString().matches(".*\"(number|integer)\".*")
                && !property.has("x-unit")) {
            faults.add(at + " has no x-unit");
        }
        if (property.has("example")) {
            String pointer = at.replaceFirst("/([^/]+)$", "/properties/$1");
            contract.schemaFaults(
                            pointer,
                            property.path("example").toString().getBytes(StandardCharsets.UTF_8))
                    .forEach(fault -> faults.add("the example of " + at + ": " + fault));
        }
    }

    private void described(String at, JsonNode node) {
        if (node.path("description").asText().isBlank()) {
            faults.add(at + " has no description");
        }
    }

    /// The document and [ErrorCode] name the same codes.
    private void codes() {
        document.at("/components/schemas/InputError/properties/code/enum")
                .forEach(code -> codes.add(code.asText()));
        var known = new TreeSet<String>();
        for (ErrorCode code : ErrorCode.values()) {
            known.add(code.id());
            if (!codes.contains(code.id())) {
                faults.add("the error code " + code.id() + " is not documented");
            }
        }
        for (String code : codes) {
            if (!known.contains(code)) {
                faults.add("the documented error code " + code + " does not exist");
            }
        }
    }

    private static void walk(JsonNode node, String at, BiConsumer<String, JsonNode> visit) {
        visit.accept(at, node);
        if (node.isObject()) {
            node.properties()
                    .forEach(field ->
                            walk(
                                    Objects.requireNonNull(field.getValue()),
                                    at + "/" + Contract.escaped(field.getKey()),
                                    visit));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), at + "/" + i, visit);
            }
        }
    }
}
