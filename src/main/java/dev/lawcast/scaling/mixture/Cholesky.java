package dev.lawcast.scaling.mixture;

/// A = LLᵀ of a small symmetric positive definite matrix, in place.
final class Cholesky {

    private Cholesky() {}

    /// @param a n × n row by row; its lower triangle becomes L
    /// @return false where A is not positive definite
    static boolean factorise(double[] a, int n) {
        for (int j = 0; j < n; j++) {
            double pivot = a[j * n + j];
            for (int k = 0; k < j; k++) {
                pivot -= a[j * n + k] * a[j * n + k];
            }
            if (!(pivot > 0)) {
                return false;
            }
            double root = Math.sqrt(pivot);
            a[j * n + j] = root;
            for (int i = j + 1; i < n; i++) {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i * n + k] * a[j * n + k];
                }
                a[i * n + j] = sum / root;
            }
        }
        return true;
    }

    /// b becomes A⁻¹b.
    static void solve(double[] l, int n, double[] b) {
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                b[i] -= l[i * n + k] * b[k];
            }
            b[i] /= l[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                b[i] -= l[k * n + i] * b[k];
            }
            b[i] /= l[i * n + i];
        }
    }
}
