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
    @ValueSource(strings = {"1", "2"})
    void theDataOfEarlierSchemasAreInTheDefaultWorkspace(String version) throws SQLException {
        SharedPostgres.Login owner = SharedPostgres.newSchema();
        migrate(owner, version);
        try (Connection connection = owner.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(DATA);
            List<String> before = TABLES.stream().map(table -> hash(statement, table)).toList();

            migrate(owner, "latest");

            statement.execute("set role lawcast_runtime");
            statement.execute("set lawcast.workspace = '" + WorkspaceScope.DEFAULT + "'");
            assertThat(TABLES.stream().map(table -> hash(statement, table)).toList())
                    .isEqualTo(before);
            statement.execute("set lawcast.workspace = '0198f0a2-0000-7e5f-8a6b-1c2d3e4f5a6b'");
            assertThat(hash(statement, "run")).startsWith("0 ");
        }
    }

    private static void migrate(SharedPostgres.Login owner, String version) {
        Flyway.configure()
                .dataSource(owner.url(), owner.user(), owner.password())
                .target(version)
                .load()
                .migrate();
    }

    /// How many rows, and a hash of what they say apart from their workspace.
    private static String hash(Statement statement, String table) {
        String sql =
                """
                select count(*) || ' ' || coalesce(md5(string_agg(line, '' order by line)), '')
                from (select (to_jsonb(t) - 'workspace_id')::text as line from %s t) lines
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
