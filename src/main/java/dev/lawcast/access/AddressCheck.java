package dev.lawcast.access;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.ProblemBody;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/// Refuses addresses that would be read as another one: the server takes what follows a `;` for
/// parameters of the path and drops it, so that `DELETE /runs/a;b` would delete the run `a`; and a
/// query whose escapes are broken.
final class AddressCheck extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().indexOf(';') >= 0) {
            ProblemBody.write(
                    request,
                    response,
                    ErrorCode.INVALID_REQUEST,
                    "The path holds a ';', which ends the names in it. In a name it is written %3B.");
        } else if (request.getQueryString() != null && !readable(request)) {
            ProblemBody.write(
                    request,
                    response,
                    ErrorCode.INVALID_REQUEST,
                    "The query cannot be read. Maybe a '%' is not written as %25, it is not UTF-8, or it has more"
                            + " than 1000 parameters.");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean readable(HttpServletRequest request) {
        try {
            request.getParameterNames();
            return true;
        } catch (IllegalStateException e) {
            return false; // what Tomcat throws for any query that it cannot decode
        }
    }
}
