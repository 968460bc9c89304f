package dev.lawcast.backups;

import dev.lawcast.access.OwnerRights;
import dev.lawcast.backups.Manifest.Range;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// Which numbers rows get that the database numbers: runs, metrics, events.
///
/// A backup of everything keeps its numbers where they are free, as in a service that is new; else,
/// and in a backup of one workspace, rows are numbered anew in the same order. Sequences are only
/// ever stepped forward, one number at a time, so that whoever writes meanwhile gets others.
final class Numbers {

    /// Stepping over more would take minutes; then the rows are numbered anew.
    private static final long MOST_STEPS = 100_000_000;

    private final Map<String, Range> kept;

    private Numbers(Map<String, Range> kept) {
        this.kept = kept;
    }

    static Numbers renewed() {
        return new Numbers(Map.of());
    }

    /// @param wanted the numbers in the backup, by table
    static Numbers kept(Connection connection, Map<String, Range> wanted) throws SQLException {
        var kept = new HashMap<String, Range>();
        try (var owner = OwnerRights.take(connection)) {
            for (Map.Entry<String, Range> each : wanted.entrySet()) {
                String sequence = sequence(connection, each.getKey());
                if (sequence != null && reserved(connection, sequence, each.getValue())) {
                    kept.put(each.getKey(), each.getValue());
                }
            }
        }
        return new Numbers(kept);
    }

    /// The numbers of a table as SQL over the staged rows: `old` and `new`.
    ///
    /// @param column that is numbered
    String mapping(String table, String staged, String column) {
        Range range = kept.get(table);
        String number = BackupTable.quoted(column);
        return range != null
                ? "select %1$s as old, %1$s as new from %2$s where %1$s between %3$d and %4$d"
                        .formatted(number, staged, range.least(), range.most())
                : "select %1$s as old, nextval(pg_get_serial_sequence('%3$s', '%4$s')) as new from (select %1$s from %2$s order by %1$s) as ordered"
                        .formatted(number, staged, table, column);
    }

    private static @Nullable String sequence(Connection connection, String table)
            throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        select pg_get_serial_sequence(quote_ident(relname), attname)
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where relnamespace = current_schema::regnamespace and attidentity <> '' and relname = ?
                        """)) {
            statement.setString(1, table);
            ResultSet row = statement.executeQuery();
            return row.next() ? row.getString(1) : null;
        }
    }

    /// Whether every number of the range was given to us just now, and so to nobody else.
    private static boolean reserved(Connection connection, String sequence, Range range)
            throws SQLException {
        long first = next(connection, sequence);
        long steps = range.most() - first;
        if (range.least() < first || steps < 0 || steps > MOST_STEPS) {
            return false;
        }
        if (steps == 0) {
            return true;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select max(number) from (select nextval('%s') as number from generate_series(1, %d)) as given"
                                        .formatted(sequence.replace("'", "''"), steps))) {
            row.next();
            return row.getLong(1) == range.most();
        }
    }

    private static long next(Connection connection, String sequence) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select nextval('%s')".formatted(sequence.replace("'", "''")))) {
            row.next();
            return row.getLong(1);
        }
    }
}
