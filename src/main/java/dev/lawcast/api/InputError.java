package dev.lawcast.api;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

/// One bad value.
///
/// @param pointer where it stands in a JSON body (RFC 6901), else null
/// @param line where it stands in CSV or NDJSON, from 1, else null
/// @param column the CSV column or field, where there is one
/// @param value what was given, cut to 80 characters
/// @param code an [ErrorCode]'s id
/// @param message names the thing, its value, the rule and the likely cause
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InputError(
        @Nullable String pointer,
        @Nullable Long line,
        @Nullable String column,
        @Nullable String value,
        String code,
        String message) {

    private static final int SHOWN = 80;

    public static InputError at(
            String pointer, @Nullable String value, ErrorCode code, String message) {
        return new InputError(pointer, null, null, cut(value), code.id(), message);
    }

    public static InputError inLine(
            long line,
            @Nullable String column,
            @Nullable String value,
            ErrorCode code,
            String message) {
        return new InputError(null, line, column, cut(value), code.id(), message);
    }

    /// A text short enough for a message.
    public static @Nullable String cut(@Nullable String value) {
        return value == null || value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}
