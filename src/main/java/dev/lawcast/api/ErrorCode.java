package dev.lawcast.api;

import org.springframework.http.HttpStatus;

import java.util.Locale;

/// Every `code` that a problem or one of its `errors` can carry. Stable: clients switch on them.
public enum ErrorCode {
    // the request as a whole
    INVALID_JSON(HttpStatus.BAD_REQUEST, "The body is not valid JSON"),
    INVALID_CSV(HttpStatus.BAD_REQUEST, "The body is not valid CSV"),
    INVALID_NPY(HttpStatus.BAD_REQUEST, "The body is not a valid .npy array"),
    INVALID_BACKUP(HttpStatus.BAD_REQUEST, "The body is not a whole backup"),
    INVALID_ENCODING(HttpStatus.BAD_REQUEST, "The body is not UTF-8 text"),
    INCOMPLETE_BODY(HttpStatus.BAD_REQUEST, "The body ended too early"),
    EMPTY_BODY(HttpStatus.BAD_REQUEST, "The body is empty"),
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request is malformed"),
    INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "A query parameter or header is not valid"),
    INVALID_FILTER(HttpStatus.BAD_REQUEST, "The filter is not valid"),
    INVALID_INPUT(HttpStatus.UNPROCESSABLE_CONTENT, "The input has errors; nothing was written"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such thing"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No representation that the client accepts"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The content type is not supported"),
    UNSUPPORTED_ENCODING(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Compressed bodies are not accepted"),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "A key is needed"),
    FORBIDDEN_HOST(HttpStatus.FORBIDDEN, "The Host header is not one of this service"),
    FORBIDDEN_ORIGIN(HttpStatus.FORBIDDEN, "The page's origin is not on the allow-list"),
    FORBIDDEN_ROLE(HttpStatus.FORBIDDEN, "The key's role does not allow this"),
    QUOTA_EXCEEDED(HttpStatus.FORBIDDEN, "The workspace holds as much as it may"),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too much is asked at a time"),
    CONFLICT(HttpStatus.CONFLICT, "The request conflicts with the present state"),
    PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED, "The resource has changed in the meantime"),
    IDEMPOTENCY_KEY_REUSED(
            HttpStatus.UNPROCESSABLE_CONTENT, "The Idempotency-Key was used with another body"),
    IDEMPOTENCY_KEY_IN_USE(
            HttpStatus.CONFLICT, "A request with this Idempotency-Key is still running"),
    FIT_NOT_FINISHED(HttpStatus.CONFLICT, "The fit has not ended yet"),
    FIT_HAS_NO_ESTIMATE(HttpStatus.CONFLICT, "The fit determined no curve"),
    FIT_HAS_GROUPS(HttpStatus.CONFLICT, "The fit has a curve for each group"),
    FIT_HAS_NO_PARENT(HttpStatus.CONFLICT, "The fit is nobody's refit"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The service cannot answer now"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "The service failed"),

    // one value in the input
    MISSING(HttpStatus.UNPROCESSABLE_CONTENT, "A value is missing"),
    WRONG_TYPE(HttpStatus.UNPROCESSABLE_CONTENT, "A value has the wrong type"),
    UNKNOWN_FIELD(HttpStatus.UNPROCESSABLE_CONTENT, "A field is not known"),
    UNKNOWN_NAME(HttpStatus.UNPROCESSABLE_CONTENT, "A name is not known"),
    NOT_A_NUMBER(HttpStatus.UNPROCESSABLE_CONTENT, "A value is not a number"),
    NOT_FINITE(HttpStatus.UNPROCESSABLE_CONTENT, "A number is not finite"),
    OUT_OF_RANGE(HttpStatus.UNPROCESSABLE_CONTENT, "A value is out of range"),
    TOO_LONG(HttpStatus.UNPROCESSABLE_CONTENT, "A text or list is too long"),
    DUPLICATE(HttpStatus.UNPROCESSABLE_CONTENT, "A value stands twice"),
    INVALID_FORMULA(HttpStatus.UNPROCESSABLE_CONTENT, "A formula is not valid"),
    CONSTANT_FEATURES(HttpStatus.UNPROCESSABLE_CONTENT, "All rows of the features are the same"),
    DIMENSION_MISMATCH(HttpStatus.UNPROCESSABLE_CONTENT, "Features differ in their columns"),
    DUPLICATE_ROWS(HttpStatus.UNPROCESSABLE_CONTENT, "Too many rows repeat another one"),
    LABEL_COUNT_MISMATCH(HttpStatus.UNPROCESSABLE_CONTENT, "There is not one label for each row"),
    MIXTURE_SUM(HttpStatus.UNPROCESSABLE_CONTENT, "The shares of a mixture do not sum to 1"),
    MALFORMED_ROW(HttpStatus.UNPROCESSABLE_CONTENT, "A row is malformed");

    private final HttpStatus status;
    private final String title;

    ErrorCode(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /// The code as it stands in JSON.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The code for a refusal that only has a status: one of the server or the framework.
    public static ErrorCode of(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 412 -> PRECONDITION_FAILED;
            case 413 -> BODY_TOO_LARGE;
            case 429 -> TOO_MANY_REQUESTS;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> UNAVAILABLE;
            default -> status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL;
        };
    }

    public HttpStatus status() {
        return status;
    }

    public String title() {
        return title;
    }
}
