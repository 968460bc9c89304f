package dev.lawcast.scaling.theory;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Distances from every row to its nearest others, and to its nearest within halves, quarters … of
/// the rows.
///
/// Squared distances are |a|² + |b|² − 2a·b of centred rows, a·b in tiles of 128 rows that stay in
/// the cache, n²d multiplications in all. The nearest by these are measured again directly, for the
/// difference of large numbers loses digits. Rows are shared out over threads in blocks; each block
/// is computed by one of them alone, so the bits do not depend on their number.
///
/// @param nearest distances to the k nearest, rising; n × k
/// @param withinPart by level l, the distance of each row to its nearest in its own part when the
///   rows are cut into 2^l equal parts in the order given
record NearestNeighbours(double[][] nearest, double[][] withinPart) {

    private static final int TILE = 128;
    private static final int BLOCK = 16;
    private static final int SPARE = 6;

    /// @param x rows, in random order and distinct
    /// @param k neighbours, less than the rows
    /// @param levels each part keeps at least two rows
    static NearestNeighbours of(Matrix x, int k, int levels) {
        int n = x.rows();
        Matrix centred = centred(x);
        double[] squares = new double[n];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < x.columns(); a++) {
                squares[i] += centred.at(i, a) * centred.at(i, a);
            }
        }
        double[][] tiles = tiles(centred);
        double[][] nearest = new double[n][];
        double[][] within = new double[levels][n];
        IntStream.range(0, (n + BLOCK - 1) / BLOCK)
                .parallel()
                .forEach(block ->
                        new Search(centred, tiles, squares, k, within)
                                .rows(block * BLOCK, Math.min(n, (block + 1) * BLOCK), nearest));
        return new NearestNeighbours(nearest, within);
    }

    /// Columns of TILE rows at a time, so that they lie side by side; coordinates filled up to a
    /// multiple of eight with zeros.
    private static double[][] tiles(Matrix x) {
        int padded = (x.columns() + 7) / 8 * 8;
        double[][] tiles = new double[(x.rows() + TILE - 1) / TILE][padded * TILE];
        for (int i = 0; i < x.rows(); i++) {
            for (int a = 0; a < x.columns(); a++) {
                tiles[i / TILE][a * TILE + i % TILE] = x.at(i, a);
            }
        }
        return tiles;
    }

    private static Matrix centred(Matrix x) {
        double[] mean = new double[x.columns()];
        for (int i = 0; i < x.rows(); i++) {
            for (int a = 0; a < mean.length; a++) {
                mean[a] += x.at(i, a) / x.rows();
            }
        }
        double[] values = new double[x.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = x.values()[i] - mean[i % mean.length];
        }
        return new Matrix(x.rows(), x.columns(), values);
    }

    private static final class Search {

        private final Matrix x;
        private final double[] squares;
        private final int k;
        private final double[][] within;
        private final int kept;
        private final double[][] tiles;
        private final double[] rest = new double[8];
        private final double[][] dots = new double[BLOCK][TILE];
        private final double[][] best; // squared distances, rising
        private final int[][] who;

        Search(Matrix x, double[][] tiles, double[] squares, int k, double[][] within) {
            this.x = x;
            this.squares = squares;
            this.k = k;
            this.within = within;
            this.kept = Math.min(x.rows() - 1, k + SPARE);
            this.tiles = tiles;
            this.best = new double[BLOCK][kept];
            this.who = new int[BLOCK][kept];
        }

        void rows(int from, int to, double[][] nearest) {
            int n = x.rows();
            for (int i = from; i < to; i++) {
                Arrays.fill(best[i - from], Double.POSITIVE_INFINITY);
                Arrays.fill(who[i - from], -1);
                for (double[] level : within) {
                    level[i] = Double.POSITIVE_INFINITY;
                }
            }
            for (int start = 0; start < n; start += TILE) {
                int width = Math.min(TILE, n - start);
                multiply(from, to, tiles[start / TILE]);
                for (int i = from; i < to; i++) {
                    consider(i, i - from, start, width);
                }
            }
            for (int i = from; i < to; i++) {
                nearest[i] = exactly(i, who[i - from]);
                for (double[] level : within) {
                    level[i] = Math.sqrt(Math.max(0, level[i]));
                }
            }
        }

        /// The block's rows by a tile, eight coordinates at once: what is added to stays in the
        /// first cache.
        private void multiply(int from, int to, double[] tile) {
            double[] v = x.values();
            int columns = x.columns();
            for (int slot = 0; slot < to - from; slot++) {
                Arrays.fill(dots[slot], 0);
            }
            for (int a = 0; a < tile.length / TILE; a += 8) {
                for (int i = from; i < to; i++) {
                    int at = i * columns + a;
                    if (a + 8 <= columns) {
                        add(
                                dots[i - from],
                                tile,
                                a * TILE,
                                v[at],
                                v[at + 1],
                                v[at + 2],
                                v[at + 3],
                                v[at + 4],
                                v[at + 5],
                                v[at + 6],
                                v[at + 7]);
                    } else {
                        Arrays.fill(rest, 0);
                        System.arraycopy(v, at, rest, 0, columns - a);
                        add(
                                dots[i - from],
                                tile,
                                a * TILE,
                                rest[0],
                                rest[1],
                                rest[2],
                                rest[3],
                                rest[4],
                                rest[5],
                                rest[6],
                                rest[7]);
                    }
                }
            }
        }

        private static void add(
                double[] dots,
                double[] t,
                int at,
                double v0,
                double v1,
                double v2,
                double v3,
                double v4,
                double v5,
                double v6,
                double v7) {
            for (int j = 0; j < TILE; j++) {
                dots[j] +=
                        v0 * t[at + j]
                                + v1 * t[at + TILE + j]
                                + v2 * t[at + 2 * TILE + j]
                                + v3 * t[at + 3 * TILE + j]
                                + (v4 * t[at + 4 * TILE + j]
                                        + v5 * t[at + 5 * TILE + j]
                                        + v6 * t[at + 6 * TILE + j]
                                        + v7 * t[at + 7 * TILE + j]);
            }
        }

        private void consider(int i, int slot, int start, int width) {
            double[] d = dots[slot];
            for (int j = 0; j < width; j++) {
                d[j] =
                        start + j == i
                                ? Double.POSITIVE_INFINITY
                                : squares[i] + squares[start + j] - 2 * d[j];
                if (d[j] < best[slot][kept - 1]) {
                    insert(best[slot], who[slot], d[j], start + j);
                }
            }
            for (int level = 0; level < within.length; level++) {
                int n = x.rows();
                int part = (int) (((long) i << level) / n);
                int low = Math.max(start, first(part, level, n));
                int high = Math.min(start + width, first(part + 1, level, n));
                double least = within[level][i];
                for (int j = low; j < high; j++) {
                    least = Math.min(least, d[j - start]);
                }
                within[level][i] = least;
            }
        }

        /// The first row of a part: the least i with i·2^level/n ≥ part.
        private static int first(int part, int level, int n) {
            return (int) (((long) part * n + (1L << level) - 1) >> level);
        }

        private static void insert(double[] best, int[] who, double square, int row) {
            int at = best.length - 1;
            while (at > 0 && best[at - 1] > square) {
                best[at] = best[at - 1];
                who[at] = who[at - 1];
                at--;
            }
            best[at] = square;
            who[at] = row;
        }

        private double[] exactly(int i, int[] candidates) {
            double[] distances = new double[candidates.length];
            for (int c = 0; c < candidates.length; c++) {
                double largest = 0;
                for (int a = 0; a < x.columns(); a++) {
                    largest = Math.max(largest, Math.abs(x.at(i, a) - x.at(candidates[c], a)));
                }
                double sum = 0; // of ratios, for squares of small differences may vanish
                for (int a = 0; a < x.columns() && largest > 0; a++) {
                    double ratio = (x.at(i, a) - x.at(candidates[c], a)) / largest;
                    sum += ratio * ratio;
                }
                distances[c] = largest * Math.sqrt(sum);
            }
            Arrays.sort(distances);
            return Arrays.copyOf(distances, k);
        }
    }
}
