package dev.lawcast.access;

import dev.lawcast.database.Severable;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.function.Supplier;

import javax.sql.DataSource;

/// Gives out connections that have stepped down into the role of the service and see the workspace
/// of the caller only. What a connection was told last is remembered, so that a pool at work in one
/// workspace tells nothing.
final class WorkspaceConnections extends DelegatingDataSource implements Severable {

    private static final Logger log = LoggerFactory.getLogger(WorkspaceConnections.class);

    private final Supplier<Optional<String>> role;
    private final Map<PGConnection, String> told = Collections.synchronizedMap(new WeakHashMap<>());

    /// All that are given out or may be, also while they are being told something.
    private final Set<PGConnection> sessions =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /// @param role into which connections step down, or none where there is no such role; asked
    ///   whenever a connection is new
    WorkspaceConnections(DataSource pool, Supplier<Optional<String>> role) {
        super(pool);
        this.role = role;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return inWorkspace(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return inWorkspace(super.getConnection(username, password));
    }

    @Override
    public void cutOff() {
        List<PGConnection> all;
        synchronized (sessions) {
            all = List.copyOf(sessions);
        }
        for (PGConnection session : all) {
            try {
                ((Connection) session).abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("A connection could not be cut off", e);
            }
        }
    }

    private Connection inWorkspace(Connection connection) throws SQLException {
        try {
            tell(connection, WorkspaceScope.current());
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// Outside of a transaction, so that no rollback takes it back.
    private void tell(Connection connection, @Nullable UUID workspace) throws SQLException {
        PGConnection session = connection.unwrap(PGConnection.class);
        sessions.add(session);
        String wanted = workspace == null ? "" : workspace.toString();
        String before = told.get(session);
        if (wanted.equals(before)) {
            return;
        }
        told.remove(session); // until it is certain
        try (Statement statement = connection.createStatement()) {
            String step =
                    before == null ? role.get().map(r -> "set role " + r + ";").orElse("") : "";
            statement.execute(step + "set lawcast.workspace = '" + wanted + "'");
        }
        told.put(session, wanted);
    }
}
