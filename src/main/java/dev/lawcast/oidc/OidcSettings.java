package dev.lawcast.oidc;

import dev.lawcast.access.Role;
import dev.lawcast.access.UnsafeSetting;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Whose tokens are believed, and what their claims mean. All of it is the operator's: nothing in a
/// token says where keys are fetched.
///
/// @param issuer the claim `iss`, to the letter
/// @param audience what the claim `aud` must hold: tokens that were made for another service are
///   not believed
/// @param keys where the issuer's keys are; null: as its discovery document says
/// @param workspaceClaim names the workspace, by id or name; dots lead into objects
/// @param workspace of tokens without that claim; null: they open nothing
/// @param roleClaim one text or a list of them
/// @param roles which of those texts stand for a role; the highest one counts
/// @param clockSkew by which the issuer's clock and ours may differ
record OidcSettings(
        URI issuer,
        String audience,
        @Nullable URI keys,
        String workspaceClaim,
        @Nullable String workspace,
        String roleClaim,
        Map<Role, List<String>> roles,
        Duration clockSkew) {

    static final String ISSUER = "lawcast.oidc.issuer";

    private static final Duration LONGEST_SKEW = Duration.ofMinutes(5);

    static OidcSettings of(Environment environment) {
        String audience = text(environment, "audience");
        if (audience == null) {
            throw new UnsafeSetting(
                    "LAWCAST_OIDC_ISSUER is set, but LAWCAST_OIDC_AUDIENCE is not: tokens that the issuer made for"
                            + " other services would open this one.",
                    "Set LAWCAST_OIDC_AUDIENCE to what the issuer writes into the claim `aud` of tokens for this"
                            + " service.");
        }
        String keys = text(environment, "jwk-set-uri");
        var roles = new EnumMap<Role, List<String>>(Role.class);
        for (Role role : Role.values()) {
            roles.put(role, words(orElse(environment, "roles." + role.word(), role.word())));
        }
        Duration skew = DurationStyle.detectAndParse(orElse(environment, "clock-skew", "60s"));
        if (skew.isNegative() || skew.compareTo(LONGEST_SKEW) > 0) {
            throw new UnsafeSetting(
                    "LAWCAST_OIDC_CLOCKSKEW is %s, must be from 0s to 5m: so long are tokens believed after their end."
                            .formatted(skew),
                    "Let the clocks of both machines be set by NTP; a minute suffices then.");
        }
        return new OidcSettings(
                address("LAWCAST_OIDC_ISSUER", orElse(environment, "issuer", "")),
                audience,
                keys == null ? null : address("LAWCAST_OIDC_JWKSETURI", keys),
                orElse(environment, "workspace-claim", "lawcast_workspace"),
                text(environment, "workspace"),
                orElse(environment, "role-claim", "lawcast_role"),
                roles,
                skew);
    }

    /// Keys that come over plain HTTP could be anybody's, unless they come from this machine.
    static URI address(String name, String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            if (host != null
                    && ("https".equals(uri.getScheme())
                            || "http".equals(uri.getScheme())
                                    && InetAddress.getByName(host).isLoopbackAddress())) {
                return uri;
            }
        } catch (IllegalArgumentException | UnknownHostException e) {
            // said below
        }
        throw new UnsafeSetting(
                name + " is '" + text + "', must be an address with https://.",
                "The issuer says its address in its discovery document, as `issuer`. http:// is accepted of this machine"
                        + " only.");
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String orElse(Environment environment, String name, String otherwise) {
        String text = text(environment, name);
        return text == null ? otherwise : text;
    }

    private static @Nullable String text(Environment environment, String name) {
        String text = environment.getProperty("lawcast.oidc." + name);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
