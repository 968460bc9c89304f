package dev.lawcast.api;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with an input, so that the caller hears of all of it at once: the first
/// 100 and the total.
public final class InputErrors {

    private static final int KEPT = 100;

    private final List<InputError> first = new ArrayList<>();
    private long total;

    public void add(InputError error) {
        if (total++ < KEPT) {
            first.add(error);
        }
    }

    /// Counts further errors that are not among the first ones.
    public void addUnnamed(long count) {
        total += count;
    }

    public List<InputError> first() {
        return List.copyOf(first);
    }

    public long total() {
        return total;
    }

    public boolean isEmpty() {
        return total == 0;
    }

    public void throwIfAny() {
        if (total > 0) {
            throw new ApiException(
                    ErrorCode.INVALID_INPUT,
                    total == 1
                            ? first.getFirst().message()
                            : "There are "
                                    + total
                                    + " errors; the first: "
                                    + first.getFirst().message(),
                    first(),
                    total);
        }
    }
}
