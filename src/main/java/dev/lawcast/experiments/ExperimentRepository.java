package dev.lawcast.experiments;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

@Repository
class ExperimentRepository {

    private final JdbcClient database;

    ExperimentRepository(JdbcClient database) {
        this.database = database;
    }

    Optional<Experiment> find(UUID id) {
        List<Experiment> found =
                withColumns(
                        database.sql("select * from experiment where id = :id")
                                .param("id", id)
                                .query(ExperimentRepository::bare)
                                .list());
        return found.stream().findFirst();
    }

    /// The newest first, those made before the given one.
    List<Experiment> page(@Nullable UUID before, int limit) {
        return withColumns(
                database.sql(
                                """
                                select * from experiment
                                where cast(:before as uuid) is null or id < :before
                                order by id desc
                                limit :limit
                                """)
                        .param("before", before)
                        .param("limit", limit)
                        .query(ExperimentRepository::bare)
                        .list());
    }

    /// Makes other changes to the experiment, and uploads of its runs, wait for the end of the
    /// transaction.
    boolean lock(UUID id) {
        return database.sql("select 1 from experiment where id = :id for no key update")
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    void insert(UUID id, String name, @Nullable String description) {
        database.sql("insert into experiment (id, name, description) values (:id, :name, :text)")
                .param("id", id)
                .param("name", name)
                .param("text", description)
                .update();
    }

    /// Time passes with every change, so that it tells versions apart.
    void update(UUID id, String name, @Nullable String description) {
        database.sql(
                        """
                        update experiment
                        set name = :name, description = :text,
                            updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
                        where id = :id
                        """)
                .param("id", id)
                .param("name", name)
                .param("text", description)
                .update();
    }

    void insert(UUID experiment, Variable variable) {
        database.sql(
                        """
                        insert into variable (experiment_id, position, name, role, unit)
                        values (?, ?, ?, ?, ?)
                        """)
                .param(experiment)
                .param(variable.position())
                .param(variable.name())
                .param(variable.role().name())
                .param(variable.unit())
                .update();
    }

    void insert(UUID experiment, Metric metric) {
        database.sql(
                        """
                        insert into metric
                            (experiment_id, position, name, direction, unit, lower_bound, upper_bound)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(experiment)
                .param(metric.position())
                .param(metric.name())
                .param(metric.direction().word())
                .param(metric.unit())
                .param(metric.lowerBound())
                .param(metric.upperBound())
                .update();
    }

    boolean delete(UUID id) {
        return database.sql("delete from experiment where id = :id").param("id", id).update() > 0;
    }

    private List<Experiment> withColumns(List<Experiment> bare) {
        UUID[] ids = bare.stream().map(Experiment::id).toArray(UUID[]::new);
        Map<UUID, List<Variable>> variables = new HashMap<>();
        database.sql("select * from variable where experiment_id = any(?) order by position")
                .param(ids)
                .query(row -> {
                    variables
                            .computeIfAbsent(experiment(row), id -> new ArrayList<>())
                            .add(variable(row));
                });
        Map<UUID, List<Metric>> metrics = new HashMap<>();
        database.sql("select * from metric where experiment_id = any(?) order by position")
                .param(ids)
                .query(row -> {
                    metrics.computeIfAbsent(experiment(row), id -> new ArrayList<>())
                            .add(metric(row));
                });
        return bare.stream()
                .map(one ->
                        new Experiment(
                                one.id(),
                                one.name(),
                                one.description(),
                                List.copyOf(variables.getOrDefault(one.id(), List.of())),
                                List.copyOf(metrics.getOrDefault(one.id(), List.of())),
                                one.createdAt(),
                                one.updatedAt()))
                .toList();
    }

    private static Experiment bare(ResultSet row, int number) throws SQLException {
        return new Experiment(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                List.of(),
                List.of(),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static Variable variable(ResultSet row) throws SQLException {
        return new Variable(
                row.getInt("position"),
                row.getString("name"),
                VariableRole.of(row.getString("role")).orElseThrow(),
                row.getString("unit"));
    }

    private static Metric metric(ResultSet row) throws SQLException {
        return new Metric(
                row.getInt("id"),
                row.getInt("position"),
                row.getString("name"),
                Metric.Direction.of(row.getString("direction")),
                row.getString("unit"),
                row.getObject("lower_bound", Double.class),
                row.getObject("upper_bound", Double.class));
    }

    private static UUID experiment(ResultSet row) throws SQLException {
        return row.getObject("experiment_id", UUID.class);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
