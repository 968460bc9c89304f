package dev.lawcast.runs;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.InputError;
import dev.lawcast.experiments.VariableRole;
import dev.lawcast.uploads.DecimalNumber;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Parses `where`:
///
/// ```
/// filter     = conjunction {or conjunction}
/// conjunction = term {and term}
/// term       = not term | "(" filter ")" | name test
/// test       = (= | != | <> | < | <= | > | >=) value | [not] in "(" value {, value} ")" | is [not] null
/// value      = number | 'text'
/// ```
///
/// Length, depth and the number of terms are bounded, so that no filter costs much.
final class FilterParser {

    private static final int DEEPEST = 50;
    private static final int MOST_TERMS = 1_000;

    private final FilterTokens tokens;
    private final RunColumns columns;
    private int terms;

    private FilterParser(FilterTokens tokens, RunColumns columns) {
        this.tokens = tokens;
        this.columns = columns;
    }

    /// @param where null for all runs
    /// @throws ApiException INVALID_FILTER, with a caret below the place
    static Filter parse(@Nullable String where, RunColumns columns) {
        if (where == null) {
            return new Filter.All();
        }
        var parser = new FilterParser(new FilterTokens(where), columns);
        if (parser.tokens.peek().kind() == FilterTokens.Kind.END) {
            throw parser.tokens.refusal(0, "The filter is empty. Leave it out to get all runs.");
        }
        Filter filter = parser.disjunction(0);
        var rest = parser.tokens.peek();
        if (rest.kind() != FilterTokens.Kind.END) {
            throw parser.unexpected(rest, "'and', 'or' or the end");
        }
        return filter;
    }

    private Filter disjunction(int depth) {
        var parts = new ArrayList<Filter>();
        do {
            parts.add(conjunction(depth));
        } while (tokens.takeIf("or"));
        return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
    }

    private Filter conjunction(int depth) {
        var parts = new ArrayList<Filter>();
        do {
            parts.add(term(depth));
        } while (tokens.takeIf("and"));
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private Filter term(int depth) {
        var first = tokens.peek();
        count(first);
        if (depth > DEEPEST) {
            throw tokens.refusal(
                    first.start(), "The filter is nested deeper than " + DEEPEST + " levels.");
        }
        if (tokens.takeIf("not")) {
            return new Filter.Not(term(depth + 1));
        }
        if (tokens.takeIf("(")) {
            Filter inner = disjunction(depth + 1);
            expect(")");
            return inner;
        }
        return test(column());
    }

    private RunColumn column() {
        var token = tokens.take();
        if (token.kind() != FilterTokens.Kind.NAME) {
            throw unexpected(token, "a name, 'not' or '('", quotesMissing(token));
        }
        String name = token.text();
        if (name.startsWith("tags.") && !token.quoted()) {
            name = RunColumn.OfTag.PREFIX + name.substring("tags.".length());
        }
        RunColumn column = columns.named(name);
        if (column == null || name.equals(RunColumn.OfTag.PREFIX)) {
            throw tokens.refusal(
                    token.start(),
                    "'"
                            + InputError.cut(name)
                            + "' is not declared in this experiment."
                            + either(quotesMissing(token), columns.didYouMean(name))
                            + (token.quoted()
                                    ? " Maybe a text is meant: write it in single quotes."
                                    : ""));
        }
        return column;
    }

    /// A hint where the longest name that starts here is one that only quotes hold together.
    private String quotesMissing(FilterTokens.Token token) {
        return columns.all().stream()
                .map(RunColumn::name)
                .filter(name -> tokens.standsAt(token.start(), name))
                .max(Comparator.comparingInt(String::length))
                .filter(name -> !name.equals(token.text()) || isNumber(token))
                .map(name ->
                        " Maybe the name is meant: write it in double quotes, \""
                                + name.replace("\"", "\"\"")
                                + "\".")
                .orElse(
                        isNumber(token) && Double.isNaN(DecimalNumber.parse(token.text()))
                                ? " A name that starts with a digit stands in double quotes."
                                : "");
    }

    private static boolean isNumber(FilterTokens.Token token) {
        return token.kind() == FilterTokens.Kind.NUMBER;
    }

    private static String either(String first, String second) {
        return first.isEmpty() ? second : first;
    }

    private Filter test(RunColumn column) {
        var token = tokens.take();
        if (token.is("is")) {
            boolean not = tokens.takeIf("not");
            expect("null");
            Filter absent = new Filter.IsNull(column);
            return not ? new Filter.Not(absent) : absent;
        }
        if (token.is("not")) {
            expect("in");
            return new Filter.Not(new Filter.In(column, values(column)));
        }
        if (token.is("in")) {
            return new Filter.In(column, values(column));
        }
        Filter.Operator operator =
                switch (token.kind() == FilterTokens.Kind.SYMBOL ? token.text() : "") {
                    case "=" -> Filter.Operator.EQUAL;
                    case "!=", "<>" -> Filter.Operator.NOT_EQUAL;
                    case "<" -> Filter.Operator.LESS;
                    case "<=" -> Filter.Operator.AT_MOST;
                    case ">" -> Filter.Operator.GREATER;
                    case ">=" -> Filter.Operator.AT_LEAST;
                    default ->
                            throw unexpected(
                                    token, "=, !=, <, <=, >, >=, 'in', 'not in' or 'is null'");
                };
        return new Filter.Comparison(column, operator, value(column));
    }

    private List<Object> values(RunColumn column) {
        expect("(");
        var values = new ArrayList<>();
        do {
            count(tokens.peek());
            values.add(value(column));
        } while (tokens.takeIf(","));
        expect(")");
        return values;
    }

    private Object value(RunColumn column) {
        var token = tokens.take();
        return switch (Type.of(column)) {
            case NUMBER -> number(column, token);
            case WHOLE_NUMBER -> wholeNumber(column, token);
            case TEXT -> text(column, token, "a text in single quotes");
            case TIME -> {
                String text = text(column, token, "a time in single quotes");
                try {
                    yield OffsetDateTime.parse(text).toInstant();
                } catch (DateTimeException e) {
                    throw tokens.refusal(
                            token.start(),
                            "'"
                                    + InputError.cut(text)
                                    + "' must be a time like 2026-01-31T12:00:00Z.");
                }
            }
        };
    }

    private enum Type {
        NUMBER,
        WHOLE_NUMBER,
        TEXT,
        TIME;

        static Type of(RunColumn column) {
            return switch (column) {
                case RunColumn.OfMetric _, RunColumn.OfStandardError _ -> NUMBER;
                case RunColumn.OfVariable of ->
                        of.variable().role().kind() == VariableRole.Kind.LABEL ? TEXT : NUMBER;
                case RunColumn.OfTag _ -> TEXT;
                case RunColumn.Attribute(var kind) ->
                        switch (kind) {
                            case SEED -> WHOLE_NUMBER;
                            case STARTED_AT -> TIME;
                            case KEY, STATUS, GROUP, EXCLUDED -> TEXT;
                        };
            };
        }
    }

    private Object number(RunColumn column, FilterTokens.Token token) {
        if (token.kind() != FilterTokens.Kind.NUMBER) {
            throw wrongType(column, token, "a number");
        }
        double number = DecimalNumber.parse(token.text());
        if (Double.isNaN(number)) {
            throw tokens.refusal(
                    token.start(),
                    "'"
                            + InputError.cut(token.text())
                            + "' "
                            + DecimalNumber.refusal(token.text()).rule());
        }
        return number;
    }

    private Object wholeNumber(RunColumn column, FilterTokens.Token token) {
        if (token.kind() != FilterTokens.Kind.NUMBER) {
            throw wrongType(column, token, "a whole number");
        }
        try {
            return Long.valueOf(token.text());
        } catch (NumberFormatException e) {
            throw wrongType(column, token, "a whole number within 64 bits");
        }
    }

    private String text(RunColumn column, FilterTokens.Token token, String wanted) {
        if (token.kind() != FilterTokens.Kind.TEXT) {
            throw wrongType(column, token, wanted);
        }
        if (token.text().indexOf('\0') >= 0) {
            throw tokens.refusal(token.start(), "The text holds a NUL character.");
        }
        return token.text();
    }

    private ApiException wrongType(RunColumn column, FilterTokens.Token token, String wanted) {
        return tokens.refusal(
                token.start(),
                "'"
                        + column.name()
                        + "' is compared with "
                        + wanted
                        + ", not with "
                        + shown(token)
                        + "."
                        + (token.kind() == FilterTokens.Kind.NAME && wanted.contains("single")
                                ? " Maybe the single quotes are missing."
                                : ""));
    }

    private void expect(String wanted) {
        var token = tokens.peek();
        if (!tokens.takeIf(wanted)) {
            throw unexpected(token, "'" + wanted + "'");
        }
    }

    private ApiException unexpected(FilterTokens.Token token, String wanted) {
        return unexpected(token, wanted, token.is("null") ? " Maybe 'is null' is meant." : "");
    }

    private ApiException unexpected(FilterTokens.Token token, String wanted, String hint) {
        return tokens.refusal(
                token.start(), "Here is " + shown(token) + ", wanted is " + wanted + "." + hint);
    }

    private static String shown(FilterTokens.Token token) {
        return token.kind() == FilterTokens.Kind.END
                ? "the end"
                : "'" + InputError.cut(token.text()) + "'";
    }

    private void count(FilterTokens.Token token) {
        if (++terms > MOST_TERMS) {
            throw tokens.refusal(
                    token.start(), "The filter has more than " + MOST_TERMS + " terms and values.");
        }
    }
}
