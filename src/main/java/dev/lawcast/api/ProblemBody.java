package dev.lawcast.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.LinkedHashMap;

/// Writes a problem where no controller is at work: in filters, error pages and the server itself.
public final class ProblemBody {

    private static final JsonMapper MAPPER = new JsonMapper();

    private ProblemBody() {}

    /// Answers with the code's own status.
    public static void write(
            HttpServletRequest request, HttpServletResponse response, ErrorCode code, String detail)
            throws IOException {
        write(request, response, code, code.status().value(), detail);
    }

    /// The path that was asked for, also where the server answers in its place.
    private static String instance(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked) {
            return asked;
        }
        String path = request.getRequestURI();
        return path == null ? "/" : path;
    }

    /// Answers with the status that was decided elsewhere.
    static void write(
            HttpServletRequest request,
            HttpServletResponse response,
            ErrorCode code,
            int status,
            String detail)
            throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("type", "urn:lawcast:problem:" + code.id());
        fields.put("title", code.title());
        fields.put("status", status);
        fields.put("detail", detail);
        fields.put("instance", instance(request));
        fields.put("code", code.id());
        fields.put("request_id", RequestId.of(request));
        Refusals.count(code);
        byte[] body = MAPPER.writeValueAsBytes(fields);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
