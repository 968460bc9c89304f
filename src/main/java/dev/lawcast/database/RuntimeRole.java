package dev.lawcast.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

/// The role as which the service works: it owns no table and no policy of row security passes it
/// over. The login owns the tables, migrates them and then steps down into this role for good.
///
/// Where the login may neither use nor make the role, the service works as the owner; row security
/// is forced and holds for the owner too, but the owner could lift it.
public final class RuntimeRole {

    public static final String NAME = "lawcast_runtime";

    private static final Logger log = LoggerFactory.getLogger(RuntimeRole.class);

    private volatile boolean usable;

    /// Whether connections are to step down.
    public boolean usable() {
        return usable;
    }

    /// Makes the role if need be; to be called before the tables are migrated.
    ///
    /// @throws StartFailure when the role would pass over row security
    void prepare(DataSource owner) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            usable = canStepDown(statement) || (make(statement) && canStepDown(statement));
            if (!usable) {
                log.warn(
                        "The role {} is missing, so the service works as the owner of the tables. Workspaces stay apart"
                                + " (row security is forced), with less behind it. A superuser can make the role:"
                                + " create role {}; grant {} to {};",
                        NAME,
                        NAME,
                        NAME,
                        text(statement, "select quote_ident(current_user)"));
            } else if (text(
                            statement,
                            "select rolsuper or rolbypassrls from pg_roles where rolname = '"
                                    + NAME
                                    + "'")
                    .equals("t")) {
                throw new StartFailure(
                        "The role '" + NAME + "' passes over row security.",
                        "Take that right from it: alter role "
                                + NAME
                                + " nosuperuser nobypassrls;");
            }
        } catch (SQLException e) {
            throw new StartFailure(
                    "The role '" + NAME + "' cannot be prepared: " + e.getMessage(),
                    "The database said so; is it still there?",
                    e);
        }
    }

    private static boolean canStepDown(Statement statement) {
        return succeeds(statement, "set role " + NAME) && succeeds(statement, "reset role");
    }

    /// Another process may make it at the same moment; what counts is that it is there.
    private static boolean make(Statement statement) {
        succeeds(statement, "create role " + NAME + " nologin");
        return succeeds(statement, "grant " + NAME + " to current_user");
    }

    private static boolean succeeds(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            log.debug("{}: {}", sql, e.getMessage());
            return false;
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
