package dev.lawcast.access;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.ProblemBody;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/// Without a key anyone who reaches the service is trusted, so a web page must not reach it: a page
/// of `evil.example` whose name was pointed at 127.0.0.1 (DNS rebinding) still sends its own name.
final class HostCheck extends OncePerRequestFilter {

    private final Set<String> allowed;

    HostCheck(Set<String> allowed) {
        this.allowed = allowed;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // The server name also comes from an absolute request target or a forwarded header.
        String header = request.getHeader("Host");
        if (allows(request.getServerName()) && (header == null || allows(withoutPort(header)))) {
            chain.doFilter(request, response);
            return;
        }
        ProblemBody.write(
                request,
                response,
                ErrorCode.FORBIDDEN_HOST,
                "The Host header is '"
                        + InputError.cut(header == null ? request.getServerName() : header)
                        + "'; without a key this service answers under localhost, 127.0.0.1 and"
                        + " [::1] only. Maybe LAWCAST_API_KEY should be set.");
    }

    private boolean allows(@Nullable String host) {
        return host != null && allowed.contains(host.toLowerCase(Locale.ROOT));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
