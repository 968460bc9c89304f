package dev.lawcast.access;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The rights of the owner of the tables, for a few statements of a transaction: the role of the
/// service has none to `stored_point`, for COPY cannot write where row security holds. What is
/// written with them must belong to runs that the role of the service has found and locked.
public final class OwnerRights implements AutoCloseable {

    private final Connection connection;
    private final String before;

    private OwnerRights(Connection connection, String before) {
        this.connection = connection;
        this.before = before;
    }

    public static OwnerRights take(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select quote_ident(current_setting('role'))")) {
            row.next();
            String before = row.getString(1);
            statement.execute("set local role none");
            return new OwnerRights(connection, before);
        }
    }

    /// A transaction that has failed gives them back by itself when it is rolled back.
    @Override
    public void close() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local role " + before);
        } catch (SQLException e) {
            if (!"25P02".equals(e.getSQLState())) {
                throw e;
            }
        }
    }
}
