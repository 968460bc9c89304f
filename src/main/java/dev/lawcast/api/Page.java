package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// A page of a list.
///
/// @param nextCursor what to send as `cursor` for the next page, null on the last one
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /// @param found up to `most` + 1 items from where the page starts; one more than `most` tells
    ///   that there is another page
    /// @param list which list, as in [Cursor#after]
    /// @param key of an item, from which the next page goes on
    public static <T> Page<T> of(List<T> found, int most, String list, Function<T, ?> key) {
        if (found.size() <= most) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, most);
        return new Page<>(items, Cursor.after(list, key.apply(items.getLast()).toString()));
    }

    /// Its items as others are to see them.
    public <V> Page<V> map(Function<T, V> view) {
        return new Page<>(items.stream().map(view).toList(), nextCursor);
    }
}
