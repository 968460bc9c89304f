package dev.lawcast.database;

/// Where the data are, in words for people; it holds no password.
///
/// @param embedded whether the server is one of our own
public record DatabasePlace(String description, boolean embedded) {

    static DatabasePlace of(EmbeddedPostgres server) {
        return new DatabasePlace("data directory " + server.directory(), true);
    }

    static DatabasePlace of(String jdbcUrl) {
        return new DatabasePlace("database " + withoutParameters(jdbcUrl), false);
    }

    /// Parameters may hold a password.
    static String withoutParameters(String jdbcUrl) {
        return jdbcUrl.replaceFirst("\\?.*$", "");
    }
}
