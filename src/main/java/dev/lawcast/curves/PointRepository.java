package dev.lawcast.curves;

import dev.lawcast.access.OwnerRights;
import dev.lawcast.uploads.BinaryCopy;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// SQL that writes points. They have no foreign key, its check would cost more than the insert:
/// whoever writes points holds the rows of their runs locked until the end of the transaction. The
/// role of the service changes them through the view `point`; [OwnerRights] adds to them.
@Repository
class PointRepository {

    record Found(long id, String key) {}

    /// A point that an upload gives again.
    record Repeated(long place, long firstPlace, long run, int metric, double step) {}

    interface LastStep {
        void of(long run, int metric, double step);
    }

    private final JdbcTemplate jdbc;
    private final JdbcClient database;

    PointRepository(JdbcTemplate jdbc, JdbcClient database) {
        this.jdbc = jdbc;
        this.database = database;
    }

    interface Load<T> {
        T run(Connection connection) throws SQLException;
    }

    /// Runs something on the connection of the caller's transaction.
    <T> T onConnection(Load<T> load) {
        return java.util.Objects.requireNonNull(jdbc.execute((Connection c) -> load.run(c)));
    }

    Optional<Long> run(UUID experiment, String key) {
        return database.sql("select id from run where experiment_id = ? and key = ?")
                .params(experiment, key)
                .query(Long.class)
                .optional();
    }

    /// Locks those runs that nobody else has locked; waits for none.
    List<Found> lockFree(UUID experiment, Collection<String> keys) {
        return lock(experiment, keys, "skip locked");
    }

    /// Locks the runs. The caller holds the experiment, so that two who wait cannot block each
    /// other.
    List<Found> lock(UUID experiment, Collection<String> keys) {
        return lock(experiment, keys, "");
    }

    private List<Found> lock(UUID experiment, Collection<String> keys, String wait) {
        return database.sql(
                        "select id, key from run where experiment_id = ? and key = any (?) for no key"
                                + " update "
                                + wait)
                .params(experiment, keys.toArray(String[]::new))
                .query((row, i) -> new Found(row.getLong(1), row.getString(2)))
                .list();
    }

    List<String> keys(UUID experiment, int most) {
        return database.sql("select key from run where experiment_id = ? order by key limit ?")
                .params(experiment, most)
                .query((row, i) -> row.getString(1))
                .list();
    }

    /// The last step of each curve that has points. One look at the end of the primary key each,
    /// with the rights of the owner.
    void lastSteps(Long[] runs, Integer[] metrics, LastStep each) {
        database.sql(
                        """
                        select r.id, m.id, last.step
                        from unnest(?::bigint[]) r (id)
                        cross join unnest(?::integer[]) m (id)
                        cross join lateral (
                            select step from stored_point where run_id = r.id and metric_id = m.id
                            order by step desc limit 1) last
                        """)
                .params(runs, metrics)
                .query(row -> {
                    each.of(row.getLong(1), row.getInt(2), row.getDouble(3));
                });
    }

    /// With the rights of the owner.
    static BinaryCopy copy(Connection connection) throws SQLException {
        return BinaryCopy.into(connection, "stored_point (run_id, metric_id, step, value)");
    }

    static BinaryCopy copyAside(Connection connection) throws SQLException {
        return BinaryCopy.into(
                connection, "incoming_point (place, run_id, metric_id, step, value)");
    }

    /// A table of this connection that is empty again at the end of the transaction.
    void makeRoomAside() {
        jdbc.execute("set local work_mem = '64MB'");
        jdbc.execute(
                """
                create temporary table if not exists incoming_point (
                    place     bigint not null,
                    run_id    bigint not null,
                    metric_id integer not null,
                    step      double precision not null,
                    value     double precision not null
                ) on commit delete rows
                """);
    }

    /// Tells the planner how much there is: without, it may compare row by row.
    void countAside() {
        jdbc.execute("analyze incoming_point");
    }

    long countRepeated() {
        return database.sql(
                        """
                        select coalesce(sum(times - 1), 0) from (
                            select count(*) as times from incoming_point
                            group by run_id, metric_id, step having count(*) > 1) repeated
                        """)
                .query(Long.class)
                .single();
    }

    List<Repeated> repeated(int most) {
        return database.sql(
                        """
                        select place, first_place, run_id, metric_id, step from (
                            select place, run_id, metric_id, step, min(place) over curve_step as first_place
                            from incoming_point
                            window curve_step as (partition by run_id, metric_id, step)) placed
                        where place > first_place
                        order by place, metric_id
                        limit ?
                        """)
                .param(most)
                .query((row, i) ->
                        new Repeated(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getInt(4),
                                row.getDouble(5)))
                .list();
    }

    long updateChanged() {
        return database.sql(
                        """
                        update point set value = incoming.value
                        from incoming_point incoming
                        where point.run_id = incoming.run_id and point.metric_id = incoming.metric_id
                            and point.step = incoming.step and point.value <> incoming.value
                        """)
                .update();
    }

    /// Adds to the number of points of the workspace.
    void count(long created) {
        database.sql("select count_points(?)").param(created).query((row, i) -> true).list();
    }

    /// The number of points of the workspace.
    long counted() {
        return database.sql("select coalesce(sum(change), 0) from point_count")
                .query(Long.class)
                .single();
    }

    /// In the order of the primary key, which is the cheapest to insert, with the rights of the
    /// owner.
    long insertNew() {
        return database.sql(
                        """
                        insert into stored_point (run_id, metric_id, step, value)
                        select run_id, metric_id, step, value from incoming_point incoming
                        where not exists (
                            select from stored_point point
                            where point.run_id = incoming.run_id and point.metric_id = incoming.metric_id
                                and point.step = incoming.step)
                        order by run_id, metric_id, step
                        """)
                .update();
    }
}
