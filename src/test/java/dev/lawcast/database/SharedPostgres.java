package dev.lawcast.database;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Gives every context of the test run a schema of its own on one embedded server, which is started
/// by the first context and stopped when the JVM ends. Its data stay in target/ and are used again
/// by the next run.
public final class SharedPostgres
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of(
                        "lawcast.database.url=" + Server.newSchema(),
                        "lawcast.database.user=" + Server.POSTGRES.user(),
                        "lawcast.database.password=" + Server.POSTGRES.password(),
                        "lawcast.events.longest-stream=2s",
                        "lawcast.webhooks.private-targets=127.0.0.1",
                        "lawcast.webhooks.longest=2s",
                        "lawcast.webhooks.pauses=100ms,100ms")
                .applyTo(context);
    }

    /// A schema of its own on the shared server, without any table.
    public static Login newSchema() {
        return new Login(Server.newSchema(), Server.POSTGRES.user(), Server.POSTGRES.password());
    }

    /// As the owner of the tables.
    public record Login(String url, String user, String password) {
        public Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }
    }

    private static final class Server {

        static final EmbeddedPostgres POSTGRES =
                EmbeddedPostgres.start(Path.of("target/test-data"));
        private static final AtomicInteger SCHEMAS = new AtomicInteger();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(POSTGRES::close));
            dropSchemasOfEarlierRuns();
        }

        static String newSchema() {
            String schema = "test_" + SCHEMAS.incrementAndGet();
            execute("create schema " + schema);
            return POSTGRES.jdbcUrl() + "?currentSchema=" + schema;
        }

        private static void dropSchemasOfEarlierRuns() {
            var schemas = new ArrayList<String>();
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    var rows =
                            statement.executeQuery(
                                    "select nspname from pg_namespace where nspname ~ '^test_'")) {
                while (rows.next()) {
                    schemas.add(rows.getString(1));
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            schemas.forEach(schema -> execute("drop schema " + schema + " cascade"));
        }

        private static void execute(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Connection connect() throws SQLException {
            return DriverManager.getConnection(
                    POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password());
        }
    }
}
