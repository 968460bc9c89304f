package dev.lawcast.scaling.theory;

/// A dense matrix.
///
/// @param values row by row, rows × columns, within ±1e150, so that squares can be summed
public record Matrix(int rows, int columns, double[] values) {

    private static final double LARGEST = 1e150;

    /// @throws IllegalArgumentException where the length is another or a value is not finite
    public Matrix {
        if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "A matrix of "
                            + rows
                            + " rows and "
                            + columns
                            + " columns cannot have "
                            + values.length
                            + " values.");
        }
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= LARGEST)) {
                throw new IllegalArgumentException(
                        "The value in row "
                                + i / columns
                                + ", column "
                                + i % columns
                                + " is "
                                + values[i]
                                + ", must be finite and within ±1e150.");
            }
        }
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    double norm(int row) {
        double largest = 0;
        for (int k = 0; k < columns; k++) {
            largest = Math.max(largest, Math.abs(at(row, k)));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0; // of ratios, for squares may leave the doubles
        for (int k = 0; k < columns; k++) {
            double ratio = at(row, k) / largest;
            sum += ratio * ratio;
        }
        return largest * Math.sqrt(sum);
    }
}
