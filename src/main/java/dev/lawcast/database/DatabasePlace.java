package dev.lawcast.database;

/// Where the data are, in words for people; it holds no password.
public record DatabasePlace(String description) {

    static DatabasePlace of(EmbeddedPostgres server) {
        return new DatabasePlace("data directory " + server.directory());
    }

    static DatabasePlace of(String jdbcUrl) {
        return new DatabasePlace("database " + withoutParameters(jdbcUrl));
    }

    /// Parameters may hold a password.
    static String withoutParameters(String jdbcUrl) {
        return jdbcUrl.replaceFirst("\\?.*$", "");
    }
}
