package dev.lawcast.backups;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A table as it stands in a backup.
///
/// @param name in the backup
/// @param stored where its rows are written; `name` itself, or the table behind a view
/// @param columns without that of the workspace, which the place in the backup tells
/// @param condition that chooses the rows of the present workspace
/// @param numbers columns that hold a number which the database gives, with the table that it
///   numbers: such numbers may be others where the rows are restored
/// @param references to rows of other tables in the same workspace
record BackupTable(
        String name,
        String stored,
        List<String> columns,
        String condition,
        Map<String, String> numbers,
        List<Reference> references) {

    /// A foreign key.
    record Reference(List<String> columns, String parent, List<String> parentColumns) {}

    /// The column that the database numbers, or null.
    @Nullable String numbered() {
        return numbers.entrySet().stream()
                .filter(number -> number.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    boolean hasNumbersOf(String table) {
        return numbers.containsValue(table);
    }

    static String quoted(List<String> columns) {
        return columns.stream().map(BackupTable::quoted).collect(Collectors.joining(", "));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
