package dev.lawcast.fits;

/// How a value that tells groups apart is written: text as it is, numbers as short as they can be.
public final class LabelText {

    private static final double EXACT = 1e15;

    private LabelText() {}

    /// @param value a [String] or a [Double]
    public static String of(Object value) {
        return value instanceof Double number ? of(number.doubleValue()) : String.valueOf(value);
    }

    private static String of(double number) {
        return number == Math.rint(number) && Math.abs(number) < EXACT
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
