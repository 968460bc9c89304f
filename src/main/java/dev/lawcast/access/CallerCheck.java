package dev.lawcast.access;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.ProblemBody;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/// Finds out who asks, by `Authorization: Bearer <key or token>`, and lets the request work in the
/// caller's workspace. Open without a key are the health that a container engine asks for and the
/// pages that hold no data: Swagger UI and the contract that it shows. Where the settings demand no
/// key, a request without one is an administrator's; one with a wrong key is refused all the same.
final class CallerCheck extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(CallerCheck.class);

    private static final String SCHEME = "bearer ";
    private static final Set<String> OPEN =
            Set.of(
                    "/",
                    "/actuator/health",
                    "/actuator/health/liveness",
                    "/actuator/health/readiness",
                    "/openapi.yaml",
                    "/swagger-ui",
                    "/swagger-ui/");

    private final AccessSettings settings;
    private final byte @Nullable [] firstKey;
    private final KeyLookup keys;
    private final @Nullable TokenLookup tokens;

    /// @param tokens null where no issuer is set
    CallerCheck(AccessSettings settings, KeyLookup keys, @Nullable TokenLookup tokens) {
        this.settings = settings;
        this.firstKey = settings.key() == null ? null : Secret.digest(settings.key());
        this.keys = keys;
        this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isOpen(request)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Caller> found;
        try {
            found = caller(request.getHeader("Authorization"));
        } catch (ApiException e) {
            refuse(request, response, e);
            return;
        } catch (DataAccessException | TransactionException e) {
            log.warn("A key cannot be looked up: {}", String.valueOf(e.getMessage()));
            response.setHeader("Retry-After", "5");
            ProblemBody.write(
                    request,
                    response,
                    ErrorCode.UNAVAILABLE,
                    "The database does not answer. Try again in a few seconds.");
            return;
        }
        if (found.isEmpty()) {
            refuse(request, response);
        } else if (isOfTheService(request)
                && !found.get().workspace().equals(WorkspaceScope.DEFAULT)) {
            ProblemBody.write(
                    request,
                    response,
                    ErrorCode.FORBIDDEN_ROLE,
                    "Only keys of the default workspace see how the service does.");
        } else {
            Caller caller = found.get();
            caller.remember(request);
            proceed(caller, request, response, chain);
        }
    }

    private static void proceed(
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        LogContext.name(caller.workspace());
        try {
            WorkspaceScope.in(
                    caller.workspace(),
                    () -> {
                        chain.doFilter(request, response);
                        return true;
                    });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e); // a chain throws no other
        }
    }

    private Optional<Caller> caller(@Nullable String header) {
        if (header == null) {
            return settings.demandsKey() ? Optional.empty() : Optional.of(Caller.LOCAL);
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        // Digests are of one length, so that comparing them tells nothing, not even a length.
        String shown = header.substring(SCHEME.length()).strip();
        byte[] digest = Secret.digest(shown);
        if (firstKey != null && MessageDigest.isEqual(firstKey, digest)) {
            return Optional.of(Caller.FIRST_KEY);
        }
        if (Secret.hasForm(shown)) {
            return keys.caller(digest);
        }
        return tokens != null && tokens.hasForm(shown)
                ? Optional.of(tokens.caller(shown))
                : Optional.empty();
    }

    /// A token that is not accepted; RFC 6750 names the header's fields.
    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, ApiException refusal)
            throws IOException {
        if (refusal.code() == ErrorCode.UNAUTHENTICATED) {
            response.setHeader(
                    "WWW-Authenticate", "Bearer realm=\"lawcast\", error=\"invalid_token\"");
        } else if (refusal.code() == ErrorCode.UNAVAILABLE) {
            response.setHeader("Retry-After", "5");
        }
        ProblemBody.write(request, response, refusal.code(), String.valueOf(refusal.getMessage()));
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer realm=\"lawcast\"");
        ProblemBody.write(
                request,
                response,
                ErrorCode.UNAUTHENTICATED,
                request.getHeader("Authorization") == null
                        ? "This service demands a key: send `Authorization: Bearer <key>`."
                        : "The key in the Authorization header is none of this service, or it was"
                                + " revoked or has expired.");
    }

    /// Metrics and the like speak of all workspaces together.
    private static boolean isOfTheService(HttpServletRequest request) {
        return !request.getRequestURI().startsWith(request.getContextPath() + "/api/");
    }

    /// Looks at the path as it was sent: one with escapes, parameters or dots, which routing may
    /// read in another way, is never open.
    private static boolean isOpen(HttpServletRequest request) {
        String method = request.getMethod();
        String path = request.getRequestURI();
        return (method.equals("GET") || method.equals("HEAD"))
                && (OPEN.contains(path)
                        || path.matches("/(webjars/)?swagger-ui/[a-z0-9-]+\\.[a-z]+"));
    }
}
