package dev.lawcast.backups;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a backup says of itself, its first entry.
///
/// @param format [#FORMAT]
/// @param formatVersion of the entries and their form
/// @param schema the version of the tables that the rows come from
/// @param scope `workspace` or `everything`
/// @param takenAt the moment of which it is a picture
/// @param codeVersion of the Lawcast that wrote it
/// @param numbers the least and the most number that the database gave, by table
record Manifest(
        String format,
        int formatVersion,
        int schema,
        String scope,
        Instant takenAt,
        String codeVersion,
        List<Place> workspaces,
        Map<String, Range> numbers) {

    static final String FORMAT = "lawcast-backup";
    static final int FORMAT_VERSION = 1;
    static final String WORKSPACE = "workspace";
    static final String EVERYTHING = "everything";

    /// A workspace.
    record Place(UUID id, String name) {}

    /// Both ends belong to it.
    record Range(long least, long most) {}

    boolean ofEverything() {
        return scope.equals(EVERYTHING);
    }
}
