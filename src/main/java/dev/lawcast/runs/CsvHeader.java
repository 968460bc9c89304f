package dev.lawcast.runs;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;
import dev.lawcast.uploads.DecimalNumber;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The first line of a CSV file that is not blank: which column is which.
final class CsvHeader {

    static final int MOST_COLUMNS = 2_000;

    private final List<String> cells = new ArrayList<>();
    private int count;
    private long line = 1;

    /// Whether all lines so far were empty.
    boolean isEmpty() {
        return count == 0;
    }

    /// The line on which the next cells stand.
    void begin(long newLine) {
        line = newLine;
    }

    void add(String cell) {
        if (count++ < MOST_COLUMNS) {
            cells.add(cell);
        }
    }

    /// @throws ApiException where a name is not known or stands twice, or `key` is missing
    RunColumn[] columns(RunColumns known) {
        if (count > MOST_COLUMNS) {
            throw refusal(
                    ErrorCode.TOO_LONG,
                    "The header has " + count + " columns, at most " + MOST_COLUMNS + " are read.");
        }
        refuseIfNoHeader(known);
        var errors = new InputErrors();
        var columns = new ArrayList<RunColumn>();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            String name = cells.get(i);
            RunColumn column = known.named(name);
            Integer before = places.putIfAbsent(name, i + 1);
            if (before != null) {
                errors.add(
                        error(
                                name,
                                ErrorCode.DUPLICATE,
                                "The column '"
                                        + InputError.cut(name)
                                        + "' stands twice in the header, as number "
                                        + before
                                        + " and "
                                        + (i + 1)
                                        + "."));
            } else if (column instanceof RunColumn.OfTag(var tag)
                    && RunTexts.brokenByTagName(tag) != null) {
                errors.add(
                        error(
                                name,
                                ErrorCode.OUT_OF_RANGE,
                                "The tag's name '"
                                        + InputError.cut(tag)
                                        + "' "
                                        + RunTexts.brokenByTagName(tag)));
            } else if (column == null) {
                errors.add(
                        error(
                                name,
                                ErrorCode.UNKNOWN_NAME,
                                name.isBlank()
                                        ? "Column "
                                                + (i + 1)
                                                + " of the header has no name. Maybe it is the index"
                                                + " of a data frame, or a comma is too much."
                                        : "The column '"
                                                + InputError.cut(name)
                                                + "' is not declared in this experiment."
                                                + known.didYouMean(name)
                                                + (name.contains("\"")
                                                        ? " Maybe a quote in it is too much: a cell"
                                                                + " is quoted as a whole."
                                                        : "")
                                                + " Free text goes into columns named 'tag:…'."));
            } else {
                columns.add(column);
            }
        }
        if (!places.containsKey("key")) {
            errors.add(
                    error(
                            "key",
                            ErrorCode.MISSING,
                            "The header has no column 'key', the name of each run."));
        }
        errors.throwIfAny();
        return columns.toArray(RunColumn[]::new);
    }

    /// One message that says the likely cause is worth more than one for each cell.
    private void refuseIfNoHeader(RunColumns known) {
        if (cells.stream().anyMatch(cell -> known.named(cell) != null)) {
            return;
        }
        String first = cells.getFirst();
        String start = first.strip();
        String cause =
                cells.stream().allMatch(String::isBlank)
                        ? "it holds only blanks: delete the line."
                        : start.startsWith("sep=")
                                ? "Excel wrote it: delete the line."
                                : start.startsWith("{") || start.startsWith("[")
                                        ? "it is JSON: send it as application/json, or as"
                                                + " application/x-ndjson with one object a line."
                                        : null;
        if (cause != null) {
            throw refusal(
                    ErrorCode.INVALID_CSV,
                    "Line "
                            + line
                            + " is '"
                            + InputError.cut(String.join(",", cells))
                            + "', which is no header. Maybe "
                            + cause);
        }
        if (cells.stream().anyMatch(cell -> !Double.isNaN(DecimalNumber.parse(cell)))) {
            throw refusal(
                    ErrorCode.MISSING,
                    "Line "
                            + line
                            + " is '"
                            + InputError.cut(String.join(",", cells))
                            + "', which names no column. Maybe the header is missing; columns are "
                            + names(known)
                            + ".");
        }
        for (var separator : Map.of(";", "semicolons", "\t", "tabs", "|", "bars").entrySet()) {
            if (first.contains(separator.getKey())) {
                throw refusal(
                        ErrorCode.INVALID_CSV,
                        "Line "
                                + line
                                + " is '"
                                + InputError.cut(first)
                                + "', one cell. Maybe its cells are separated by "
                                + separator.getValue()
                                + ": write commas.");
            }
        }
    }

    private static String names(RunColumns known) {
        return known.all().stream()
                .limit(12)
                .map(RunColumn::name)
                .collect(Collectors.joining(", "));
    }

    private InputError error(String column, ErrorCode code, String message) {
        return InputError.inLine(line, InputError.cut(column), null, code, message);
    }

    private ApiException refusal(ErrorCode code, String message) {
        return ApiException.inLine(line, code, message);
    }
}
