package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// A JSON object of a request, read field by field. What is wrong goes into [#errors()] with its
/// pointer, so that all of it is reported at once; call [InputErrors#throwIfAny()] before using
/// what was read. A field that is absent and one that is null are the same.
public final class JsonBody {

    private final JsonNode node;
    private final String pointer;
    private final InputErrors errors;

    /// The field that the caller wrote without its object, or null.
    private final @Nullable String bare;

    JsonBody(JsonNode node, String pointer, InputErrors errors) {
        this(node, pointer, errors, null);
    }

    private JsonBody(JsonNode node, String pointer, InputErrors errors, @Nullable String bare) {
        this.node = node;
        this.pointer = pointer;
        this.errors = errors;
        this.bare = bare;
    }

    public InputErrors errors() {
        return errors;
    }

    /// The value as JSON, to be kept to the letter.
    public String json() {
        return node.toString();
    }

    public boolean has(String name) {
        return field(name) != null;
    }

    /// The same object with another value in one field; errors are collected together.
    public JsonBody with(String name, JsonNode value) {
        var changed = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(field -> changed.set(field.getKey(), field.getValue()));
        changed.set(name, value);
        return new JsonBody(changed, pointer, errors, bare);
    }

    /// Whether the field stands there, also as null (PATCH tells the two apart).
    public boolean mentions(String name) {
        return node.has(name);
    }

    /// Every other field is an error.
    public JsonBody allow(String... names) {
        List<String> known = List.of(names);
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                fail(
                        name,
                        null,
                        ErrorCode.UNKNOWN_FIELD,
                        "The field '"
                                + InputError.cut(name)
                                + "' is not known here."
                                + Suggestion.didYouMean(name, known));
            }
        }
        return this;
    }

    public void fail(String name, @Nullable String value, ErrorCode code, String message) {
        errors.add(InputError.at(pointerTo(name), value, code, message));
    }

    public String pointerTo(String name) {
        return name.equals(bare)
                ? pointer
                : pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /// A text of 1 to `longest` characters; "" (and an error) where it is missing.
    public String requiredText(String name, int longest) {
        String text = text(name, longest);
        if (text == null && field(name) == null) {
            missing(name);
        }
        return text == null ? "" : text;
    }

    public @Nullable String text(String name, int longest) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            wrongType(name, value, "a text");
            return null;
        }
        String text = value.stringValue();
        if (text.isBlank()) {
            fail(name, text, ErrorCode.OUT_OF_RANGE, "'" + name + "' is blank.");
        } else if (text.length() > longest) {
            fail(
                    name,
                    text,
                    ErrorCode.TOO_LONG,
                    "'"
                            + name
                            + "' has "
                            + text.length()
                            + " characters, at most "
                            + longest
                            + " are kept.");
        } else if (text.indexOf('\0') >= 0) {
            fail(name, null, ErrorCode.OUT_OF_RANGE, "'" + name + "' holds a NUL character.");
        } else {
            return text;
        }
        return null;
    }

    public @Nullable Double number(String name) {
        JsonNode value = field(name);
        return value == null ? null : asNumber(name, value);
    }

    public @Nullable Long integer(String name, long least, long most) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            wrongType(name, value, "a whole number");
            return null;
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            fail(
                    name,
                    value.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'"
                            + name
                            + "' is "
                            + InputError.cut(value.toString())
                            + ", must be from "
                            + least
                            + " to "
                            + most
                            + ".");
            return null;
        }
        return value.longValue();
    }

    public @Nullable Boolean flag(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            wrongType(name, value, "true or false");
            return null;
        }
        return value.booleanValue();
    }

    /// One of the given words, or null.
    public @Nullable String oneOf(String name, List<String> words) {
        String text = text(name, 100);
        if (text != null && !words.contains(text)) {
            fail(
                    name,
                    text,
                    ErrorCode.UNKNOWN_NAME,
                    "'"
                            + name
                            + "' is '"
                            + text
                            + "', must be one of "
                            + String.join(", ", words)
                            + "."
                            + Suggestion.didYouMean(text, words));
            return null;
        }
        return text;
    }

    public @Nullable JsonBody object(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            wrongType(name, value, "an object");
            return null;
        }
        return new JsonBody(value, pointerTo(name), errors);
    }

    /// The objects of a list; an absent list is empty.
    public List<JsonBody> objects(String name, int most) {
        var found = new ArrayList<JsonBody>();
        forEach(
                name,
                most,
                (at, value) -> {
                    if (value.isObject()) {
                        found.add(new JsonBody(value, at, errors));
                    } else {
                        errors.add(
                                InputError.at(
                                        at,
                                        value.toString(),
                                        ErrorCode.WRONG_TYPE,
                                        "An element of '"
                                                + name
                                                + "' is "
                                                + kind(value)
                                                + ", must be an object."));
                    }
                });
        return found;
    }

    /// The objects of a list in which a text stands for the object that has it in one field.
    ///
    /// @param shorthand that field
    public List<JsonBody> objectsOrTexts(String name, int most, String shorthand) {
        var found = new ArrayList<JsonBody>();
        forEach(
                name,
                most,
                (at, value) -> {
                    if (value.isObject()) {
                        found.add(new JsonBody(value, at, errors));
                    } else if (value.isString()) {
                        var object = JsonNodeFactory.instance.objectNode();
                        object.set(shorthand, value);
                        found.add(new JsonBody(object, at, errors, shorthand));
                    } else {
                        errors.add(
                                InputError.at(
                                        at,
                                        value.toString(),
                                        ErrorCode.WRONG_TYPE,
                                        "An element of '%s' is %s, must be a text or an object."
                                                .formatted(name, kind(value))));
                    }
                });
        return found;
    }

    public List<String> texts(String name, int most) {
        var found = new ArrayList<String>();
        forEach(
                name,
                most,
                (at, value) -> {
                    if (value.isString()) {
                        found.add(value.stringValue());
                    } else {
                        errors.add(
                                InputError.at(
                                        at,
                                        value.toString(),
                                        ErrorCode.WRONG_TYPE,
                                        "An element of '"
                                                + name
                                                + "' is "
                                                + kind(value)
                                                + ", must be a text."));
                    }
                });
        return found;
    }

    public List<Double> numbers(String name, int most) {
        var found = new ArrayList<Double>();
        forEach(
                name,
                most,
                (at, value) -> {
                    Double number = finite(at, name, value);
                    if (number != null) {
                        found.add(number);
                    }
                });
        return found;
    }

    /// An object whose values are numbers, in the order given; nulls are left out.
    public Map<String, Double> numberMap(String name) {
        JsonBody object = object(name);
        return object == null ? Map.of() : object.numbers();
    }

    /// This object's fields, all numbers.
    public Map<String, Double> numbers() {
        var found = new LinkedHashMap<String, Double>();
        for (String name : names()) {
            Double number = number(name);
            if (number != null) {
                found.put(name, number);
            }
        }
        return found;
    }

    public List<String> names() {
        return List.copyOf(node.propertyNames());
    }

    /// The raw value, for fields that may be of several types.
    public @Nullable JsonNode field(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /// The value of a field as Java has it: a text, a number, a flag, or its JSON.
    public Object value(String name) {
        JsonNode value = node.path(name);
        return value.isString()
                ? value.stringValue()
                : value.isNumber()
                        ? value.numberValue()
                        : value.isBoolean() ? value.booleanValue() : value.toString();
    }

    public void missing(String name) {
        fail(name, null, ErrorCode.MISSING, "'" + name + "' is missing.");
    }

    private @Nullable Double asNumber(String name, JsonNode value) {
        return finite(pointerTo(name), name, value);
    }

    private @Nullable Double finite(String at, String name, JsonNode value) {
        if (!value.isNumber()) {
            errors.add(
                    InputError.at(
                            at,
                            value.toString(),
                            ErrorCode.WRONG_TYPE,
                            "'"
                                    + name
                                    + "' is "
                                    + kind(value)
                                    + ", must be a number."
                                    + (value.isString() ? " Maybe the quotes are too much." : "")));
            return null;
        }
        double number = value.doubleValue();
        if (Double.isInfinite(number) || Double.isNaN(number)) {
            errors.add(
                    InputError.at(
                            at,
                            value.toString(),
                            ErrorCode.NOT_FINITE,
                            "'"
                                    + name
                                    + "' is "
                                    + InputError.cut(value.toString())
                                    + ", beyond the largest double (about 1.8e308)."));
            return null;
        }
        return number;
    }

    private void forEach(String name, int most, BiConsumer<String, JsonNode> each) {
        JsonNode value = field(name);
        if (value == null) {
            return;
        }
        if (!value.isArray()) {
            wrongType(name, value, "a list");
            return;
        }
        if (value.size() > most) {
            fail(
                    name,
                    null,
                    ErrorCode.TOO_LONG,
                    "'"
                            + name
                            + "' has "
                            + value.size()
                            + " elements, at most "
                            + most
                            + " are taken.");
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            each.accept(pointerTo(name) + "/" + i, value.get(i));
        }
    }

    private void wrongType(String name, JsonNode value, String wanted) {
        fail(
                name,
                value.toString(),
                ErrorCode.WRONG_TYPE,
                "'" + name + "' is " + kind(value) + ", must be " + wanted + ".");
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "the number " + InputError.cut(value.toString());
            case BOOLEAN -> value.toString();
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing that JSON has";
        };
    }
}
