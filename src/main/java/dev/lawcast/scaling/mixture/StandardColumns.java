package dev.lawcast.scaling.mixture;

import java.util.ArrayList;
import java.util.List;

/// Columns of a regression, centred, scaled to mean square 1, without those that depend on others.
///
/// Which depend is found by a QR factorisation with column pivoting (Businger & Golub 1965): the
/// column with the longest rest goes next, and ends it where every rest is below [#DEPENDENT] of
/// the column.
///
/// @param kept positions of the independent columns
/// @param mean of each kept column
/// @param scale of each kept column
/// @param values `values[i][c]` standardised
record StandardColumns(int[] kept, double[] mean, double[] scale, double[][] values) {

    private static final double DEPENDENT = 1e-7;

    /// @param rows `rows[i]` the columns at cell i
    /// @param weight of each cell, mean 1
    static StandardColumns of(double[][] rows, double[] weight) {
        int n = rows.length;
        int all = n == 0 ? 0 : rows[0].length;
        double[] mean = new double[all];
        double[] scale = new double[all];
        double[][] z = new double[all][n]; // weighted, by column
        for (int c = 0; c < all; c++) {
            double largest = 0;
            for (int i = 0; i < n; i++) {
                mean[c] += weight[i] * rows[i][c] / n;
                largest = Math.max(largest, Math.abs(rows[i][c]));
            }
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double d = rows[i][c] - mean[c];
                squares += weight[i] * d * d / n;
            }
            scale[c] = Math.sqrt(squares);
            for (int i = 0; i < n && scale[c] > DEPENDENT * largest; i++) {
                z[c][i] = Math.sqrt(weight[i]) * (rows[i][c] - mean[c]) / scale[c];
            }
        }
        int[] kept = independent(z, n);
        double[][] values = new double[n][kept.length];
        double[] keptMean = new double[kept.length];
        double[] keptScale = new double[kept.length];
        for (int c = 0; c < kept.length; c++) {
            keptMean[c] = mean[kept[c]];
            keptScale[c] = scale[kept[c]];
            for (int i = 0; i < n; i++) {
                values[i][c] = (rows[i][kept[c]] - keptMean[c]) / keptScale[c];
            }
        }
        return new StandardColumns(kept, keptMean, keptScale, values);
    }

    private static int[] independent(double[][] columns, int n) {
        int all = columns.length;
        double[][] rest = new double[all][];
        for (int c = 0; c < all; c++) {
            rest[c] = columns[c].clone();
        }
        boolean[] taken = new boolean[all];
        int rank = 0;
        double least = DEPENDENT * DEPENDENT * n;
        while (true) {
            int next = -1;
            double longest = least;
            for (int c = 0; c < all; c++) {
                double length = taken[c] ? 0 : dot(rest[c], rest[c]);
                if (length > longest * (1 + 1e-9)) {
                    longest = length;
                    next = c;
                }
            }
            if (next < 0) {
                break;
            }
            taken[next] = true;
            rank++;
            for (int c = 0; c < all; c++) {
                for (int pass = 0; pass < 2 && !taken[c]; pass++) {
                    double share = dot(rest[next], rest[c]) / dot(rest[next], rest[next]);
                    for (int i = 0; i < n; i++) {
                        rest[c][i] -= share * rest[next][i];
                    }
                }
            }
        }
        int[] kept = new int[rank];
        for (int c = 0, at = 0; c < all; c++) {
            if (taken[c]) {
                kept[at++] = c;
            }
        }
        return kept;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// Names of the columns that are not kept.
    List<String> dropped(List<String> names) {
        var dropped = new ArrayList<String>();
        for (int c = 0, at = 0; c < names.size(); c++) {
            if (at < kept.length && kept[at] == c) {
                at++;
            } else {
                dropped.add(names.get(c));
            }
        }
        return dropped;
    }
}
