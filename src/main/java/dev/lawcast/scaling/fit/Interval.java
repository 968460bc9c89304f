package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

/// An interval that holds the true value with the stated probability.
///
/// @param lower null: open, the data set no lower limit
/// @param upper null: open, the data set no upper limit
/// @param level nominal coverage, for instance .95
public record Interval(@Nullable Double lower, @Nullable Double upper, double level) {

    /// Limits that are not finite become open sides.
    public static Interval of(double lower, double upper, double level) {
        return new Interval(finiteOrNull(lower), finiteOrNull(upper), level);
    }

    public boolean contains(double value) {
        return (lower == null || lower <= value) && (upper == null || value <= upper);
    }

    /// The shortest interval that holds both.
    ///
    /// @param b null: none
    public static @Nullable Interval hull(@Nullable Interval a, @Nullable Interval b) {
        if (a == null || b == null) {
            return a;
        }
        return new Interval(
                a.lower == null || b.lower == null ? null : Math.min(a.lower, b.lower),
                a.upper == null || b.upper == null ? null : Math.max(a.upper, b.upper),
                a.level);
    }

    private static @Nullable Double finiteOrNull(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
