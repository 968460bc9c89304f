package dev.lawcast.backups;

import java.time.Instant;
import java.util.List;

/// What a backup holds, for people.
///
/// @param scope `workspace` or `everything`
/// @param schema the version of the tables
/// @param restored false where the backup was only checked
record BackupContents(
        String scope,
        int schema,
        Instant takenAt,
        String codeVersion,
        boolean restored,
        List<Rows> tables) {

    /// @param rows of all workspaces together
    record Rows(String table, long rows) {}
}
