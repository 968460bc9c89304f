package dev.lawcast.api;

import java.util.List;

/// A refusal that the caller can act on; becomes `application/problem+json`.
public class ApiException extends RuntimeException {

    private final ErrorCode code;
    private final List<InputError> errors;
    private final long totalErrors;

    public ApiException(ErrorCode code, String detail) {
        this(code, detail, List.of(), 0);
    }

    public ApiException(ErrorCode code, String detail, List<InputError> errors, long totalErrors) {
        super(detail);
        this.code = code;
        this.errors = errors;
        this.totalErrors = totalErrors;
    }

    public static ApiException notFound(String kind, String id) {
        return new ApiException(
                ErrorCode.NOT_FOUND, "There is no " + kind + " '" + InputError.cut(id) + "'.");
    }

    /// A refusal of a whole upload for what stands in one line.
    public static ApiException inLine(long line, ErrorCode code, String detail) {
        boolean input = code.status() == ErrorCode.INVALID_INPUT.status();
        return new ApiException(
                input ? ErrorCode.INVALID_INPUT : code,
                detail,
                List.of(InputError.inLine(line, null, null, code, detail)),
                1);
    }

    public ErrorCode code() {
        return code;
    }

    public List<InputError> errors() {
        return errors;
    }

    public long totalErrors() {
        return totalErrors;
    }
}
