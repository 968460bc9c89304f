package dev.lawcast.access;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.ProblemBody;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/// Demands `Authorization: Bearer <key>` of every request, except for the health that a container
/// engine asks for and the pages that hold no data: Swagger UI and the contract that it shows.
final class KeyCheck extends OncePerRequestFilter {

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

    private final byte[] expected;

    KeyCheck(String key) {
        this.expected = digest(key);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isOpen(request) || isRight(request.getHeader("Authorization"))) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("WWW-Authenticate", "Bearer realm=\"lawcast\"");
        ProblemBody.write(
                request,
                response,
                ErrorCode.UNAUTHENTICATED,
                request.getHeader("Authorization") == null
                        ? "This service demands its key: send `Authorization: Bearer <key>`."
                        : "The key in the Authorization header is not the one of this service.");
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

    private boolean isRight(@Nullable String header) {
        return header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        expected, digest(header.substring(SCHEME.length()).strip()));
    }

    /// Digests are of one length, so that comparing them tells nothing, not even a length.
    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
