package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The version of a resource in `ETag` and `If-Match` (RFC 9110).
public record EntityTag(String value) {

    public static EntityTag of(long version) {
        return new EntityTag("\"" + Long.toHexString(version) + "\"");
    }

    /// @param id of this incarnation: a resource that is deleted and made again gets another one
    public static EntityTag of(long id, long version) {
        return new EntityTag("\"" + Long.toHexString(id) + "-" + Long.toHexString(version) + "\"");
    }

    /// Refuses a change that was meant for another version; without the header any version will do.
    public void require(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        if (Arrays.stream(ifMatch.split(",")).map(String::strip).noneMatch(value::equals)) {
            throw new ApiException(
                    ErrorCode.PRECONDITION_FAILED,
                    "If-Match is "
                            + InputError.cut(ifMatch)
                            + " but the version now is "
                            + value
                            + ". Read it again and repeat the change.");
        }
    }
}
