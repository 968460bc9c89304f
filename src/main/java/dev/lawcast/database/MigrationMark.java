package dev.lawcast.database;

import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.springframework.stereotype.Component;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/// Keeps a migration from being tried twice. Flyway commits a script on one connection and its
/// history on another, right after it: a process that is killed in between leaves tables that its
/// history knows nothing of, and no start succeeds again.
///
/// So each script leaves a mark in its own transaction, the comment of the history's table. Before
/// the next migrations the last mark that the history lacks is put into it.
@Component
final class MigrationMark implements Callback {

    private static final String SEPARATOR = "|";

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public String getCallbackName() {
        return "mark";
    }

    @Override
    public void handle(Event event, Context context) {
        try (Statement statement = context.getConnection().createStatement()) {
            if (event == Event.AFTER_EACH_MIGRATE) {
                mark(statement, context);
            } else {
                complete(statement, context);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The history of migrations cannot be looked at: " + e.getMessage(), e);
        }
    }

    private static void mark(Statement statement, Context context) throws SQLException {
        MigrationInfo done = context.getMigrationInfo();
        if (done.isVersioned()) {
            String text =
                    String.join(
                            SEPARATOR,
                            done.getVersion().getVersion(),
                            done.getType().name(),
                            String.valueOf(done.getChecksum()),
                            done.getScript(),
                            done.getDescription());
            statement.execute("comment on table %s is %s".formatted(table(context), quoted(text)));
        }
    }

    private static void complete(Statement statement, Context context) throws SQLException {
        String table = table(context);
        String mark =
                text(
                        statement,
                        "select obj_description(to_regclass(%s), 'pg_class')"
                                .formatted(quoted(table)));
        String[] part = mark.split("\\" + SEPARATOR, 5);
        if (part.length < 5 || known(statement, table, part[0])) {
            return;
        }
        // Whoever is migrating right now commits the mark a moment before its history; the lock
        // waits for that.
        Connection connection = context.getConnection();
        boolean alone = connection.getAutoCommit();
        connection.setAutoCommit(false);
        statement.execute("lock table %s in share row exclusive mode".formatted(table));
        if (!known(statement, table, part[0])) {
            statement.execute(
                    """
                    insert into %s (installed_rank, version, type, checksum, script, description, installed_by, execution_time, success)
                    select coalesce(max(installed_rank), 0) + 1, %s, %s, %s, %s, %s, current_user, 0, true from %1$s
                    """
                            .formatted(
                                    table,
                                    quoted(part[0]),
                                    quoted(part[1]),
                                    part[2],
                                    quoted(part[3]),
                                    quoted(part[4])));
        }
        if (alone) {
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static boolean known(Statement statement, String table, String version)
            throws SQLException {
        return !text(
                        statement,
                        "select count(*) from %s where version = %s and success"
                                .formatted(table, quoted(version)))
                .equals("0");
    }

    private static String table(Context context) {
        Configuration configuration = context.getConfiguration();
        return "\"%s\"".formatted(Objects.requireNonNull(configuration.getTable()));
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return Objects.requireNonNullElse(row.getString(1), "");
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
