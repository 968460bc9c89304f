package dev.lawcast.runs;

import dev.lawcast.experiments.VariableRole;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// A filter as SQL over the table `run`. What the user wrote becomes parameters, never SQL.
final class FilterSql {

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    private FilterSql() {}

    static FilterSql of(Filter filter) {
        var made = new FilterSql();
        made.add(filter);
        return made;
    }

    String sql() {
        return sql.toString();
    }

    List<Object> parameters() {
        return parameters;
    }

    private void add(Filter filter) {
        switch (filter) {
            case Filter.All() -> sql.append("true");
            case Filter.And(var parts) -> join(parts, " and ");
            case Filter.Or(var parts) -> join(parts, " or ");
            case Filter.Not(var part) -> {
                sql.append("not (");
                add(part);
                sql.append(')');
            }
            case Filter.Comparison(var column, var operator, var value) -> {
                column(column);
                sql.append(' ').append(operator.sql()).append(' ');
                parameter(value);
            }
            case Filter.In(var column, var values) -> {
                column(column);
                sql.append(" in (");
                for (int i = 0; i < values.size(); i++) {
                    sql.append(i == 0 ? "" : ", ");
                    parameter(values.get(i));
                }
                sql.append(')');
            }
            case Filter.IsNull(var column) -> {
                column(column);
                sql.append(" is null");
            }
        }
    }

    private void join(List<Filter> parts, String word) {
        for (int i = 0; i < parts.size(); i++) {
            sql.append(i == 0 ? "(" : word);
            add(parts.get(i));
        }
        sql.append(')');
    }

    private void column(RunColumn column) {
        switch (column) {
            case RunColumn.OfVariable(var variable) ->
                    sql.append(
                                    variable.role().kind() == VariableRole.Kind.LABEL
                                            ? "labels["
                                            : "variables[")
                            .append(variable.position())
                            .append(']');
            case RunColumn.OfMetric(var metric) ->
                    sql.append("metrics[").append(metric.position()).append(']');
            case RunColumn.OfStandardError(var metric) ->
                    sql.append("standard_errors[").append(metric.position()).append(']');
            case RunColumn.OfTag(var tag) -> {
                sql.append("(tags ->> cast(? as text))");
                parameters.add(tag);
            }
            case RunColumn.Attribute(var kind) ->
                    sql.append(
                            switch (kind) {
                                case KEY -> "key";
                                case SEED -> "seed";
                                case STATUS -> "status";
                                case GROUP -> "run_group";
                                case STARTED_AT -> "started_at";
                                case EXCLUDED -> "excluded";
                            });
        }
        if (column instanceof RunColumn.OfTag
                || column instanceof RunColumn.OfVariable(var variable)
                        && variable.role().kind() == VariableRole.Kind.LABEL
                || column instanceof RunColumn.Attribute(var kind)
                        && kind != RunColumn.Attribute.Kind.SEED
                        && kind != RunColumn.Attribute.Kind.STARTED_AT) {
            sql.append(" collate \"C\"");
        }
    }

    private void parameter(Object value) {
        sql.append('?');
        parameters.add(value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
    }
}
