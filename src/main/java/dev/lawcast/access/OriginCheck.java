package dev.lawcast.access;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.ProblemBody;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Pages of other sites may call the service when they are on the allow-list (CORS). Every other
/// request that a browser marks with a foreign `Origin` is refused before it does anything, also
/// one that needs no preflight.
final class OriginCheck extends OncePerRequestFilter {

    private final CorsConfiguration allowed;
    private final Processor processor = new Processor();

    private OriginCheck(CorsConfiguration allowed) {
        this.allowed = allowed;
    }

    static OriginCheck of(List<String> origins) {
        var allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(origins);
        allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        allowed.setAllowedHeaders(
                List.of(
                        "Accept",
                        "Authorization",
                        "Content-Type",
                        "Idempotency-Key",
                        "If-Match",
                        "If-None-Match",
                        "Last-Event-ID",
                        "Prefer",
                        "X-Request-Id"));
        allowed.setExposedHeaders(
                List.of(
                        "ETag",
                        "Location",
                        "Preference-Applied",
                        "RateLimit",
                        "RateLimit-Limit",
                        "RateLimit-Policy",
                        "RateLimit-Remaining",
                        "RateLimit-Reset",
                        "Retry-After",
                        "X-Request-Id"));
        allowed.setMaxAge(Duration.ofHours(1));
        return new OriginCheck(allowed);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!processor.processRequest(allowed, request, response)) {
            ProblemBody.write(
                    request,
                    response,
                    ErrorCode.FORBIDDEN_ORIGIN,
                    "The origin '"
                            + InputError.cut(request.getHeader("Origin"))
                            + "' may not make this request. Maybe it is missing in"
                            + " LAWCAST_CORS_ORIGINS.");
        } else if (!CorsUtils.isPreFlightRequest(request)) {
            chain.doFilter(request, response);
        }
    }

    private static final class Processor extends DefaultCorsProcessor {
        @Override
        protected void rejectRequest(ServerHttpResponse response) {
            // The filter writes a problem instead of Spring's line of text.
        }
    }
}
