package dev.lawcast.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

import java.io.IOException;
import java.util.Map;

/// Gives every request its name, first of all filters, and, where the logger `dev.lawcast.requests`
/// is at debug, writes a line for each: the route, never the path, the query or the body, which
/// hold what users wrote.
final class RequestIds extends OncePerRequestFilter {

    private static final Logger requests = LoggerFactory.getLogger("dev.lawcast.requests");

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = RequestId.of(request);
        response.setHeader(RequestId.HEADER, id);
        long start = System.nanoTime();
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.put(RequestId.KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            if (requests.isDebugEnabled()) {
                requests.debug(
                        "{} {} {} {} ms",
                        request.getMethod(),
                        request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)
                                        instanceof String route
                                ? route
                                : "-",
                        response.getStatus(),
                        (System.nanoTime() - start) / 1_000_000);
            }
            // also what doors further in have put there, so that the line above bears it
            MDC.setContextMap(before == null ? Map.of() : before);
        }
    }

    /// What Tomcat answers after a failure, in a second pass, bears the same name.
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
