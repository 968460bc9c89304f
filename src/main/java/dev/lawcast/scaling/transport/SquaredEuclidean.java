package dev.lawcast.scaling.transport;

import java.util.Arrays;

/// c_ij = Σ_k (x_ik − y_jk)², summed in double precision from the differences themselves, not as
/// |x|² + |y|² − 2x·y: equal points cost exactly 0, and near ones lose no digits.
///
/// The second sample is kept in tiles of 256 points, feature by feature, so that the inner loop
/// runs over neighbouring points with one row's features in registers and becomes vector
/// instructions.
final class SquaredEuclidean implements CostRows {

    private static final int TILE = 256;
    private static final int TOGETHER = 4;

    private final Features x;
    private final Features y;
    private final int columns;
    private final int padded;
    private final double[][][] tiles; // tile, feature, point

    /// @param y as many features as x
    SquaredEuclidean(Features x, Features y) {
        checkFeatures(x, y);
        this.x = x;
        this.y = y;
        columns = y.rows();
        padded = (x.columns() + TOGETHER - 1) / TOGETHER * TOGETHER;
        tiles = new double[(columns + TILE - 1) / TILE][padded][TILE];
        for (int j = 0; j < columns; j++) {
            double[][] tile = tiles[j / TILE];
            for (int k = 0; k < y.columns(); k++) {
                tile[k][j % TILE] = y.values()[j * y.columns() + k];
            }
        }
    }

    /// @throws IllegalArgumentException where these are not as many
    static void checkFeatures(Features x, Features y) {
        if (x.columns() != y.columns()) {
            throw new IllegalArgumentException(
                    "One sample has "
                            + x.columns()
                            + " features, the other "
                            + y.columns()
                            + ". Maybe they come from different models.");
        }
    }

    @Override
    public int rows() {
        return x.rows();
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public SquaredEuclidean transposed() {
        return new SquaredEuclidean(y, x);
    }

    @Override
    public void fill(int from, int to, double[][] out) {
        double[] one = new double[padded];
        double[] two = new double[padded];
        double[] sumsOfOne = new double[TILE];
        double[] sumsOfTwo = new double[TILE];
        for (int t = 0; t < tiles.length; t++) {
            int width = Math.min(TILE, columns - t * TILE);
            for (int i = from; i < to; i += 2) {
                int other = Math.min(i + 1, to - 1);
                load(i, one, sumsOfOne);
                load(other, two, sumsOfTwo);
                for (int k = 0; k < padded; k += TOGETHER) {
                    add(one, two, k, tiles[t], sumsOfOne, sumsOfTwo);
                }
                System.arraycopy(sumsOfOne, 0, out[i - from], t * TILE, width);
                System.arraycopy(sumsOfTwo, 0, out[other - from], t * TILE, width);
            }
        }
    }

    private void load(int i, double[] row, double[] sums) {
        System.arraycopy(x.values(), i * x.columns(), row, 0, x.columns());
        Arrays.fill(sums, 0);
    }

    private static void add(
            double[] one,
            double[] two,
            int k,
            double[][] tile,
            double[] sumsOfOne,
            double[] sumsOfTwo) {
        double p0 = one[k];
        double p1 = one[k + 1];
        double p2 = one[k + 2];
        double p3 = one[k + 3];
        double q0 = two[k];
        double q1 = two[k + 1];
        double q2 = two[k + 2];
        double q3 = two[k + 3];
        double[] y0 = tile[k];
        double[] y1 = tile[k + 1];
        double[] y2 = tile[k + 2];
        double[] y3 = tile[k + 3];
        for (int j = 0; j < TILE; j++) {
            double d0 = y0[j] - p0;
            double d1 = y1[j] - p1;
            double d2 = y2[j] - p2;
            double d3 = y3[j] - p3;
            double e0 = y0[j] - q0;
            double e1 = y1[j] - q1;
            double e2 = y2[j] - q2;
            double e3 = y3[j] - q3;
            sumsOfOne[j] =
                    Math.fma(
                            d3,
                            d3,
                            Math.fma(d2, d2, Math.fma(d1, d1, Math.fma(d0, d0, sumsOfOne[j]))));
            sumsOfTwo[j] =
                    Math.fma(
                            e3,
                            e3,
                            Math.fma(e2, e2, Math.fma(e1, e1, Math.fma(e0, e0, sumsOfTwo[j]))));
        }
    }
}
