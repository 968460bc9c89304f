package dev.lawcast.experiments;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.Invisible;
import dev.lawcast.api.JsonBody;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names of variables and metrics: they head CSV columns and stand in filters, so no two of
/// them are equal and none is a word that has another meaning there.
final class ColumnNames {

    static final int LONGEST = 100;

    /// Columns of an upload that are no variable or metric.
    static final List<String> RESERVED =
            List.of("key", "seed", "status", "group", "started_at", "excluded");

    private static final String STANDARD_ERROR = "_standard_error";

    private final Map<String, String> taken = new HashMap<>();

    void add(String name, String kind) {
        taken.put(name, kind);
    }

    void check(JsonBody body, String name, String kind) {
        if (name.isEmpty()) {
            return; // told already
        }
        String rule = brokenRule(name);
        if (rule != null) {
            body.fail(
                    "name",
                    name,
                    ErrorCode.OUT_OF_RANGE,
                    "The name '" + InputError.cut(name) + "' " + rule);
            return;
        }
        String before = taken.putIfAbsent(name, kind);
        if (before != null) {
            body.fail(
                    "name",
                    name,
                    ErrorCode.DUPLICATE,
                    "The name '"
                            + name
                            + "' stands twice: it is "
                            + before
                            + " already. Names of variables and metrics are distinct.");
        }
    }

    private static @Nullable String brokenRule(String name) {
        if (RESERVED.contains(name)) {
            return "is a reserved word ("
                    + String.join(", ", RESERVED)
                    + "). Maybe '"
                    + name
                    + "_value'.";
        }
        if (name.endsWith(STANDARD_ERROR)) {
            return "ends in '_standard_error', which heads the column of a metric's standard error.";
        }
        if (name.startsWith("tag:") || name.startsWith("tags.")) {
            return "starts like a tag ('tag:', 'tags.').";
        }
        if (!name.equals(name.strip())) {
            return "starts or ends with a blank.";
        }
        if ("=+-@'\"".indexOf(name.charAt(0)) >= 0) {
            return "starts with '"
                    + name.charAt(0)
                    + "', which a spreadsheet would read as a formula or a quote.";
        }
        int hidden =
                name.codePoints()
                        .filter(ColumnNames::isControl)
                        .findFirst()
                        .orElse(Invisible.first(name));
        if (hidden >= 0) {
            return String.format(
                    "holds a character that cannot be printed or seen, U+%04X.", hidden);
        }
        return null;
    }

    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
