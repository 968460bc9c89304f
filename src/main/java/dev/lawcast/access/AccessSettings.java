package dev.lawcast.access;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the settings say of access. Reading them refuses those that would open a door by mistake.
///
/// @param key the first administrator's, or null
/// @param demandsKey whether every caller must show a key, this one or one in the database, or a
///   token. Where not, the service listens on loopback only
/// @param hosts names under which browsers may reach a service without a key
/// @param origins of other sites whose pages may call the service
record AccessSettings(
        @Nullable String key, boolean demandsKey, Set<String> hosts, List<String> origins) {

    static final int SHORTEST_KEY = 32;

    private static final String MAKE_ONE =
            "Make a key with `export LAWCAST_API_KEY=$(openssl rand -hex 32)` and start again;"
                    + " callers then send it as `Authorization: Bearer <key>`. Or make keys with"
                    + " `java -jar lawcast.jar keys create` and set LAWCAST_REQUIRE_KEYS=true.";

    static AccessSettings of(Environment environment) {
        String key = text(environment, "lawcast.api-key");
        String address = text(environment, "server.address");
        boolean demandsKey =
                key != null
                        || Boolean.parseBoolean(text(environment, "lawcast.require-keys"))
                        || text(environment, "lawcast.oidc.issuer") != null;
        if (key != null) {
            requireStrong(key);
        }
        if (!demandsKey) {
            requireLoopback("server.address", address);
            if (text(environment, "management.server.port") != null) {
                requireLoopback(
                        "management.server.address",
                        text(environment, "management.server.address"));
            }
        }
        return new AccessSettings(
                key,
                demandsKey,
                hosts(address),
                origins(text(environment, "lawcast.cors.allowed-origins")));
    }

    private static void requireStrong(String key) {
        if (key.length() < SHORTEST_KEY) {
            throw new UnsafeSetting(
                    "LAWCAST_API_KEY has "
                            + key.length()
                            + " characters, must have at least "
                            + SHORTEST_KEY
                            + ".",
                    MAKE_ONE);
        }
        if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new UnsafeSetting(
                    "LAWCAST_API_KEY holds a character that cannot stand in a header. Maybe a space"
                            + " or a line end came with it.",
                    MAKE_ONE);
        }
    }

    private static void requireLoopback(String name, @Nullable String address) {
        if (address == null || !isLoopback(address)) {
            throw new UnsafeSetting(
                    name
                            + " is "
                            + (address == null ? "not set (every network)" : "'" + address + "'")
                            + ": the service would be open to others, and LAWCAST_API_KEY is not"
                            + " set.",
                    MAKE_ONE + " Or listen on this machine only: `SERVER_ADDRESS=127.0.0.1`.");
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Set<String> hosts(@Nullable String address) {
        var hosts = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));
        if (address != null) {
            hosts.add(address.toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(hosts);
    }

    private static List<String> origins(@Nullable String list) {
        if (list == null) {
            return List.of();
        }
        List<String> origins =
                Arrays.stream(list.split(","))
                        .map(String::strip)
                        .filter(o -> !o.isEmpty())
                        .map(o -> o.toLowerCase(Locale.ROOT))
                        .toList();
        for (String origin : origins) {
            if (!isOrigin(origin)) {
                throw new UnsafeSetting(
                        "LAWCAST_CORS_ORIGINS holds '"
                                + origin
                                + "', which is not the origin of a site.",
                        "Name each site by scheme and host, separated by commas:"
                                + " `https://dashboard.example.org,http://localhost:3000`. There is no"
                                + " `*`: any page on the web could then call the service.");
            }
        }
        return origins;
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && text.equals(uri.getScheme() + "://" + uri.getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String text(Environment environment, String name) {
        String text = environment.getProperty(name);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
