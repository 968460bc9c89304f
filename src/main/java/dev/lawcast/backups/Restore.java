package dev.lawcast.backups;

import dev.lawcast.access.Quota;
import dev.lawcast.access.Quotas;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.backups.Manifest.Place;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Restores a backup in one transaction: all of it, or nothing.
///
/// Rows get the workspace into which they are restored, whatever the file says, and row security
/// holds every statement to it. What they refer to must have come with them.
@Service
class Restore {

    /// The oldest schema whose rows mean the same as those of the present one. Older backups are
    /// restored by the Lawcast that wrote them, which a newer one then upgrades.
    static final int OLDEST_SCHEMA = 14;

    private static final String UNIQUE_VIOLATION = "23505";

    /// Classes of SQLSTATE that speak of the rows: data exceptions, broken constraints, limits.
    private static final Set<String> OF_THE_ROWS = Set.of("22", "23", "54");

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Backup backup;
    private final Quotas quotas;

    Restore(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Backup backup,
            Quotas quotas) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.backup = backup;
        this.quotas = quotas;
    }

    /// A backup of a workspace goes into the present one, one of everything into the whole service;
    /// either must be empty. The latter wants the scope of the default workspace.
    ///
    /// @throws ApiException CONFLICT where there is data already, or the schema is another one,
    ///   INVALID_BACKUP where its rows do not hold together, QUOTA_EXCEEDED
    void restore(BackupFile file) {
        requireSchema(file.manifest());
        UUID own = Objects.requireNonNull(WorkspaceScope.current());
        transaction.executeWithoutResult(status -> {
            jdbc.execute((Connection connection) -> {
                try {
                    restore(connection, file, own);
                    return true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (SQLException e) {
                    throw refusal(e);
                }
            });
        });
    }

    /// @throws ApiException CONFLICT
    void requireSchema(Manifest manifest) {
        int schema = backup.schema();
        if (manifest.schema() > schema) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The backup has the tables of schema %d, this Lawcast those of %d. Start the newer Lawcast that wrote it (%s), or one after it."
                            .formatted(manifest.schema(), schema, cut(manifest.codeVersion())));
        }
        if (manifest.schema() < OLDEST_SCHEMA) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The backup has the tables of schema %d, too old for this Lawcast (%d). Restore it with the Lawcast that wrote it (%s), then start this one on the same data."
                            .formatted(manifest.schema(), schema, cut(manifest.codeVersion())));
        }
    }

    private void restore(Connection connection, BackupFile file, UUID own)
            throws SQLException, IOException {
        Manifest manifest = file.manifest();
        boolean everything = manifest.ofEverything();
        List<BackupTable> tables = BackupTables.read(connection).kept(everything);
        requireTables(file, tables);
        execute(connection, "set local statement_timeout = '6h'");
        var numbers = everything ? Numbers.kept(connection, manifest.numbers()) : Numbers.renewed();
        if (everything) {
            requireNoOtherWorkspace(connection);
        }
        for (Place place : manifest.workspaces()) {
            UUID target = everything ? place.id() : own;
            if (everything) {
                Backup.enter(connection, WorkspaceScope.DEFAULT);
                make(connection, place);
            }
            Backup.enter(connection, target);
            lock(connection, target);
            for (BackupTable table : tables) {
                requireEmpty(connection, table);
            }
            new WorkspaceLoad(connection, tables, numbers, manifest.schema() == backup.schema())
                    .load(file, place.id());
            WorkspaceScope.in(
                    target,
                    () -> {
                        requireQuotas(connection);
                        return true;
                    });
        }
        execute(connection, "set constraints all immediate");
    }

    /// In the order of the tables, so that a refusal names the same one each time.
    private static void requireTables(BackupFile file, List<BackupTable> tables) {
        var known = new HashSet<String>();
        tables.forEach(table -> known.add(table.name()));
        for (String table : file.tables()) {
            if (!known.contains(table)) {
                throw BackupFile.invalid(
                        "It holds the table '%s', which a backup of this scope does not have."
                                .formatted(table));
            }
        }
    }

    private static void requireNoOtherWorkspace(Connection connection) throws SQLException {
        long others =
                count(connection, "select count(*) from workspace where id <> default_workspace()");
        if (others > 0) {
            throw notEmpty("There are %,d workspaces besides the default one.".formatted(others));
        }
    }

    private static void requireEmpty(Connection connection, BackupTable table) throws SQLException {
        if (BackupTables.PASSING.contains(table.name())
                || BackupTables.OF_THE_SERVICE.contains(table.name())) {
            return;
        }
        long held =
                count(
                        connection,
                        "select count(*) from (select from %s where %s limit 1) as any_row"
                                .formatted(BackupTable.quoted(table.name()), table.condition()));
        if (held > 0) {
            throw notEmpty("There are rows in '%s' already.".formatted(table.name()));
        }
    }

    private static ApiException notEmpty(String detail) {
        return new ApiException(
                ErrorCode.CONFLICT,
                "A backup is restored into an empty workspace, one of everything into an empty service. "
                        + detail
                        + " Nothing was kept. Maybe a new workspace serves.");
    }

    /// The default one is there already.
    private static void make(Connection connection, Place place) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into workspace (id, name) values (?, ?) on conflict (id) do nothing")) {
            insert.setObject(1, place.id());
            insert.setString(2, place.name());
            insert.executeUpdate();
        }
    }

    /// Whoever makes something in the workspace refers to its row, and waits.
    private static void lock(Connection connection, UUID workspace) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select from workspace where id = ? for update")) {
            statement.setObject(1, workspace);
            if (!statement.executeQuery().next()) {
                throw new ApiException(
                        ErrorCode.NOT_FOUND, "The workspace is gone. Nothing was kept.");
            }
        }
    }

    /// Fits that were queued stay queued, even where there are more of them than may be asked for.
    private void requireQuotas(Connection connection) {
        quotas.require(Quota.RUNS, () -> counted(connection, "select count(*) from run"));
        quotas.require(
                Quota.POINTS,
                () -> counted(connection, "select coalesce(sum(change), 0) from point_count"));
        quotas.require(
                Quota.PILOT_BYTES,
                () ->
                        counted(
                                connection,
                                "select coalesce(sum(octet_length(content)), 0) from sample_chunk"));
    }

    private static long counted(Connection connection, String sql) {
        try {
            return count(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// What the database says of the rows is the file's fault, all else is not.
    private static RuntimeException refusal(SQLException e) throws SQLException {
        String state = String.valueOf(e.getSQLState());
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (state.equals(UNIQUE_VIOLATION)) {
            return new ApiException(
                    ErrorCode.CONFLICT,
                    "The service holds some of it already, maybe in another workspace: %s. Nothing was kept."
                            .formatted(cut(said)));
        }
        if (state.length() == 5 && OF_THE_ROWS.contains(state.substring(0, 2))) {
            return BackupFile.invalid("The database refuses its rows: " + cut(said) + ".");
        }
        throw e;
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
