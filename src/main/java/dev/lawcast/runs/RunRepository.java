package dev.lawcast.runs;

import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;
import dev.lawcast.experiments.VariableRole;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

@Repository
class RunRepository {

    private static final TypeReference<TreeMap<String, String>> TAGS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.shared();

    /// What [#run] reads, by position: looking columns up by name costs a third of reading a row.
    private static final String COLUMNS =
            """
            select id, key, revision, variables, labels, metrics, standard_errors, run_group, seed, status,
                   tags, started_at, excluded, created_at, updated_at
            """;

    private final JdbcClient database;
    private final JdbcOperations statements;

    RunRepository(JdbcClient database, JdbcOperations statements) {
        this.database = database;
        this.statements = statements;
    }

    Optional<Run> find(Experiment experiment, String key) {
        return database.sql(COLUMNS + "from run where experiment_id = ? and key = ?")
                .param(experiment.id())
                .param(key)
                .query(mapper(experiment))
                .optional();
    }

    /// Runs by key, those after the given one.
    ///
    /// @param limit null for all
    List<Run> page(
            Experiment experiment, Filter filter, @Nullable String after, @Nullable Integer limit) {
        return select(experiment, filter, after, limit).query(mapper(experiment)).list();
    }

    /// All by key.
    List<RunValues> values(Experiment experiment, Filter filter) {
        FilterSql condition = FilterSql.of(filter);
        var parameters = new ArrayList<Object>();
        parameters.add(experiment.id());
        parameters.addAll(condition.parameters());
        return new RunValuesReader(experiment)
                .read(
                        statements,
                        "experiment_id = ? and " + condition.sql() + " order by key",
                        parameters);
    }

    /// Those that are not excluded, of some ids or of all.
    List<Run> some(Experiment experiment, @Nullable List<Long> ids) {
        return database.sql(
                        COLUMNS
                                + "from run where experiment_id = ? and excluded is null"
                                + (ids == null ? "" : " and id = any (?)"))
                .params(
                        ids == null
                                ? List.of(experiment.id())
                                : List.of(experiment.id(), ids.toArray(Long[]::new)))
                .query(mapper(experiment))
                .list();
    }

    /// Gives the runs one by one through a cursor in the database; needs a transaction.
    void forEach(Experiment experiment, Filter filter, Consumer<Run> each) {
        RowMapper<Run> mapper = mapper(experiment);
        RowCallbackHandler take = row -> each.accept(mapper.mapRow(row, 0));
        select(experiment, filter, null, null).withFetchSize(500).query(take);
    }

    /// The names of the tags that the runs have, in order.
    List<String> tagNames(Experiment experiment, Filter filter, int limit) {
        FilterSql condition = FilterSql.of(filter);
        return database.sql(
                        "select distinct tag from run, jsonb_object_keys(tags) as tag"
                                + " where experiment_id = ? and "
                                + condition.sql()
                                + " order by tag limit ?")
                .param(experiment.id())
                .params(condition.parameters())
                .param(limit)
                .query((row, number) -> row.getString(1))
                .list();
    }

    /// Keeps what the run says now, before it is changed.
    void keepRevision(Run run) {
        database.sql(
                        """
                        insert into run_revision
                            (run_id, revision, variables, labels, metrics, standard_errors, run_group,
                             seed, status, tags, started_at, excluded)
                        select id, revision, variables, labels, metrics, standard_errors, run_group,
                               seed, status, tags, started_at, excluded
                        from run where id = ?
                        """)
                .param(run.id())
                .update();
    }

    void exclude(Run run, @Nullable String reason) {
        database.sql(
                        """
                        update run set excluded = ?, revision = revision + 1,
                                       updated_at = clock_timestamp()
                        where id = ?
                        """)
                .param(reason)
                .param(run.id())
                .update();
    }

    void delete(Run run) {
        database.sql("delete from run where id = ?").param(run.id()).update();
    }

    private JdbcClient.StatementSpec select(
            Experiment experiment, Filter filter, @Nullable String after, @Nullable Integer limit) {
        FilterSql condition = FilterSql.of(filter);
        String sql =
                COLUMNS
                        + "from run where experiment_id = ? and "
                        + condition.sql()
                        + (after == null ? "" : " and key > ?")
                        + " order by key"
                        + (limit == null ? "" : " limit ?");
        List<Object> parameters = new ArrayList<>();
        parameters.add(experiment.id());
        parameters.addAll(condition.parameters());
        if (after != null) {
            parameters.add(after);
        }
        if (limit != null) {
            parameters.add(limit);
        }
        return database.sql(sql).params(parameters);
    }

    private static RowMapper<Run> mapper(Experiment experiment) {
        return (row, number) -> run(experiment, row);
    }

    private static Run run(Experiment experiment, ResultSet row) throws SQLException {
        Object[] numbers = array(row.getArray(4));
        Object[] labels = array(row.getArray(5));
        Map<String, Object> variables = new LinkedHashMap<>();
        for (Variable variable : experiment.variables()) {
            boolean label = variable.role().kind() == VariableRole.Kind.LABEL;
            Object value = at(label ? labels : numbers, variable.position());
            if (value != null) {
                variables.put(variable.name(), value);
            }
        }
        return new Run(
                row.getLong(1),
                row.getString(2),
                row.getInt(3),
                variables,
                byMetric(experiment, array(row.getArray(6))),
                byMetric(experiment, array(row.getArray(7))),
                row.getString(8),
                row.getObject(9, Long.class),
                row.getString(10),
                tags(row.getString(11)),
                instant(row, 12),
                row.getString(13),
                row.getObject(14, OffsetDateTime.class).toInstant(),
                row.getObject(15, OffsetDateTime.class).toInstant());
    }

    private static Map<String, Double> byMetric(Experiment experiment, Object[] values) {
        if (values.length == 0) {
            return Map.of();
        }
        Map<String, Double> found = new LinkedHashMap<>();
        for (Metric metric : experiment.metrics()) {
            if (at(values, metric.position()) instanceof Double value) {
                found.put(metric.name(), value);
            }
        }
        return found;
    }

    private static Object[] array(Array array) throws SQLException {
        return (Object[]) array.getArray();
    }

    private static @Nullable Object at(Object[] values, int position) {
        return position <= values.length ? values[position - 1] : null;
    }

    static Map<String, String> tags(String json) {
        return json.equals("{}") ? Map.of() : JSON.readValue(json, TAGS);
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
