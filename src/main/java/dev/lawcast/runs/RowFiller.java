package dev.lawcast.runs;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.experiments.VariableRole;
import dev.lawcast.uploads.DecimalNumber;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/// Puts single values into a row, or says why they do not fit their column.
final class RowFiller {

    private final RunRow row;
    private final RowErrors errors;

    RowFiller(RunRow row, RowErrors errors) {
        this.row = row;
        this.errors = errors;
    }

    static boolean isNumber(RunColumn column) {
        return switch (column) {
            case RunColumn.OfVariable of -> of.variable().role().kind() != VariableRole.Kind.LABEL;
            case RunColumn.OfMetric _, RunColumn.OfStandardError _ -> true;
            case RunColumn.OfTag _, RunColumn.Attribute _ -> false;
        };
    }

    void number(RunColumn column, double value) {
        switch (column) {
            case RunColumn.OfVariable of -> row.variables[of.variable().position() - 1] = value;
            case RunColumn.OfMetric of -> row.metrics[of.metric().position() - 1] = value;
            case RunColumn.OfStandardError of ->
                    row.standardErrors[of.metric().position() - 1] = value;
            case RunColumn.OfTag _, RunColumn.Attribute _ ->
                    throw new IllegalArgumentException(column.name() + " holds no number");
        }
    }

    void text(RunColumn column, String text) {
        switch (column) {
            case RunColumn.Attribute(var kind) -> attribute(column, kind, text);
            case RunColumn.OfVariable of ->
                    row.labels[of.variable().position() - 1] = checked(column, text);
            case RunColumn.OfTag(var tag) -> tag(column, tag, text);
            case RunColumn.OfMetric _, RunColumn.OfStandardError _ ->
                    throw new IllegalArgumentException(column.name() + " holds no text");
        }
    }

    void notANumber(RunColumn column, String text) {
        var refusal = DecimalNumber.refusal(text);
        fail(column, text, refusal.code(), refusal.rule());
    }

    void fail(RunColumn column, String text, ErrorCode code, String rule) {
        errors.add(
                column,
                text,
                code,
                "'" + column.name() + "' is '" + InputError.cut(text) + "', " + rule);
    }

    private void attribute(RunColumn column, RunColumn.Attribute.Kind kind, String text) {
        switch (kind) {
            case KEY -> key(column, text);
            case SEED -> seed(column, text);
            case STATUS -> row.status = checked(column, text);
            case GROUP -> row.group = checked(column, text);
            case EXCLUDED -> row.excluded = checked(column, text);
            case STARTED_AT -> row.startedAt = time(column, text);
        }
    }

    private void key(RunColumn column, String text) {
        String rule = RunTexts.brokenByKey(text);
        if (rule == null) {
            row.key = text;
        } else {
            fail(column, text, code(text, Run.LONGEST_KEY), rule);
        }
    }

    private void seed(RunColumn column, String text) {
        try {
            if (text.matches("-?[0-9]+")) {
                row.seed = Long.valueOf(text);
                return;
            }
        } catch (NumberFormatException e) {
            fail(
                    column,
                    text,
                    ErrorCode.OUT_OF_RANGE,
                    "must be from -9223372036854775808 to 9223372036854775807.");
            return;
        }
        fail(
                column,
                text,
                ErrorCode.NOT_A_NUMBER,
                "must be a whole number."
                        + (Double.isNaN(DecimalNumber.parse(text))
                                ? ""
                                : " Maybe the column was kept as floating point."));
    }

    private @Nullable Instant time(RunColumn column, String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            Instant instant = time.toInstant().truncatedTo(ChronoUnit.MICROS);
            if (time.getYear() >= 1 && time.getYear() <= 9_998) {
                return instant;
            }
        } catch (DateTimeException e) {
            // told below
        }
        String cause = "";
        if (text.matches("\\d{4}-\\d\\d-\\d\\d([T ].*)?")
                && !text.matches(".*[zZ]|.*[+-]\\d\\d.?\\d\\d")) {
            cause = " Maybe the zone is missing: end with Z.";
        } else if (text.matches("\\d{4}-\\d\\d-\\d\\d .*")) {
            cause = " Maybe the T between date and time is missing.";
        } else if (text.matches("\\d{9,}(\\.\\d+)?")) {
            cause = " Maybe it counts seconds since 1970.";
        }
        fail(
                column,
                text,
                ErrorCode.OUT_OF_RANGE,
                "must be a time like 2026-01-31T12:00:00Z (RFC 3339)." + cause);
        return null;
    }

    private void tag(RunColumn column, String tag, String text) {
        String rule = RunTexts.brokenByTagName(tag);
        if (rule != null) {
            errors.add(
                    column,
                    tag,
                    code(tag, RunTexts.LONGEST_TAG_NAME),
                    "The tag's name '" + InputError.cut(tag) + "' " + rule);
            return;
        }
        String checked = checked(column, text);
        if (checked == null) {
            return;
        }
        row.tags.put(tag, checked);
        if (row.tags.size() == RunTexts.MOST_TAGS + 1) {
            errors.add(
                    column,
                    null,
                    ErrorCode.TOO_LONG,
                    "The run has more than " + RunTexts.MOST_TAGS + " tags.");
        }
    }

    private @Nullable String checked(RunColumn column, String text) {
        String rule = RunTexts.brokenByText(text);
        if (rule == null) {
            return text;
        }
        fail(column, text, code(text, RunTexts.LONGEST_TEXT), rule);
        return null;
    }

    private static ErrorCode code(String text, int longest) {
        return text.length() > longest ? ErrorCode.TOO_LONG : ErrorCode.OUT_OF_RANGE;
    }
}
