package dev.lawcast.scaling.transport;

/// What it costs to move a unit of mass from each of n points to each of m others.
///
/// @param values row by row, n × m, finite
public record CostMatrix(int rows, int columns, double[] values) implements CostRows {

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

    private static final int BLOCK = 16; // rows of a task

    /// All of these costs at once, on all cores; the bits do not depend on their number.
    public static CostMatrix of(CostRows rows) {
        int m = rows.columns();
        double[] values = new double[Math.multiplyExact(rows.rows(), m)];
        Blocks.run(
                rows.rows(),
                BLOCK,
                true,
                (from, to) -> {
                    double[][] block = new double[to - from][m];
                    rows.fill(from, to, block);
                    for (int i = from; i < to; i++) {
                        System.arraycopy(block[i - from], 0, values, i * m, m);
                    }
                });
        return new CostMatrix(rows.rows(), m, values);
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    @Override
    public void fill(int from, int to, double[][] out) {
        for (int i = from; i < to; i++) {
            System.arraycopy(values, i * columns, out[i - from], 0, columns);
        }
    }

    @Override
    public CostMatrix transposed() {
        double[] exchanged = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                exchanged[j * rows + i] = values[i * columns + j];
            }
        }
        return new CostMatrix(columns, rows, exchanged);
    }

    /// The unweighted mean of all costs.
    public double mean() {
        return mean(this);
    }

    /// The unweighted mean of all costs, by rows: sums of very many terms lose digits.
    public static double mean(CostRows cost) {
        int n = cost.rows();
        double[] means = new double[n];
        Blocks.run(
                n,
                BLOCK,
                true,
                (from, to) -> {
                    double[][] block = new double[to - from][cost.columns()];
                    cost.fill(from, to, block);
                    for (int i = from; i < to; i++) {
                        double sum = 0;
                        for (double c : block[i - from]) {
                            sum += c;
                        }
                        means[i] = sum / cost.columns();
                    }
                });
        double sum = 0;
        for (double mean : means) {
            sum += mean;
        }
        return sum / n;
    }

    double largest() {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
