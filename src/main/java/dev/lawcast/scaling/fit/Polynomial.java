package dev.lawcast.scaling.fit;

/// Weighted least squares of y on a polynomial in u, by orthogonal polynomials on the data.
final class Polynomial {

    private Polynomial() {}

    /// Σ w·(y − p(u))² of the best polynomial of that degree.
    static double residualSquares(double[] u, double[] y, double[] weight, int degree) {
        int n = u.length;
        double[] rest = y.clone();
        double[][] basis = new double[degree + 1][n];
        for (int d = 0; d <= degree; d++) {
            double[] q = basis[d];
            for (int i = 0; i < n; i++) {
                q[i] = d == 0 ? 1 : basis[d - 1][i] * u[i];
            }
            // Twice: once leaves rounding along the earlier columns.
            for (int pass = 0; pass < 2; pass++) {
                for (int e = 0; e < d; e++) {
                    subtract(q, basis[e], dot(q, basis[e], weight));
                }
            }
            double norm = Math.sqrt(dot(q, q, weight));
            for (int i = 0; i < n; i++) {
                q[i] = norm > 0 ? q[i] / norm : 0;
            }
            subtract(rest, q, dot(rest, q, weight));
        }
        return dot(rest, rest, weight);
    }

    private static double dot(double[] a, double[] b, double[] weight) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += weight[i] * a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] a, double[] b, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] -= factor * b[i];
        }
    }
}
