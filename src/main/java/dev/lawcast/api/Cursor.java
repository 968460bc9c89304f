package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/// Where the next page of a list starts: the last key of the page before, opaque to clients.
public final class Cursor {

    private Cursor() {}

    /// @param list which list, so that a cursor of another one is refused
    public static String after(String list, String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + ":" + key).getBytes(StandardCharsets.UTF_8));
    }

    /// The key that [#after] was given, or null for the first page.
    public static @Nullable String key(String list, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)))
                            .toString();
            if (text.startsWith(list + ":") && text.indexOf('\0') < 0) {
                return text.substring(list.length() + 1);
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // told below
        }
        throw unknown(cursor);
    }

    /// Likewise where keys are identifiers.
    public static @Nullable UUID id(String list, @Nullable String cursor) {
        String key = key(list, cursor);
        return cursor == null || key == null
                ? null
                : Ids.parse(key).orElseThrow(() -> unknown(cursor));
    }

    /// The refusal of a cursor whose key makes no sense in its list.
    public static ApiException unknown(String cursor) {
        return new ApiException(
                ErrorCode.INVALID_PARAMETER,
                "The cursor '"
                        + InputError.cut(cursor)
                        + "' was not given out by this list. Send the next_cursor of the page"
                        + " before, or none.");
    }

    /// How many items a page has: `limit`, or 50.
    public static int limit(@Nullable String limit) {
        return limit(limit, 50, 1_000);
    }

    public static int limit(@Nullable String limit, int normal, int most) {
        return limit == null ? normal : number("limit", limit, 1, most);
    }

    /// A whole number of a query parameter.
    public static int number(String name, String text, int least, int most) {
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new ApiException(
                ErrorCode.INVALID_PARAMETER,
                name
                        + " is '"
                        + InputError.cut(text)
                        + "', must be a whole number from "
                        + least
                        + " to "
                        + most
                        + ".");
    }
}
