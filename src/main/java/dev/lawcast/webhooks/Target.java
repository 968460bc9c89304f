package dev.lawcast.webhooks;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where a message goes, read strictly: what two readers could read in two ways is refused.
///
/// @param host a name, or an address as text without brackets
/// @param literal the address where `host` is one, else null
/// @param path with the query, as in the first line of a request
/// @param allowed named in the settings as a target that may be private
record Target(
        boolean tls,
        String host,
        int port,
        @Nullable InetAddress literal,
        String path,
        boolean allowed) {

    private static final int LONGEST = 2_000;
    private static final Pattern NAME =
            Pattern.compile(
                    "(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DOTTED =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
    private static final List<String> INSIDE =
            List.of("localhost", "local", "internal", "intranet", "lan", "home.arpa", "corp");

    /// @param allowed `host` or `host:port` of targets that may be private and without TLS
    /// @throws IllegalArgumentException whose message is the rule that is broken, as a sentence
    static Target of(String url, List<String> allowed) {
        if (url.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "The address has more than " + LONGEST + " characters.");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "The address is no URL: " + e.getReason() + " at " + e.getIndex() + ".", e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("The address must begin with https://.");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The address holds a user name. Maybe a secret path serves; messages are signed anyway.");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The address has a fragment (#), which is not sent.");
        }
        String given = uri.getHost();
        if (given == null) {
            throw new IllegalArgumentException(
                    "The address names no host. Maybe it holds other letters than a to z: write it in Punycode.");
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() == -1 ? (tls ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("The port is " + port + ", must be 1 to 65535.");
        }
        String host = given.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        InetAddress literal = literal(host);
        if (literal != null && host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        boolean named = allowed.contains(host) || allowed.contains(host + ":" + port);
        if (!named) {
            checkPublic(tls, host, literal);
        }
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(tls, host, port, literal, ascii(path + query), named);
    }

    private static String ascii(String path) {
        if (path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "The path holds characters that must be percent-encoded.");
        }
        return path;
    }

    private static void checkPublic(boolean tls, String host, @Nullable InetAddress literal) {
        if (literal != null && !PublicAddress.is(literal)) {
            throw new IllegalArgumentException(
                    "The address leads to %s, which is not public.".formatted(host));
        }
        if (literal == null
                && (!host.contains(".")
                        || INSIDE.stream()
                                .anyMatch(end -> host.equals(end) || host.endsWith("." + end)))) {
            throw new IllegalArgumentException(
                    "'%s' is a name of a local network.".formatted(host));
        }
        if (!tls) {
            throw new IllegalArgumentException(
                    "The address must begin with https://: anybody on the way could read the messages.");
        }
    }

    /// The address that a host is; null for a name. Other forms of IPv4 than four decimal numbers
    /// are refused: readers differ on them.
    private static @Nullable InetAddress literal(String host) {
        if (host.startsWith("[")) {
            if (host.indexOf('%') >= 0) {
                throw new IllegalArgumentException("The address names an interface (%).");
            }
            return InetAddress.ofLiteral(host.substring(1, host.length() - 1));
        }
        if (ENDS_IN_A_NUMBER.matcher(host).matches()) {
            if (!DOTTED.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        "'%s' is no IPv4 address of four decimal numbers.".formatted(host));
            }
            return InetAddress.ofLiteral(host);
        }
        if (!NAME.matcher(host).matches()) {
            throw new IllegalArgumentException("'%s' is no name of a host.".formatted(host));
        }
        return null;
    }

    /// As in the header Host.
    String authority() {
        String shown = literal != null && host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? shown : shown + ":" + port;
    }
}
