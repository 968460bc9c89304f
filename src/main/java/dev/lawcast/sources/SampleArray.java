package dev.lawcast.sources;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What is known of stored features or labels without reading them.
///
/// @param readAs how the upload wrote it: a dtype of NumPy, or a content type
/// @param columns 1 for labels
/// @param classes how many labels differ, 0 for features
/// @param hash SHA-256 of the content, in hexadecimal digits
record SampleArray(
        UUID id,
        Type type,
        String readAs,
        int rows,
        int columns,
        int classes,
        String hash,
        List<Warning> warnings,
        Instant storedAt) {

    enum Type {
        FLOAT32,
        FLOAT64,
        INTEGER,
        TEXT
    }

    /// Something that is kept but looks strange.
    ///
    /// @param count of columns or rows that it is about
    record Warning(String code, int count, String message) {}

    /// Whether a new upload says the same.
    boolean holds(SampleArray other) {
        return type == other.type
                && rows == other.rows
                && columns == other.columns
                && hash.equals(other.hash);
    }
}
