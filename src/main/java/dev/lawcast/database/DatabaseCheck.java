package dev.lawcast.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

import javax.sql.DataSource;

/// Looks at the server before anything is written: is it there, is it new enough, does it keep what
/// it acknowledges?
final class DatabaseCheck {

    private static final Logger log = LoggerFactory.getLogger(DatabaseCheck.class);

    private static final int OLDEST = 15;

    private final Duration patience;

    /// @param patience how long a server that does not answer yet is waited for
    DatabaseCheck(Duration patience) {
        this.patience = patience;
    }

    /// @throws StartFailure when the server must not be used
    void verify(DataSource database) {
        Instant end = Instant.now().plus(patience);
        while (true) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                verify(connection, statement);
                return;
            } catch (SQLException | RuntimeException e) {
                if (e instanceof StartFailure) {
                    throw (StartFailure) e;
                }
                SQLException cause = sqlException(e);
                if (!mayPass(cause) || Instant.now().isAfter(end)) {
                    throw unreachable(cause);
                }
                log.info("Waiting for the database: {}", cause.getMessage());
                pause();
            }
        }
    }

    private static void verify(Connection connection, Statement statement) throws SQLException {
        String place = place(connection);
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (major < OLDEST) {
            throw new StartFailure(
                    "The database at %s is PostgreSQL %s; Lawcast needs %d or newer."
                            .formatted(
                                    place,
                                    connection.getMetaData().getDatabaseProductVersion(),
                                    OLDEST),
                    "Upgrade the server, or leave LAWCAST_DATABASE_URL away to use the embedded"
                            + " PostgreSQL 18.");
        }
        var losses = new ArrayList<String>();
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            if (show(statement, setting).equals("off")) {
                losses.add(setting + " = off");
            }
        }
        if (!losses.isEmpty()) {
            throw new StartFailure(
                    "The database at %s may lose what it has acknowledged: %s."
                            .formatted(place, String.join(", ", losses)),
                    "Set them to on (ALTER SYSTEM, or ALTER ROLE/DATABASE … RESET where they were"
                            + " set there) and reload the server.");
        }
        if (!show(statement, "server_encoding").equals("UTF8")) {
            throw new StartFailure(
                    "The database at %s has the encoding %s; Lawcast needs UTF8."
                            .formatted(place, show(statement, "server_encoding")),
                    "Create the database with: create database … encoding 'UTF8' template"
                            + " template0");
        }
        if (show(statement, "transaction_read_only").equals("on")) {
            throw new StartFailure(
                    "The database at %s is read-only.".formatted(place),
                    "Name the primary server. Maybe this one is a standby.");
        }
        if (show(statement, "data_checksums").equals("off")) {
            log.warn(
                    "The database at {} has no data checksums: a failing disk would go unnoticed"
                            + " (pg_checksums --enable)",
                    place);
        }
    }

    private static String show(Statement statement, String setting) throws SQLException {
        try (ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String place(Connection connection) throws SQLException {
        return DatabasePlace.withoutParameters(connection.getMetaData().getURL());
    }

    private static SQLException sqlException(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && e.getSQLState() != null) {
                return e;
            }
        }
        return new SQLException(failure.getMessage(), "08000", failure);
    }

    /// Not there yet (class 08) or still starting up (57P03, 57P02, 57P01).
    private static boolean mayPass(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    private static StartFailure unreachable(SQLException cause) {
        String action =
                switch (String.valueOf(cause.getSQLState())) {
                    case "28P01", "28000" ->
                            "Check LAWCAST_DATABASE_USER and LAWCAST_DATABASE_PASSWORD.";
                    case "3D000" ->
                            "Create the database, or check the name in LAWCAST_DATABASE_URL.";
                    default ->
                            "Check host and port in LAWCAST_DATABASE_URL and that the server runs"
                                    + " and accepts connections from here.";
                };
        return new StartFailure(
                "The database cannot be used: " + cause.getMessage(), action, cause);
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait for the database was interrupted", e);
        }
    }
}
