package dev.lawcast.scaling.transport;

/// What it costs to move a unit of mass from each of n points to each of m others.
///
/// @param values row by row, n × m, finite
public record CostMatrix(int rows, int columns, double[] values) {

    /// @throws IllegalArgumentException where the length is another or a cost is not finite
    public CostMatrix {
        if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "Costs of "
                            + rows
                            + " × "
                            + columns
                            + " points cannot be "
                            + values.length
                            + " values.");
        }
        for (int k = 0; k < values.length; k++) {
            if (!(Math.abs(values[k]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "The cost from point "
                                + k / columns
                                + " to point "
                                + k % columns
                                + " is "
                                + values[k]
                                + ", must be finite. Maybe the features are too large to square.");
            }
        }
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    /// The unweighted mean of all costs.
    public double mean() {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            double row = 0; // by rows: sums of very many terms lose digits
            for (int j = 0; j < columns; j++) {
                row += values[i * columns + j];
            }
            sum += row / columns;
        }
        return sum / rows;
    }

    double largest() {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
