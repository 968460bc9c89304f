package dev.lawcast.curves;

import dev.lawcast.experiments.Metric;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// SQL that reads points, always along the primary key (run, metric, step).
@Repository
class CurveRepository {

    private static final int ROWS_AT_ONCE = 10_000;

    interface Each {
        void point(double step, double value);
    }

    private final JdbcClient database;
    private final JdbcTemplate streaming;

    CurveRepository(JdbcClient database, JdbcTemplate jdbc) {
        this.database = database;
        this.streaming = new JdbcTemplate(java.util.Objects.requireNonNull(jdbc.getDataSource()));
        this.streaming.setFetchSize(ROWS_AT_ONCE);
    }

    Optional<Long> run(UUID experiment, String key) {
        return database.sql("select id from run where experiment_id = ? and key = ?")
                .params(experiment, key)
                .query(Long.class)
                .optional();
    }

    List<CurvePoint> page(long run, int metric, double after, int limit) {
        return database.sql(
                        "select array_agg(step order by step), array_agg(value order by step) from curve(?, ?, ?, ?)")
                .params(run, metric, after, limit)
                .query((row, _) -> points(row.getArray(1), row.getArray(2)))
                .single();
    }

    private static List<CurvePoint> points(@Nullable Array steps, @Nullable Array values)
            throws SQLException {
        if (steps == null || values == null) {
            return List.of();
        }
        var step = (Double[]) steps.getArray();
        var value = (Double[]) values.getArray();
        var points = new ArrayList<CurvePoint>(step.length);
        for (int i = 0; i < step.length; i++) {
            points.add(new CurvePoint(step[i], value[i]));
        }
        return points;
    }

    /// The first steps after the given one that any metric has. Each curve gives its own first
    /// ones; together they hold those of the run.
    List<CurveRow> rows(long run, List<Metric> metrics, double after, int limit) {
        var rows = new ArrayList<CurveRow>();
        database.sql(
                        """
                        select p.step, m.position, p.value
                        from unnest(?::integer[]) with ordinality m (id, position)
                        cross join lateral curve(?, m.id, ?, ?) p
                        order by p.step, m.position
                        """)
                .params(metrics.stream().map(Metric::id).toArray(Integer[]::new), run, after, limit)
                .query(row -> {
                    double step = row.getDouble(1);
                    if (rows.isEmpty() || rows.getLast().step() != step) {
                        if (rows.size() == limit) {
                            return;
                        }
                        rows.add(new CurveRow(step, new LinkedHashMap<>()));
                    }
                    rows.getLast()
                            .metrics()
                            .put(metrics.get(row.getInt(2) - 1).name(), row.getDouble(3));
                });
        return rows;
    }

    long count(long run, int metric) {
        return database.sql("select count(*) from point where run_id = ? and metric_id = ?")
                .params(run, metric)
                .query(Long.class)
                .single();
    }

    /// The whole curve by step, some thousand points at a time. Wants a transaction.
    void forEach(long run, int metric, Each each) {
        streaming.query(
                "select step, value from curve(?, ?, '-Infinity', null)",
                row -> {
                    each.point(row.getDouble(1), row.getDouble(2));
                },
                run,
                metric);
    }
}
