package dev.lawcast.runs;

import dev.lawcast.experiments.Experiment;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Tells of runs that arrive in experiments that are watched. A trigger writes them down in the
/// transaction of whoever writes them; one process takes each.
@Service
public class RunArrivals {

    private final JdbcClient database;
    private final RunRepository runs;

    RunArrivals(JdbcClient database, RunRepository runs) {
        this.database = database;
        this.runs = runs;
    }

    /// From now on the experiment's arrivals are written down.
    public void watch(Experiment experiment) {
        database.sql("update experiment set watched = true where id = ? and not watched")
                .param(experiment.id())
                .update();
    }

    /// Takes the oldest arrival; it comes back where the caller's transaction fails.
    public Optional<RunArrival> take() {
        return database.sql(
                        """
                        delete from run_arrival where id =
                            (select id from run_arrival order by id limit 1 for update skip locked)
                        returning experiment_id, runs, run_ids
                        """)
                .query((row, _) -> arrival(row))
                .optional();
    }

    /// The runs of an arrival that are not excluded.
    public List<Run> of(Experiment experiment, RunArrival arrival) {
        return runs.some(experiment, arrival.ids());
    }

    /// Whether a run had a value of the metric at some time before now.
    public boolean had(Run run, int metricPosition, Instant at) {
        return database.sql(
                        """
                        select coalesce(
                            (select metrics[:metric] is not null from run_revision
                              where run_id = :run and replaced_at > :at order by revision limit 1),
                            (select metrics[:metric] is not null from run where id = :run))
                          and exists (select from run where id = :run and created_at <= :at)
                        """)
                .param("run", run.id())
                .param("metric", metricPosition)
                .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    private static RunArrival arrival(ResultSet row) throws SQLException {
        return new RunArrival(
                row.getObject("experiment_id", UUID.class),
                row.getLong("runs"),
                ids(row.getArray("run_ids")));
    }

    private static @Nullable List<Long> ids(@Nullable Array ids) throws SQLException {
        return ids == null ? null : Arrays.asList((Long[]) ids.getArray());
    }
}
