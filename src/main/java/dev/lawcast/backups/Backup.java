package dev.lawcast.backups;

import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.backups.Manifest.Place;
import dev.lawcast.backups.Manifest.Range;

import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/// Writes a backup while others go on writing: all of it is read from one snapshot of the database,
/// and goes out as it comes from there, so that memory holds none of it.
@Service
class Backup {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate snapshot;
    private final Flyway flyway;
    private final JsonMapper json;
    private final String codeVersion;

    Backup(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Flyway flyway,
            JsonMapper json,
            ObjectProvider<BuildProperties> build) {
        this.jdbc = jdbc;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
        this.flyway = flyway;
        this.json = json;
        BuildProperties properties = build.getIfAvailable();
        this.codeVersion = properties == null ? "unknown" : String.valueOf(properties.getVersion());
    }

    /// The version of the tables of this database.
    int schema() {
        return Integer.parseInt(
                Objects.requireNonNull(Objects.requireNonNull(flyway.info().current()).getVersion())
                        .getVersion());
    }

    /// The present workspace.
    void ofWorkspace(OutputStream out) {
        write(out, false);
    }

    /// All workspaces. Wants the scope of the default one, which sees them.
    void ofEverything(OutputStream out) {
        write(out, true);
    }

    /// @throws UncheckedIOException where nobody takes what is written
    private void write(OutputStream out, boolean everything) {
        UUID own = Objects.requireNonNull(WorkspaceScope.current());
        int schema = schema();
        snapshot.executeWithoutResult(status ->
                jdbc.execute((Connection connection) -> {
                    try {
                        write(connection, out, everything, own, schema);
                        return true;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
    }

    private void write(
            Connection connection, OutputStream out, boolean everything, UUID own, int schema)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            // a COPY takes as long as its reader does
            statement.execute("set local statement_timeout = '6h'");
        }
        List<BackupTable> tables = BackupTables.read(connection).kept(everything);
        List<Place> places = places(connection, everything, own);
        var manifest =
                new Manifest(
                        Manifest.FORMAT,
                        Manifest.FORMAT_VERSION,
                        schema,
                        everything ? Manifest.EVERYTHING : Manifest.WORKSPACE,
                        Instant.now(),
                        codeVersion,
                        places,
                        numbers(connection, tables, places));
        var backup = new BackupWriter(out);
        backup.entry(
                BackupWriter.MANIFEST,
                content ->
                        content.write(
                                json.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest)));
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (Place place : places) {
            enter(connection, place.id());
            for (BackupTable table : tables) {
                backup.entry(
                        place.id() + "/" + table.name() + ".tsv",
                        content -> {
                            try {
                                copy.copyOut(
                                        "copy (%s) to stdout (format text, header)"
                                                .formatted(rows(table)),
                                        content);
                            } catch (SQLException e) {
                                throw new IOException(
                                        "The table " + table.name() + " cannot be read.", e);
                            }
                        });
            }
        }
        backup.finish();
    }

    private static String rows(BackupTable table) {
        return "select %s from %s where %s"
                .formatted(
                        BackupTable.quoted(table.columns()),
                        BackupTable.quoted(table.name()),
                        table.condition());
    }

    private static List<Place> places(Connection connection, boolean everything, UUID own)
            throws SQLException {
        var places = new ArrayList<Place>();
        String sql =
                "select id, name from workspace"
                        + (everything ? " order by id" : " where id = '" + own + "'");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                places.add(new Place(row.getObject("id", UUID.class), row.getString("name")));
            }
        }
        return places;
    }

    private static Map<String, Range> numbers(
            Connection connection, List<BackupTable> tables, List<Place> places)
            throws SQLException {
        var numbers = new TreeMap<String, Range>();
        for (Place place : places) {
            enter(connection, place.id());
            for (BackupTable table : tables) {
                String column = table.numbered();
                if (column == null) {
                    continue;
                }
                String sql =
                        "select min(%1$s), max(%1$s) from %2$s where %3$s"
                                .formatted(
                                        BackupTable.quoted(column),
                                        BackupTable.quoted(table.name()),
                                        table.condition());
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(sql)) {
                    row.next();
                    if (row.getObject(1) != null) {
                        numbers.merge(
                                table.name(),
                                new Range(row.getLong(1), row.getLong(2)),
                                (a, b) ->
                                        new Range(
                                                Math.min(a.least(), b.least()),
                                                Math.max(a.most(), b.most())));
                    }
                }
            }
        }
        return numbers;
    }

    /// For the rest of the transaction.
    static void enter(Connection connection, UUID workspace) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config('lawcast.workspace', ?, true)")) {
            statement.setString(1, workspace.toString());
            statement.execute();
        }
    }
}
