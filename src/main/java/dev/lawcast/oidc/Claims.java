package dev.lawcast.oidc;

import dev.lawcast.access.Caller;
import dev.lawcast.access.Role;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the claims of a token say: who calls, in which workspace, with which role.
final class Claims {

    private static final int LONGEST_SUBJECT = 255; // OpenID Connect Core 1.0, 2

    private final OidcSettings settings;
    private final Function<String, Optional<UUID>> workspaces;

    /// @param workspaces by name or id
    Claims(OidcSettings settings, Function<String, Optional<UUID>> workspaces) {
        this.settings = settings;
        this.workspaces = workspaces;
    }

    Caller caller(Jwt token) {
        return new Caller(workspace(token), role(token), "token of " + subject(token), null);
    }

    private static String subject(Jwt token) {
        String subject = token.getSubject();
        if (subject == null
                || subject.isEmpty()
                || subject.length() > LONGEST_SUBJECT
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new ApiException(
                    ErrorCode.UNAUTHENTICATED,
                    "The token is not accepted: its claim sub must be a text of 1 to %d characters."
                            .formatted(LONGEST_SUBJECT));
        }
        return subject;
    }

    private UUID workspace(Jwt token) {
        Object said = claim(token, settings.workspaceClaim());
        String name = said == null ? settings.workspace() : said instanceof String s ? s : null;
        if (name == null) {
            throw closed(
                    "The claim %s of the token must name a workspace; it is %s."
                            .formatted(settings.workspaceClaim(), shown(said)));
        }
        return workspaces
                .apply(name)
                .orElseThrow(() ->
                        closed(
                                "The token is of the workspace '%s', which is none of this service."
                                        .formatted(InputError.cut(name))));
    }

    private Role role(Jwt token) {
        Object said = claim(token, settings.roleClaim());
        Set<String> words = words(said);
        for (Role role : List.of(Role.ADMIN, Role.WRITER, Role.READER)) {
            if (settings.roles().getOrDefault(role, List.of()).stream().anyMatch(words::contains)) {
                return role;
            }
        }
        throw closed(
                "The claim %s of the token gives no role; it is %s."
                        .formatted(settings.roleClaim(), shown(said)));
    }

    private static Set<String> words(@Nullable Object said) {
        return switch (said) {
            case String one -> Set.of(one);
            case Collection<?> many ->
                    many.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .collect(Collectors.toSet());
            case null, default -> Set.of();
        };
    }

    /// A claim of that very name, which may be an address with dots, or one within objects.
    private static @Nullable Object claim(Jwt token, String path) {
        Map<String, Object> claims = token.getClaims();
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        Object at = claims;
        for (String name : path.split("\\.")) {
            at = at instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return at;
    }

    private static String shown(@Nullable Object said) {
        return said == null ? "missing" : "'" + InputError.cut(said.toString()) + "'";
    }

    private static ApiException closed(String detail) {
        return new ApiException(ErrorCode.FORBIDDEN_ROLE, detail);
    }
}
