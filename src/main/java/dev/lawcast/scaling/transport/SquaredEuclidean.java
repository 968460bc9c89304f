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
    private static final int PANEL = 64; // features, so that a tile's part stays in the cache
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

    /// Mean of all c_ij without any of them: Σ_k (mean x_k − mean y_k)² + var x_k + var y_k.
    static double mean(Features x, Features y) {
        double[] meanOfX = new double[x.columns()];
        double[] meanOfY = new double[x.columns()];
        double sum = variance(x, meanOfX) + variance(y, meanOfY);
        for (int k = 0; k < meanOfX.length; k++) {
            double between = meanOfX[k] - meanOfY[k];
            sum += between * between;
        }
        return sum;
    }

    /// Of all features together, over n; Welford 1962, so that equal points have none at all.
    private static double variance(Features x, double[] mean) {
        double squares = 0;
        int d = x.columns();
        for (int i = 0; i < x.rows(); i++) {
            for (int k = 0; k < d; k++) {
                double value = x.values()[i * d + k];
                double step = value - mean[k];
                mean[k] += step / (i + 1);
                squares += step * (value - mean[k]);
            }
        }
        return squares / x.rows();
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
    public void fill(int from, int to, double[] out, int at) {
        double[] one = new double[PANEL];
        double[] two = new double[PANEL];
        double[] sumsOfOne = new double[TILE];
        double[] sumsOfTwo = new double[TILE];
        for (int t = 0; t < tiles.length; t++) {
            int left = t * TILE;
            int width = Math.min(TILE, columns - left);
            for (int k = 0; k < padded; k += PANEL) {
                int end = Math.min(padded, k + PANEL);
                for (int i = from; i < to; i += 2) {
                    int other = Math.min(i + 1, to - 1);
                    int first = at + (i - from) * columns + left;
                    int second = at + (other - from) * columns + left;
                    load(i, k, one);
                    load(other, k, two);
                    if (k == 0) {
                        Arrays.fill(sumsOfOne, 0);
                        Arrays.fill(sumsOfTwo, 0);
                    } else {
                        System.arraycopy(out, first, sumsOfOne, 0, width);
                        System.arraycopy(out, second, sumsOfTwo, 0, width);
                    }
                    for (int c = k; c < end; c += TOGETHER) {
                        add(one, two, c - k, tiles[t], c, sumsOfOne, sumsOfTwo);
                    }
                    System.arraycopy(sumsOfOne, 0, out, first, width);
                    System.arraycopy(sumsOfTwo, 0, out, second, width);
                }
            }
        }
    }

    /// Features k, k + 1 … of a point, 0 where there are no more.
    private void load(int i, int k, double[] panel) {
        int count = Math.min(PANEL, x.columns() - k);
        System.arraycopy(x.values(), i * x.columns() + k, panel, 0, count);
        Arrays.fill(panel, count, PANEL, 0);
    }

    private static void add(
            double[] one,
            double[] two,
            int k,
            double[][] tile,
            int feature,
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
        double[] y0 = tile[feature];
        double[] y1 = tile[feature + 1];
        double[] y2 = tile[feature + 2];
        double[] y3 = tile[feature + 3];
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
