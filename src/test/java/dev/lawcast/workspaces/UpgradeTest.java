package dev.lawcast.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.database.SharedPostgres;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What was stored before there were workspaces belongs to the default one, unchanged.
class UpgradeTest {

    private static final String DATA =
            """
            insert into experiment (id, name) values ('0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 'old');
            insert into variable values ('0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 1, 'parameters', 'PARAMETERS', null);
            insert into metric (experiment_id, position, name, direction)
                values ('0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 1, 'loss', 'minimize');
            insert into run (experiment_id, key, variables, labels, metrics, standard_errors)
                select '0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 'run-' || n, array[n], '{}', array['-0'::float8], '{}'
                from generate_series(1, 100) n;
            insert into run_revision (run_id, revision, variables, labels, metrics, standard_errors, tags)
                select id, 1, variables, labels, metrics, standard_errors, tags from run limit 3;
            insert into point select r.id, m.id, n, n / 7.0 from run r, metric m, generate_series(0, 9) n;
            insert into fit (id, experiment_id, law, metric, request, snapshot, data_hash, seed, code_version, status, finished_at)
                values ('0198f0a2-9999-7e5f-8a6b-1c2d3e4f5a6b', '0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 'power_law', 'loss',
                        '{}', '{}', '', 1, 'old', 'CONVERGED', now());
            insert into idempotent_answer (key, route, request_hash, status) values ('k', 'POST /x', '', 201);
            insert into scheduled_tasks (task_name, task_instance, picked, version) values ('fit', 'x', false, 1);
            """;

    /// What the sixth schema keeps besides.
    private static final String LATER_DATA =
            """
            insert into custom_law (name, text) values ('floor', '{}');
            begin;
            insert into sample_chunk (array_id, position, content) values ('0198f0a2-0001-7e5f-8a6b-1c2d3e4f5a6b', 0, 'abc');
            insert into sample_array (id, type, read_as, rows, columns, hash)
                values ('0198f0a2-0001-7e5f-8a6b-1c2d3e4f5a6b', 'float64', '<f8', 1, 1, '');
            commit;
            insert into sample (id, kind, name, feature_space, features_id)
                values ('0198f0a2-0002-7e5f-8a6b-1c2d3e4f5a6b', 'validation', 'goal', 'all', '0198f0a2-0001-7e5f-8a6b-1c2d3e4f5a6b');
            insert into projection (id, experiment_id, metric, request, snapshot, data_hash, code_version, status, finished_at)
                values ('0198f0a2-0003-7e5f-8a6b-1c2d3e4f5a6b', '0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 'loss', '{}', '{}', '', 'old',
                        'FINISHED', now());
            insert into projection_sample (projection_id, position, features_id)
                values ('0198f0a2-0003-7e5f-8a6b-1c2d3e4f5a6b', 0, '0198f0a2-0001-7e5f-8a6b-1c2d3e4f5a6b');
            insert into run_arrival (experiment_id, runs) values ('0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 3);
            insert into schedule (id, experiment_id, request, paused)
                values ('0198f0a2-0004-7e5f-8a6b-1c2d3e4f5a6b', '0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', '{}', true);
            insert into firing (id, schedule_id, cause, due_at, status)
                values ('0198f0a2-0005-7e5f-8a6b-1c2d3e4f5a6b', '0198f0a2-0004-7e5f-8a6b-1c2d3e4f5a6b', 'CRON', now(), 'FITTING');
            insert into event (id, experiment_id, type, data)
                values ('0198f0a2-0006-7e5f-8a6b-1c2d3e4f5a6b', '0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b', 'a.b', '{}');
            insert into webhook (id, url, types, secret, paused)
                values ('0198f0a2-0007-7e5f-8a6b-1c2d3e4f5a6b', 'https://example.org', '{}', '', false);
            insert into delivery (id, webhook_id, event_id, event_type, body, status)
                values ('0198f0a2-0008-7e5f-8a6b-1c2d3e4f5a6b', '0198f0a2-0007-7e5f-8a6b-1c2d3e4f5a6b',
                        '0198f0a2-0006-7e5f-8a6b-1c2d3e4f5a6b', 'a.b', '{}', 'PENDING');
            insert into delivery_attempt (delivery_id, number, seconds) values ('0198f0a2-0008-7e5f-8a6b-1c2d3e4f5a6b', 1, 0);
            insert into frozen_forecast (id, experiment_id, fit_id, fit_version, metric, point, tolerance, level, space, mean,
                                         new_run_intervals, extrapolation_factor, status)
                values ('0198f0a2-0009-7e5f-8a6b-1c2d3e4f5a6b', '0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b',
                        '0198f0a2-9999-7e5f-8a6b-1c2d3e4f5a6b', 1, 'loss', '{}', 0, .9, 'raw', 1, '{}', 1, 'OPEN');
            """;

    private static final List<String> LATER_TABLES =
            List.of(
                    "custom_law",
                    "sample_array",
                    "sample_chunk",
                    "sample",
                    "projection",
                    "projection_sample",
                    "run_arrival",
                    "schedule",
                    "firing",
                    "event",
                    "webhook",
                    "delivery",
                    "delivery_attempt",
                    "frozen_forecast");

    private static final List<String> TABLES =
            List.of(
                    "experiment",
                    "variable",
                    "metric",
                    "run",
                    "run_revision",
                    "point",
                    "fit",
                    "idempotent_answer",
                    "scheduled_tasks");

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "6", "8", "11", "13"})
    void theDataOfEarlierSchemasAreInTheDefaultWorkspace(String version) throws SQLException {
        SharedPostgres.Login owner = SharedPostgres.newSchema();
        migrate(owner, version);
        try (Connection connection = owner.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set lawcast.workspace = '" + WorkspaceScope.DEFAULT + "'");
            statement.execute(DATA);
            var tables = new ArrayList<String>(TABLES);
            if (Integer.parseInt(version) >= 6) {
                statement.execute(LATER_DATA);
                tables.addAll(LATER_TABLES);
            }
            List<String> before = tables.stream().map(table -> hash(statement, table)).toList();

            migrate(owner, "latest");

            statement.execute("set role lawcast_runtime");
            statement.execute("set lawcast.workspace = '" + WorkspaceScope.DEFAULT + "'");
            assertThat(tables.stream().map(table -> hash(statement, table)).toList())
                    .isEqualTo(before)
                    .noneMatch(hash -> hash.startsWith("0 "));
            statement.execute("set lawcast.workspace = '0198f0a2-0000-7e5f-8a6b-1c2d3e4f5a6b'");
            assertThat(
                            tables.stream()
                                    .filter(table -> !table.equals("scheduled_tasks"))
                                    .map(table -> hash(statement, table)))
                    .allMatch(hash -> hash.startsWith("0 "));
        }
    }

    private static void migrate(SharedPostgres.Login owner, String version) {
        Flyway.configure()
                .dataSource(owner.url(), owner.user(), owner.password())
                .target(version)
                .load()
                .migrate();
    }

    /// How many rows, and a hash of what they say apart from columns that came later. JSON that is
    /// kept as bytes since a later schema counts as the text that it was.
    private static String hash(Statement statement, String table) {
        String sql =
                """
                select count(*) || ' ' || coalesce(md5(string_agg(line, '' order by line)), '')
                from (select replace((to_jsonb(t) - array['workspace_id', 'watched', 'etag', 'trace_parent'])::text, '"\\\\x7b7d"', '{}') as line from %s t) lines
                """
                        .formatted(table);
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
