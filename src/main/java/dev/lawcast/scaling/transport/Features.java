package dev.lawcast.scaling.transport;

/// A sample of points.
///
/// @param rows n, points
/// @param columns d, coordinates of a point
/// @param values row by row, n × d, finite and within ±1e150, so that squares can be summed
public record Features(int rows, int columns, double[] values) {

    private static final double LARGEST = 1e150;

    /// @throws IllegalArgumentException where the length is another or a value is not finite
    public Features {
        if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "A sample of "
                            + rows
                            + " points with "
                            + columns
                            + " features cannot have "
                            + values.length
                            + " values.");
        }
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= LARGEST)) {
                throw new IllegalArgumentException(
                        "Feature "
                                + i % columns
                                + " of point "
                                + i / columns
                                + " is "
                                + values[i]
                                + ", must be finite and within ±1e150.");
            }
        }
    }

    /// The points at these places, in that order.
    public Features select(int[] points) {
        double[] selected = new double[points.length * columns];
        for (int i = 0; i < points.length; i++) {
            System.arraycopy(values, points[i] * columns, selected, i * columns, columns);
        }
        return new Features(points.length, columns, selected);
    }
}
