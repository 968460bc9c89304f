package dev.lawcast.scaling.fit;

/// Normal equations: inner products, and the factorisation A = L·D·Lᵀ of small positive definite
/// matrices (Cholesky's without its roots), in place: 1/D on the diagonal, L below it.
final class SolverCholesky {

    private SolverCholesky() {}

    static double dot(double[] a, double[] b, int n) {
        // four sums at a time: one alone would wait for each addition to end
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /// @return false where A is not positive definite; a is then overwritten in part
    static boolean factor(double[][] a, int n) {
        for (int j = 0; j < n; j++) {
            double[] row = a[j];
            double pivot = row[j];
            for (int k = 0; k < j; k++) {
                double product = row[k];
                row[k] = product * a[k][k];
                pivot -= product * row[k];
            }
            if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                return false;
            }
            row[j] = 1 / pivot;
            for (int i = j + 1; i < n; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * row[k];
                }
                a[i][j] = sum;
            }
        }
        return true;
    }

    /// Solves L·D·Lᵀ·x = b in place.
    static void solve(double[][] l, int n, double[] b) {
        for (int i = 1; i < n; i++) {
            for (int k = 0; k < i; k++) {
                b[i] -= l[i][k] * b[k];
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i] * l[i][i];
            for (int k = i + 1; k < n; k++) {
                sum -= l[k][i] * b[k];
            }
            b[i] = sum;
        }
    }
}
