package dev.lawcast.access;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.ProblemBody;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/// A form on any web page can send three content types, or none, without asking first (CSRF). No
/// operation takes them, so a body that comes as one of them is refused before it is read.
final class FormCheck extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> FORMS =
            Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = request.getContentType();
        if (SAFE.contains(request.getMethod())
                || (type == null ? isEmpty(request) : !isForm(type))) {
            chain.doFilter(request, response);
            return;
        }
        ProblemBody.write(
                request,
                response,
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type is "
                        + (type == null ? "missing" : "'" + InputError.cut(type) + "'")
                        + "; send application/json, or text/csv or application/x-ndjson where the"
                        + " operation takes it. Maybe curl was called without -H 'Content-Type:"
                        + " …'.");
    }

    private static boolean isEmpty(HttpServletRequest request) {
        return request.getContentLengthLong() <= 0
                && request.getHeader("Transfer-Encoding") == null;
    }

    private static boolean isForm(String type) {
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return plain.isEmpty() || FORMS.contains(plain);
    }
}
