package dev.lawcast.database;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;

/// Where an external PostgreSQL is, as the driver wants to hear it.
///
/// Besides the driver's own `jdbc:postgresql://host:port/database` it reads the form of libpq that
/// hosting platforms hand out, `postgres://user:password@host:port/database?sslmode=require`.
///
/// @param jdbcUrl for the driver, without user and password where they came apart from it
record DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {

    /// @param user holds over a user within the URL, likewise `password`
    /// @throws StartFailure when the URL has another form
    static DatabaseUrl parse(String url, @Nullable String user, @Nullable String password) {
        String text = url.strip();
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:postgresql:")) {
            return new DatabaseUrl(text, user, password);
        }
        if (!lower.startsWith("postgres://") && !lower.startsWith("postgresql://")) {
            throw new StartFailure(
                    "LAWCAST_DATABASE_URL does not name a PostgreSQL server; it begins with '%s'."
                            .formatted(text.replaceFirst("(?s)[:@/].*$", "")),
                    "Write jdbc:postgresql://host:5432/database or"
                            + " postgres://user:password@host:5432/database. To use the embedded"
                            + " server, leave LAWCAST_DATABASE_URL away.");
        }
        String rest = text.substring(text.indexOf("://") + 3);
        int query = rest.indexOf('?');
        String parameters = query < 0 ? "" : rest.substring(query + 1);
        String place = query < 0 ? rest : rest.substring(0, query);
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        String database = slash < 0 ? "" : place.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        return new DatabaseUrl(
                "jdbc:postgresql://"
                        + authority.substring(at + 1)
                        + "/"
                        + database
                        + jdbc(parameters),
                given(user, colon < 0 ? login : login.substring(0, colon)),
                given(password, colon < 0 ? "" : login.substring(colon + 1)));
    }

    private static @Nullable String given(@Nullable String apart, String within) {
        if (apart != null || within.isEmpty()) {
            return apart;
        }
        // A plus is a plus here: only %-escapes mean something in this part of a URL.
        return URLDecoder.decode(within.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// libpq's parameters in the driver's words; those of the same name stay.
    private static String jdbc(String parameters) {
        var translated = new ArrayList<String>();
        for (String parameter : parameters.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String name = parameter.substring(0, equals);
                String value = parameter.substring(equals + 1);
                translated.add(
                        switch (name) {
                            case "application_name" -> "ApplicationName=" + value;
                            case "connect_timeout" -> "connectTimeout=" + value;
                            case "channel_binding" -> "channelBinding=" + value;
                            case "target_session_attrs" ->
                                    "targetServerType="
                                            + (value.equals("read-write") ? "primary" : value);
                            default -> name + "=" + value;
                        });
            }
        }
        return translated.isEmpty() ? "" : "?" + String.join("&", translated);
    }
}
