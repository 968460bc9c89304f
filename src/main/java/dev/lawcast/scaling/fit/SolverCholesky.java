package dev.lawcast.scaling.fit;

/// Cholesky factorisation A = L·Lᵀ of small matrices, in place in the lower triangle.
final class SolverCholesky {

    private SolverCholesky() {}

    /// @return false where A is not positive definite; a is then overwritten in part
    static boolean factor(double[][] a, int n) {
        for (int j = 0; j < n; j++) {
            double pivot = a[j][j];
            for (int k = 0; k < j; k++) {
                pivot -= a[j][k] * a[j][k];
            }
            if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                return false;
            }
            double root = Math.sqrt(pivot);
            a[j][j] = root;
            for (int i = j + 1; i < n; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = sum / root;
            }
        }
        return true;
    }

    /// Solves L·Lᵀ·x = b in place.
    static void solve(double[][] l, int n, double[] b) {
        for (int i = 0; i < n; i++) {
            double sum = b[i];
            for (int k = 0; k < i; k++) {
                sum -= l[i][k] * b[k];
            }
            b[i] = sum / l[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i];
            for (int k = i + 1; k < n; k++) {
                sum -= l[k][i] * b[k];
            }
            b[i] = sum / l[i][i];
        }
    }
}
