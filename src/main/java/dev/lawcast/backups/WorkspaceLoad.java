package dev.lawcast.backups;

import dev.lawcast.access.OwnerRights;
import dev.lawcast.backups.BackupTable.Reference;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Loads one workspace: COPY into temporary tables, which no row security holds, and from there
/// into those of the service, parents first.
final class WorkspaceLoad {

    /// Values that a row does not keep, as SQL. An experiment is watched once its runs are there:
    /// they do not arrive, they come back. What arrived is looked for among all runs, for their
    /// numbers may be others.
    private static final Map<String, String> CHANGED =
            Map.of("experiment.watched", "false", "run_arrival.run_ids", "null");

    /// Columns that a backup does not hold.
    private static final Map<String, Map<String, String>> ADDED =
            Map.of("scheduled_tasks", Map.of("picked", "false", "version", "1"));

    private static final String AGAIN_WATCHED =
            """
            update experiment set watched = true from backup_of_experiment s where s.id = experiment.id and s.watched
            """;

    private final Connection connection;
    private final List<BackupTable> tables;
    private final Numbers numbers;
    private final boolean sameSchema;
    private final Map<String, List<String>> staged = new HashMap<>();

    /// @param sameSchema whether the backup has all tables and columns
    WorkspaceLoad(
            Connection connection, List<BackupTable> tables, Numbers numbers, boolean sameSchema) {
        this.connection = connection;
        this.tables = tables;
        this.numbers = numbers;
        this.sameSchema = sameSchema;
    }

    void load(BackupFile file, UUID workspace) throws SQLException, IOException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        file.forEach(workspace, (_, table, columns, rows) -> stage(copy, table, columns, rows));
        for (BackupTable table : tables) {
            if (sameSchema && !staged.containsKey(table.name())) {
                throw BackupFile.invalid(
                        "It lacks the table '%s' of a workspace.".formatted(table.name()));
            }
        }
        for (BackupTable table : tables) {
            if (staged.containsKey(table.name())) {
                number(table);
            }
        }
        for (BackupTable table : tables) {
            if (table.name().equals("workspace") && staged.containsKey("workspace")) {
                complete(table);
            } else if (staged.containsKey(table.name())) {
                insert(table);
            }
        }
        for (BackupTable table : tables) {
            for (Reference reference : table.references()) {
                requireParents(table, reference);
            }
        }
        if (staged.containsKey("experiment")) {
            execute(AGAIN_WATCHED);
        }
        drop();
    }

    private void stage(CopyManager copy, String name, List<String> columns, InputStream rows)
            throws SQLException, IOException {
        BackupTable table =
                tables.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
        Set<String> known = new HashSet<>(table.columns());
        if (!known.containsAll(columns) || (sameSchema && columns.size() != known.size())) {
            throw BackupFile.invalid(
                    "The columns of its table '%s' are %s, must be %s."
                            .formatted(name, shown(columns), table.columns()));
        }
        String names = BackupTable.quoted(columns);
        execute(
                "create temp table backup_of_%1$s on commit drop as select %2$s from %3$s with no data"
                        .formatted(name, names, BackupTable.quoted(name)));
        copy.copyIn("copy backup_of_%s (%s) from stdin (format text)".formatted(name, names), rows);
        execute("analyze backup_of_" + name);
        staged.put(name, columns);
    }

    private void number(BackupTable table) throws SQLException {
        String column = table.numbered();
        if (column == null) {
            return;
        }
        try (var owner = OwnerRights.take(connection)) {
            execute(
                    "create temp table backup_numbers_%1$s on commit drop as %2$s"
                            .formatted(
                                    table.name(),
                                    numbers.mapping(
                                            table.name(), "backup_of_" + table.name(), column)));
            execute("grant select on backup_numbers_%s to public".formatted(table.name()));
            execute("analyze backup_numbers_" + table.name());
        }
    }

    /// The row of the workspace is there already.
    private void complete(BackupTable table) throws SQLException {
        String columns = BackupTable.quoted(staged.getOrDefault(table.name(), List.of()));
        execute(
                "update workspace set (%1$s) = (select %1$s from backup_of_workspace) where %2$s"
                        .formatted(columns, table.condition()));
    }

    private void insert(BackupTable table) throws SQLException {
        if (BackupTables.PASSING.contains(table.name())) {
            execute("delete from %s where %s".formatted(table.name(), table.condition()));
        }
        var values = new LinkedHashMap<String, String>();
        var joins = new StringBuilder();
        for (String column : staged.getOrDefault(table.name(), List.of())) {
            String number = table.numbers().get(column);
            if (number != null && staged.containsKey(number)) {
                joins.append(
                        " join backup_numbers_%1$s as n_%2$s on n_%2$s.old = s.%2$s"
                                .formatted(number, column));
                values.put(column, "n_%s.new".formatted(column));
            } else {
                values.put(
                        column,
                        CHANGED.getOrDefault(
                                table.name() + "." + column, "s." + BackupTable.quoted(column)));
            }
        }
        if (table.stored().equals(table.name())) {
            values.put("workspace_id", "current_workspace()");
        }
        values.putAll(ADDED.getOrDefault(table.name(), Map.of()));
        String sql =
                "insert into %s (%s) overriding system value select %s from backup_of_%s as s%s"
                        .formatted(
                                BackupTable.quoted(table.stored()),
                                BackupTable.quoted(List.copyOf(values.keySet())),
                                String.join(", ", values.values()),
                                table.name(),
                                joins);
        long written;
        if (table.stored().equals(table.name())) {
            written = execute(sql);
        } else {
            // the numbers of runs and metrics are those of rows that were just restored
            try (var owner = OwnerRights.take(connection)) {
                written = execute(sql);
            }
        }
        long given = count("select count(*) from backup_of_" + table.name());
        if (written != given) {
            throw BackupFile.invalid(
                    "Of the %,d rows of its table '%s' %,d belong to no row that it holds."
                            .formatted(given, table.name(), given - written));
        }
    }

    /// Foreign keys alone would accept the rows of another workspace.
    private void requireParents(BackupTable table, Reference reference) throws SQLException {
        var given = new StringBuilder();
        var same = new StringBuilder();
        for (int i = 0; i < reference.columns().size(); i++) {
            String column = BackupTable.quoted(reference.columns().get(i));
            String parent = BackupTable.quoted(reference.parentColumns().get(i));
            given.append(i == 0 ? "" : " and ").append("c.%s is not null".formatted(column));
            same.append(i == 0 ? "" : " and ").append("p.%s = c.%s".formatted(parent, column));
        }
        long orphans =
                count(
                        "select count(*) from %s as c where %s and not exists (select from %s as p where %s)"
                                .formatted(
                                        BackupTable.quoted(table.name()),
                                        given,
                                        BackupTable.quoted(reference.parent()),
                                        same));
        if (orphans > 0) {
            throw BackupFile.invalid(
                    "%,d rows of its table '%s' belong to no row of '%s' that it holds."
                            .formatted(orphans, table.name(), reference.parent()));
        }
    }

    private void drop() throws SQLException {
        for (BackupTable table : tables) {
            if (staged.containsKey(table.name())) {
                execute("drop table backup_of_" + table.name());
                if (table.numbered() != null) {
                    try (var owner = OwnerRights.take(connection)) {
                        execute("drop table backup_numbers_" + table.name());
                    }
                }
            }
        }
    }

    private static String shown(List<String> columns) {
        String all = columns.toString();
        return all.length() <= 200 ? all : all.substring(0, 200) + "…";
    }

    private long execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : Math.max(statement.getLargeUpdateCount(), 0);
        }
    }

    private long count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
