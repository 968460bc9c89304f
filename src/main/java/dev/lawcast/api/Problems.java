package dev.lawcast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

import java.util.Locale;

/// Turns every refusal and failure into `application/problem+json` with a stable `code`.
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final FullDisk full;

    Problems(FullDisk full) {
        this.full = full;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(ApiException e, HttpServletRequest request) {
        ProblemDetail problem = problem(e.code(), String.valueOf(e.getMessage()), request);
        if (e.totalErrors() > 0) {
            problem.setProperty("errors", e.errors());
            problem.setProperty("total_errors", e.totalErrors());
        }
        // stated, not negotiated: a refusal must get through whatever the client accepts
        var answer =
                ResponseEntity.status(e.code().status())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.TOO_MANY_REQUESTS) {
            answer.header(HttpHeaders.RETRY_AFTER, "5");
        }
        return answer.body(problem);
    }

    /// The database is away, full, or busy with a lock. A transaction that broke may have happened:
    /// writes carry keys, so sending them again is safe.
    @ExceptionHandler({
        CannotGetJdbcConnectionException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<ProblemDetail> databaseAway(Exception e, HttpServletRequest request) {
        if (full.notice(e)) {
            log.warn("The disk of the database is full");
            return refused(
                    new ApiException(
                            ErrorCode.UNAVAILABLE,
                            "The disk of the database is full, so nothing was written. Once there is space, the same request is taken."),
                    request);
        }
        log.warn(
                "The database does not answer: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
        return refused(
                new ApiException(
                        ErrorCode.UNAVAILABLE,
                        "The database does not answer. Try again in a few seconds."),
                request);
    }

    /// An answer that has begun cannot turn into a problem: the connection is cut, so that nobody
    /// takes half of it for the whole.
    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(
            Exception e, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            throw e;
        }
        log.error("A request failed", e);
        return refused(
                new ApiException(ErrorCode.INTERNAL, "The service failed; its log says more."),
                request);
    }

    /// What Spring itself refuses: unknown routes, methods, types, parameters.
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ErrorCode code =
                status.value() == 400 ? ErrorCode.INVALID_PARAMETER : ErrorCode.of(status.value());
        String detail =
                e instanceof HttpMediaTypeNotAcceptableException unwanted
                        ? "Accept names none of what there is: "
                                + unwanted.getSupportedMediaTypes()
                                + "."
                        : body instanceof ProblemDetail p && p.getDetail() != null
                                ? p.getDetail()
                                : code.title() + ".";
        return ResponseEntity.status(code.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(
                        withInstance(
                                problem(code, detail, ((ServletWebRequest) request).getRequest()),
                                request));
    }

    /// Spring would set it too, but fails on a path that is no URI, such as `//`.
    private static ProblemDetail withInstance(ProblemDetail problem, WebRequest request) {
        if (request instanceof ServletWebRequest servlet
                && servlet.getRequest().getRequestURI().startsWith("//")) {
            problem.setInstance(java.net.URI.create("/"));
        }
        return problem;
    }

    private static ProblemDetail problem(
            ErrorCode code, String detail, HttpServletRequest request) {
        Refusals.count(code);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(code.status(), detail);
        problem.setType(
                java.net.URI.create("urn:lawcast:problem:" + code.id().toLowerCase(Locale.ROOT)));
        problem.setTitle(code.title());
        problem.setProperty("code", code.id());
        problem.setProperty("request_id", RequestId.of(request));
        return problem;
    }
}
