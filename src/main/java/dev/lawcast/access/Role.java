package dev.lawcast.access;

import java.util.Locale;

/// What a caller may do in its workspace; each role may do what those before it may.
public enum Role {
    /// ask
    READER,
    /// store, change and delete data
    WRITER,
    /// keys, the audit trail, the workspace itself
    ADMIN;

    /// As it stands in JSON and in the database.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
