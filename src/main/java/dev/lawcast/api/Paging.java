package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

/// The query parameter `limit` of lists.
public final class Paging {

    public static final int DEFAULT_LIMIT = 100;
    public static final int MOST_LIMIT = 1_000;

    private Paging() {}

    /// @throws ApiException `invalid_parameter` for anything but a whole number from 1 to 1000
    public static int limit(@Nullable String given) {
        if (given == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(given);
            if (limit >= 1 && limit <= MOST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw new ApiException(
                ErrorCode.INVALID_PARAMETER,
                "limit is '" + InputError.cut(given) + "', must be a whole number from 1 to " + MOST_LIMIT + ".");
    }
}
