package dev.lawcast.api;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/// What Tomcat refuses before any of our code runs: malformed request lines and escapes, headers
/// that are too large. Public because Tomcat makes it by its name.
public final class ProblemValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    private static String detail(ErrorCode code) {
        return code == ErrorCode.INVALID_REQUEST
                ? "The request is malformed. Maybe a blank, '<', '>' or '%' in the address is not percent-encoded, the"
                        + " headers and the address together are longer than 16 KB, or the body was cut."
                : code.title() + ".";
    }

    @Override
    protected void report(Request request, Response response, Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        if (status == 501 || status == 505) {
            // An unknown transfer encoding or HTTP version is the caller's mistake.
            status = 400;
        }
        ErrorCode code = ErrorCode.of(status);
        try {
            response.setHeader(RequestId.HEADER, RequestId.of(request));
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader(
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            response.setHeader("Referrer-Policy", "no-referrer");
            ProblemBody.write(request, response, code, status, detail(code));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("The caller has gone before the answer", e);
        }
    }
}
