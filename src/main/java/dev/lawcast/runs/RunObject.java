package dev.lawcast.runs;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.Suggestion;
import dev.lawcast.uploads.DecimalNumber;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.util.List;
import java.util.function.Function;

/// Reads one run from a JSON object, token by token. A field that is null is absent.
final class RunObject {

    private static final List<String> FIELDS =
            List.of(
                    "key",
                    "variables",
                    "metrics",
                    "standard_errors",
                    "group",
                    "seed",
                    "status",
                    "tags",
                    "started_at",
                    "excluded");

    private final RowIntake intake;
    private final RunColumns columns;
    private final RowErrors errors;

    RunObject(RowIntake intake) {
        this.intake = intake;
        this.columns = intake.columns;
        this.errors = intake.errors;
    }

    /// @return false where the value is no object
    boolean read(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            errors.addAt(
                    "",
                    null,
                    null,
                    ErrorCode.WRONG_TYPE,
                    "A run is "
                            + kind(json)
                            + ", must be an object."
                            + (errors.lines() && json.currentToken() == JsonToken.START_ARRAY
                                    ? " Maybe the body is one JSON document: send it as"
                                            + " application/json with {\"runs\": […]}."
                                    : ""));
            json.skipChildren();
            return false;
        }
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "key", "group", "status", "started_at", "excluded", "seed" ->
                        value(json, attribute(name));
                case "variables" ->
                        object(json, name, columns::variable, columns::didYouMeanVariable);
                case "metrics" -> object(json, name, columns::metric, columns::didYouMeanMetric);
                case "standard_errors" ->
                        object(json, name, columns::standardError, columns::didYouMeanMetric);
                case "tags" -> object(json, name, RunColumn.OfTag::new, tag -> "");
                default -> unknown(json, name);
            }
        }
        return true;
    }

    /// A value's kind, for messages.
    static String kind(JsonParser json) {
        return switch (json.currentToken()) {
            case null -> "nothing";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    "the number " + InputError.cut(json.getString());
            case VALUE_NULL -> "null";
            default -> json.getString();
        };
    }

    private RunColumn attribute(String name) {
        RunColumn column = columns.named(name);
        if (column == null) {
            throw new IllegalStateException(name + " is an attribute of every run");
        }
        return column;
    }

    private void object(
            JsonParser json,
            String field,
            Function<String, @Nullable RunColumn> column,
            Function<String, String> suggestion) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            errors.addAt(
                    "/" + field,
                    field,
                    null,
                    ErrorCode.WRONG_TYPE,
                    "'" + field + "' is " + kind(json) + ", must be an object.");
            json.skipChildren();
            return;
        }
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            RunColumn found = column.apply(name);
            if (found != null) {
                value(json, found);
                continue;
            }
            errors.addAt(
                    "/" + field + "/" + name.replace("~", "~0").replace("/", "~1"),
                    name,
                    null,
                    ErrorCode.UNKNOWN_NAME,
                    "'"
                            + InputError.cut(name)
                            + "' in '"
                            + field
                            + "' is not declared in this experiment."
                            + suggestion.apply(name));
            json.skipChildren();
        }
    }

    private void value(JsonParser json, RunColumn column) {
        JsonToken token = json.currentToken();
        boolean number = RowFiller.isNumber(column);
        boolean seed =
                column instanceof RunColumn.Attribute(var kind)
                        && kind == RunColumn.Attribute.Kind.SEED;
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (seed) {
                    intake.fill.text(column, json.getString());
                } else if (number) {
                    number(json, column);
                } else {
                    wrongType(json, column, "a text. Maybe the quotes are missing.");
                }
            }
            case VALUE_STRING -> {
                if (number || seed) {
                    quotedNumber(json.getString(), column);
                } else {
                    intake.fill.text(column, json.getString());
                }
            }
            default -> {
                wrongType(json, column, number || seed ? "a number." : "a text.");
                json.skipChildren();
            }
        }
    }

    private void number(JsonParser json, RunColumn column) {
        double value =
                DecimalNumber.parse(
                        json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
        if (Double.isNaN(value)) {
            intake.fill.notANumber(column, json.getString());
        } else {
            intake.fill.number(column, value);
        }
    }

    private void quotedNumber(String text, RunColumn column) {
        if (Double.isNaN(DecimalNumber.parse(text))) {
            intake.fill.notANumber(column, text);
        } else {
            intake.fill.fail(
                    column,
                    text,
                    ErrorCode.WRONG_TYPE,
                    "a text, must be a number. Maybe the quotes are too much.");
        }
    }

    private void wrongType(JsonParser json, RunColumn column, String wanted) {
        errors.add(
                column,
                null,
                ErrorCode.WRONG_TYPE,
                "'" + InputError.cut(column.name()) + "' is " + kind(json) + ", must be " + wanted);
    }

    private void unknown(JsonParser json, String name) {
        String hint =
                columns.variable(name) != null
                        ? " It is a variable: put it into 'variables'."
                        : columns.metric(name) != null
                                ? " It is a metric: put it into 'metrics'."
                                : Suggestion.didYouMean(name, FIELDS);
        errors.addAt(
                "/" + name.replace("~", "~0").replace("/", "~1"),
                name,
                null,
                ErrorCode.UNKNOWN_FIELD,
                "The field '" + InputError.cut(name) + "' is not known in a run." + hint);
        json.skipChildren();
    }
}
