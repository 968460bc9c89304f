package dev.lawcast.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// Two processes that start at once migrate once, and a migration that is killed anywhere goes on
/// at the next start. More kills: `-Dlawcast.drill.migrations=50 -Dlawcast.drill.seed=7`.
class MigrationTest {

    private static final int KILLS = Integer.getInteger("lawcast.drill.migrations", 3);
    private static final long SEED = Long.getLong("lawcast.drill.seed", 1);

    @Test
    void twoProcessesThatStartAtOnceMigrateOnce() throws SQLException {
        SharedPostgres.Login owner = SharedPostgres.newSchema();
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> migrate(owner));
        int mine = migrate(owner);

        assertThat(mine + other.join()).isEqualTo(versions(owner));
        assertThat(mine * other.join()).as("one of them did it all").isZero();
    }

    @Test
    void aMigrationThatIsKilledGoesOnAtTheNextStart() throws Exception {
        SharedPostgres.Login whole = SharedPostgres.newSchema();
        long start = System.nanoTime();
        migrate(whole);
        int longest = (int) ((System.nanoTime() - start) / 1_000_000);
        String wanted = schema(whole);
        var random = new Random(SEED);
        int hit = 0;
        for (int i = 0; i < KILLS; i++) {
            SharedPostgres.Login owner = SharedPostgres.newSchema();
            CompletableFuture<Boolean> killed =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            migrate(owner);
                            return false;
                        } catch (FlywayException e) {
                            return true;
                        }
                    });
            Thread.sleep(random.nextInt(longest));
            while (!killed.isDone() && kill(owner) == 0) {
                Thread.sleep(1);
            }
            hit += killed.join() ? 1 : 0;

            migrate(owner);

            assertThat(schema(owner)).as("after kill %d, seed %d", i, SEED).isEqualTo(wanted);
        }
        assertThat(hit).as("migrations that the kill met").isPositive();
    }

    /// Between the commit of a script and that of its history there is a moment.
    @Test
    void aScriptWhoseHistoryWasLostIsNotTriedAgain() throws SQLException {
        SharedPostgres.Login owner = SharedPostgres.newSchema();
        migrate(owner);
        int all = versions(owner);
        String rows = history(owner);
        text(
                owner,
                "with gone as (delete from flyway_schema_history where installed_rank = (select max(installed_rank) from flyway_schema_history) returning 1) select count(*) from gone");
        assertThat(versions(owner)).isEqualTo(all - 1);

        assertThat(migrate(owner)).isZero();
        assertThat(history(owner)).isEqualTo(rows);
    }

    private static String history(SharedPostgres.Login owner) throws SQLException {
        return text(
                owner,
                "select string_agg(concat_ws(' ', version, description, type, script, checksum, success), E'\\n' order by installed_rank) from flyway_schema_history where version is not null");
    }

    private static int migrate(SharedPostgres.Login owner) {
        return Flyway.configure()
                .dataSource(
                        owner.url() + "&ApplicationName=" + schemaName(owner),
                        owner.user(),
                        owner.password())
                .lockRetryCount(600)
                .callbacks(new MigrationMark())
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private static String schemaName(SharedPostgres.Login owner) {
        return owner.url().substring(owner.url().indexOf("currentSchema=") + 14);
    }

    /// Ends the sessions that migrate, as a kill of their process would.
    private static int kill(SharedPostgres.Login owner) throws SQLException {
        return Integer.parseInt(
                text(
                        owner,
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = '%s'"
                                .formatted(schemaName(owner))));
    }

    private static int versions(SharedPostgres.Login owner) throws SQLException {
        return Integer.parseInt(
                text(
                        owner,
                        "select count(*) from flyway_schema_history where version is not null"));
    }

    /// Tables, columns, keys, indexes, triggers, functions and policies.
    private static String schema(SharedPostgres.Login owner) throws SQLException {
        return text(
                        owner,
                        """
                        select string_agg(line, E'\\n' order by line) from (
                            select table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(column_default, '') as line
                              from information_schema.columns where table_schema = current_schema
                            union all select indexdef from pg_indexes where schemaname = current_schema
                            union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
                              where connamespace = current_schema::regnamespace
                            union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = tgrelid
                              where not tgisinternal and relnamespace = current_schema::regnamespace
                            union all select proname || ' ' || prosrc from pg_proc where pronamespace = current_schema::regnamespace
                            union all select tablename || ' ' || policyname || ' ' || qual from pg_policies where schemaname = current_schema
                            union all select version || ' ' || success from flyway_schema_history where version is not null) lines
                        """)
                .replace(schemaName(owner) + ".", "");
    }

    private static String text(SharedPostgres.Login owner, String sql) throws SQLException {
        try (Connection connection = owner.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
