package dev.lawcast.scaling.transport;

/// What it costs to move a unit of mass from each of n points to each of m others.
///
/// @param values row by row, n × m, finite
public record CostMatrix(int rows, int columns, double[] values) implements CostRows {

    private static final int BLOCK = 16; // rows of a task
    private static final int MOST_COSTS = Integer.MAX_VALUE - 8;

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
        if (!(largest(values) <= Double.MAX_VALUE)) {
            for (int k = 0; k < values.length; k++) {
                refuseUnlessFinite(values[k], k / columns, k % columns);
            }
        }
    }

    private static void refuseUnlessFinite(double value, int row, int column) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "The cost from point "
                            + row
                            + " to point "
                            + column
                            + " is "
                            + value
                            + ", must be finite. Maybe the features are too large to square.");
        }
    }

    /// All of these costs at once, on all cores; the bits do not depend on their number.
    ///
    /// @throws IllegalArgumentException where there are more than fit
    public static CostMatrix of(CostRows rows) {
        int m = rows.columns();
        checkSize(rows.rows(), m);
        double[] values = new double[rows.rows() * m];
        Blocks.run(rows.rows(), BLOCK, true, (from, to) -> rows.fill(from, to, values, from * m));
        return new CostMatrix(rows.rows(), m, values);
    }

    private static void checkSize(int n, int m) {
        if ((long) n * m > MOST_COSTS) {
            throw new IllegalArgumentException(
                    "Costs between "
                            + n
                            + " and "
                            + m
                            + " points are more than the "
                            + MOST_COSTS
                            + " that one matrix holds. Maybe a random part of the points does, or"
                            + " the entropic engine with linear memory.");
        }
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    @Override
    public void fill(int from, int to, double[] out, int at) {
        System.arraycopy(values, from * columns, out, at, (to - from) * columns);
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
                    int m = cost.columns();
                    double[] block = new double[(to - from) * m];
                    cost.fill(from, to, block, 0);
                    for (int i = from; i < to; i++) {
                        double sum = 0;
                        for (int j = 0; j < m; j++) {
                            sum += block[(i - from) * m + j];
                        }
                        means[i] = sum / m;
                    }
                });
        double sum = 0;
        for (double mean : means) {
            sum += mean;
        }
        return sum / n;
    }

    double largest() {
        return largest(values);
    }

    /// NaN where one is.
    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
