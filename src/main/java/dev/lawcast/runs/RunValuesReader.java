package dev.lawcast.runs;

import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;
import dev.lawcast.experiments.VariableRole;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowMapper;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads many runs fast: each value is a column of its own, and numbers come as their bytes, not as
/// text. (Arrays of one or two numbers take longer to take apart than the fit of the run.)
final class RunValuesReader implements RowMapper<RunValues> {

    private static final int FIXED_COLUMNS = 5;

    private final List<String> variables = new ArrayList<>();
    private final List<Boolean> isText = new ArrayList<>();
    private final List<String> metrics = new ArrayList<>();
    private final String columns;

    RunValuesReader(Experiment experiment) {
        var sql = new StringBuilder("id, key, run_group, status, tags");
        for (Variable variable : experiment.variables()) {
            boolean text = variable.role().kind() == VariableRole.Kind.LABEL;
            variables.add(variable.name());
            isText.add(text);
            sql.append(text ? ", labels[" : ", variables[").append(variable.position()).append(']');
        }
        for (Metric metric : experiment.metrics()) {
            metrics.add(metric.name());
            sql.append(", metrics[").append(metric.position()).append(']');
        }
        for (Metric metric : experiment.metrics()) {
            sql.append(", standard_errors[").append(metric.position()).append(']');
        }
        columns = sql.toString();
    }

    /// @param where of the table `run`, and what follows it
    List<RunValues> read(JdbcOperations database, String where, List<Object> parameters) {
        return database.query(
                connection -> {
                    PreparedStatement statement =
                            connection.prepareStatement(
                                    "select " + columns + " from run where " + where);
                    // at once, not from the fifth time on: below 0 the driver asks for bytes
                    statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
                    new ArgumentPreparedStatementSetter(parameters.toArray()).setValues(statement);
                    return statement;
                },
                this);
    }

    @Override
    public RunValues mapRow(ResultSet row, int number) throws SQLException {
        int variableCount = variables.size();
        int metricCount = metrics.size();
        return new RunValues(
                row.getLong(1),
                row.getString(2),
                variables(row),
                numbers(row, FIXED_COLUMNS + variableCount),
                numbers(row, FIXED_COLUMNS + variableCount + metricCount),
                row.getString(3),
                row.getString(4),
                RunRepository.tags(row.getString(5)));
    }

    private Map<String, Object> variables(ResultSet row) throws SQLException {
        Map<String, Object> found = Map.of();
        for (int v = 0; v < variables.size(); v++) {
            int column = FIXED_COLUMNS + 1 + v;
            Object value = isText.get(v) ? row.getString(column) : number(row, column);
            if (value != null) {
                found = with(found, variables.get(v), value, variables.size());
            }
        }
        return found;
    }

    /// @param before columns before the first
    private Map<String, Double> numbers(ResultSet row, int before) throws SQLException {
        Map<String, Double> found = Map.of();
        for (int m = 0; m < metrics.size(); m++) {
            Double value = number(row, before + 1 + m);
            if (value != null) {
                found = with(found, metrics.get(m), value, metrics.size());
            }
        }
        return found;
    }

    private static @Nullable Double number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    /// A map that holds one value is the smallest there is.
    private static <T> Map<String, T> with(Map<String, T> map, String name, T value, int most) {
        if (most == 1) {
            return Map.of(name, value);
        }
        Map<String, T> more = map.isEmpty() ? HashMap.newHashMap(most) : map;
        more.put(name, value);
        return more;
    }
}
