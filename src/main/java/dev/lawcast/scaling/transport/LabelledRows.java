package dev.lawcast.scaling.transport;

/// Squared Euclidean costs plus a term of the two points' classes.
///
/// @param classOfRow number of each row's class
/// @param classOfColumn number of each column's class
/// @param term what is added, classes of rows × classes of columns
record LabelledRows(
        SquaredEuclidean features, int[] classOfRow, int[] classOfColumn, double[][] term)
        implements CostRows {

    @Override
    public int rows() {
        return features.rows();
    }

    @Override
    public int columns() {
        return features.columns();
    }

    @Override
    public void fill(int from, int to, double[][] out) {
        features.fill(from, to, out);
        for (int i = from; i < to; i++) {
            double[] row = out[i - from];
            double[] added = term[classOfRow[i]];
            for (int j = 0; j < row.length; j++) {
                row[j] += added[classOfColumn[j]];
            }
        }
    }

    @Override
    public LabelledRows transposed() {
        double[][] exchanged = new double[term[0].length][term.length];
        for (int r = 0; r < term.length; r++) {
            for (int c = 0; c < term[r].length; c++) {
                exchanged[c][r] = term[r][c];
            }
        }
        return new LabelledRows(features.transposed(), classOfColumn, classOfRow, exchanged);
    }
}
