package dev.lawcast.backups;

import dev.lawcast.backups.BackupTable.Reference;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which tables a backup holds, read from the database's catalogue: every table whose rows belong
/// to a workspace, parents before what refers to them.
final class BackupTables {

    /// Tables that no backup holds, and why.
    static final Map<String, String> NOT_KEPT =
            Map.of(
                    "flyway_schema_history", "the manifest tells the schema",
                    "stored_point", "the view point gives the points of a workspace");

    /// Only in a backup of everything: a workspace has the limits of where it is. A key would open
    /// the copy too, and an audit trail in a file that somebody else could have written would prove
    /// nothing.
    static final Set<String> OF_THE_SERVICE = Set.of("workspace", "api_key", "audit_event");

    /// Rows that an empty workspace may have; what is restored takes their place.
    static final Set<String> PASSING = Set.of("point_count", "idempotent_answer", "run_arrival");

    private static final String WORKSPACE = "workspace_id";
    private static final String OF_THE_WORKSPACE = WORKSPACE + " = current_workspace()";

    /// What waits or runs is begun anew where it is restored.
    private static final BackupTable QUEUE =
            new BackupTable(
                    "scheduled_tasks",
                    "scheduled_tasks",
                    List.of("task_name", "task_instance", "execution_time", "priority"),
                    OF_THE_WORKSPACE,
                    Map.of(),
                    List.of());

    /// No foreign key says so.
    private static final Map<String, String> NUMBERS_OF_POINTS =
            Map.of("run_id", "run", "metric_id", "metric");

    private final List<BackupTable> tables;
    private final List<String> forgotten;

    private BackupTables(List<BackupTable> tables, List<String> forgotten) {
        this.tables = tables;
        this.forgotten = forgotten;
    }

    static BackupTables read(Connection connection) throws SQLException {
        Map<String, List<String>> columns = columns(connection);
        Map<String, String> identities = identities(connection);
        Map<String, List<Reference>> references = references(connection);
        var kept = new LinkedHashMap<String, BackupTable>();
        var forgotten = new ArrayList<String>();
        columns.forEach((table, all) -> {
            if (table.equals(QUEUE.name())) {
                kept.put(table, QUEUE);
            } else if (table.equals("workspace")) {
                kept.put(table, workspace(all));
            } else if (all.contains(WORKSPACE)) {
                kept.put(
                        table,
                        table(table, all, identities, references.getOrDefault(table, List.of())));
            } else if (!NOT_KEPT.containsKey(table)) {
                forgotten.add(table);
            }
        });
        kept.put(
                "point",
                new BackupTable(
                        "point",
                        "stored_point",
                        columns.getOrDefault("stored_point", List.of()),
                        "true",
                        NUMBERS_OF_POINTS,
                        List.of()));
        return new BackupTables(parentsFirst(kept), forgotten);
    }

    /// @param everything with the tables of the service
    List<BackupTable> kept(boolean everything) {
        if (!forgotten.isEmpty()) {
            throw new IllegalStateException(
                    "The tables "
                            + forgotten
                            + " belong to no workspace, and nothing says that a backup needs none of"
                            + " them (BackupTables.NOT_KEPT).");
        }
        return tables.stream()
                .filter(table -> everything || !OF_THE_SERVICE.contains(table.name()))
                .toList();
    }

    /// Tables that are neither in a backup nor named as not needed there.
    List<String> forgotten() {
        return forgotten;
    }

    /// Its row, apart from what the manifest says.
    private static BackupTable workspace(List<String> all) {
        return new BackupTable(
                "workspace",
                "workspace",
                all.stream().filter(column -> !Set.of("id", "name").contains(column)).toList(),
                "id = current_workspace()",
                Map.of(),
                List.of());
    }

    private static BackupTable table(
            String name,
            List<String> all,
            Map<String, String> identities,
            List<Reference> references) {
        var numbers = new HashMap<String, String>();
        String own = identities.get(name);
        if (own != null) {
            numbers.put(own, name);
        }
        var others = new ArrayList<Reference>();
        for (Reference reference : references) {
            boolean byNumber =
                    reference.parentColumns().size() == 1
                            && reference
                                    .parentColumns()
                                    .getFirst()
                                    .equals(identities.get(reference.parent()));
            if (byNumber) {
                numbers.put(reference.columns().getFirst(), reference.parent());
            } else if (!reference.parent().equals("workspace")) {
                others.add(reference);
            }
        }
        return new BackupTable(
                name,
                name,
                all.stream().filter(column -> !column.equals(WORKSPACE)).toList(),
                OF_THE_WORKSPACE,
                numbers,
                others);
    }

    private static List<BackupTable> parentsFirst(Map<String, BackupTable> kept) {
        var placed = new LinkedHashSet<String>();
        for (BackupTable table : kept.values()) {
            place(table, kept, placed, new LinkedHashSet<>());
        }
        return placed.stream().map(kept::get).map(java.util.Objects::requireNonNull).toList();
    }

    /// @param waiting those that wait for this one: a circle of foreign keys ends there
    private static void place(
            BackupTable table,
            Map<String, BackupTable> kept,
            Set<String> placed,
            Set<String> waiting) {
        if (placed.contains(table.name()) || !waiting.add(table.name())) {
            return;
        }
        var parents = new LinkedHashSet<String>(table.numbers().values());
        table.references().forEach(reference -> parents.add(reference.parent()));
        // a trigger holds runs to their experiment where no foreign key does
        if (table.columns().contains("experiment_id")) {
            parents.add("experiment");
        }
        for (String parent : parents) {
            BackupTable before = kept.get(parent);
            if (before != null) {
                place(before, kept, placed, waiting);
            }
        }
        placed.add(table.name());
    }

    private static Map<String, List<String>> columns(Connection connection) throws SQLException {
        var columns = new LinkedHashMap<String, List<String>>();
        ask(
                connection,
                """
                select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = current_schema::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                    and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                order by c.relname, a.attnum
                """,
                row ->
                        columns.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                                .add(row.getString(2)));
        return columns;
    }

    private static Map<String, String> identities(Connection connection) throws SQLException {
        var identities = new HashMap<String, String>();
        ask(
                connection,
                """
                select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = current_schema::regnamespace and c.relkind in ('r', 'p') and a.attidentity <> ''
                """,
                row -> identities.put(row.getString(1), row.getString(2)));
        return identities;
    }

    private static Map<String, List<Reference>> references(Connection connection)
            throws SQLException {
        var references = new HashMap<String, List<Reference>>();
        ask(
                connection,
                """
                select child.relname, parent.relname, columns_of(conrelid, conkey), columns_of(confrelid, confkey)
                from pg_constraint join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
                where contype = 'f' and connamespace = current_schema::regnamespace
                order by child.relname, conname
                """
                        .replaceAll(
                                "columns_of\\((\\w+), (\\w+)\\)",
                                "array(select attname::text from unnest($2) with ordinality as k (number, place)"
                                        + " join pg_attribute on attrelid = $1 and attnum = number order by place)"),
                row ->
                        references
                                .computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                                .add(
                                        new Reference(
                                                Arrays.asList(
                                                        (String[]) row.getArray(3).getArray()),
                                                row.getString(2),
                                                Arrays.asList(
                                                        (String[]) row.getArray(4).getArray()))));
        return references;
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void ask(Connection connection, String sql, Row each) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }
}
