package dev.lawcast.scaling.law;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Linear least squares with few columns, by which laws compute starting points from data:
/// Gram–Schmidt twice, coefficients that must not be negative set to 0 one by one.
final class LeastSquares {

    /// A column that keeps less than this share of its length lies among the others.
    private static final double DEPENDENT = 1e-10;

    private LeastSquares() {}

    /// Minimises Σ w·(Σ_c c_k·column_k − y)².
    ///
    /// @param columns `columns[k][i]`
    /// @param weight w ≥ 0, or null for 1
    /// @param nonNegative whether c_k ≥ 0 is demanded
    /// @return c; not finite where the input is not
    static double[] solve(
            double[][] columns, double[] y, double @Nullable [] weight, boolean[] nonNegative) {
        int m = columns.length;
        boolean[] free = new boolean[m];
        Arrays.fill(free, true);
        while (true) {
            double[] c = project(columns, y, weight, free);
            int worst = -1;
            for (int k = 0; k < m; k++) {
                if (nonNegative[k] && c[k] < 0 && (worst < 0 || c[k] < c[worst])) {
                    worst = k;
                }
            }
            if (worst < 0) {
                return c;
            }
            free[worst] = false;
        }
    }

    private static double[] project(
            double[][] columns, double[] y, double @Nullable [] weight, boolean[] free) {
        int m = columns.length;
        int n = y.length;
        double[][] q = new double[m][];
        double[][] r = new double[m][m];
        double[] right = new double[m];
        double[] rest = scaled(y, weight);
        for (int k = 0; k < m; k++) {
            if (!free[k]) {
                continue;
            }
            double[] column = scaled(columns[k], weight);
            double length = Math.sqrt(dot(column, column));
            for (int pass = 0; pass < 2; pass++) {
                for (int l = 0; l < k; l++) {
                    if (q[l] != null) {
                        double share = dot(q[l], column);
                        r[l][k] += share;
                        subtract(column, share, q[l]);
                    }
                }
            }
            r[k][k] = Math.sqrt(dot(column, column));
            if (!(r[k][k] > DEPENDENT * length)) {
                free[k] = false;
                continue;
            }
            for (int i = 0; i < n; i++) {
                column[i] /= r[k][k];
            }
            q[k] = column;
            right[k] = dot(column, rest);
            subtract(rest, right[k], column);
        }
        double[] c = new double[m];
        for (int k = m - 1; k >= 0; k--) {
            if (q[k] == null) {
                continue;
            }
            double sum = right[k];
            for (int l = k + 1; l < m; l++) {
                sum -= r[k][l] * c[l];
            }
            c[k] = sum / r[k][k];
        }
        return c;
    }

    private static double[] scaled(double[] column, double @Nullable [] weight) {
        double[] scaled = column.clone();
        for (int i = 0; weight != null && i < scaled.length; i++) {
            scaled[i] *= Math.sqrt(weight[i]);
        }
        return scaled;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] from, double share, double[] q) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= share * q[i];
        }
    }
}
