package dev.lawcast.scaling.formula;

/// Linear least squares by modified Gram–Schmidt orthogonalisation with columns of length 1 first
/// (Björck 1967), for a few columns.
final class LeastSquares {

    /// A column that keeps less than this share of its length beside the others has no coefficient
    /// of its own: 0.
    private static final double DEPENDENT = 1e-11;

    private final int n;
    private final int m;
    private final double[][] column;
    private final double[] right;
    private final double[][] r;
    private final double[] answer;
    private final double[] length;

    LeastSquares(int n, int m) {
        this.n = n;
        this.m = m;
        column = new double[m][n];
        right = new double[n];
        r = new double[m][m];
        answer = new double[m];
        length = new double[m];
    }

    /// A column to fill, already weighted; overwritten by [#solve].
    double[] column(int c) {
        return column[c];
    }

    void row(int i, double weight, double target) {
        right[i] = weight * target;
    }

    double answer(int c) {
        return answer[c];
    }

    /// @return false where something is not finite
    boolean solve() {
        for (int c = 0; c < m; c++) {
            double largest = 0;
            for (double v : column[c]) {
                largest = Math.max(largest, Math.abs(v)); // NaN stays
            }
            if (!(largest < Double.POSITIVE_INFINITY)) {
                return false;
            }
            double scale = largest > 0 ? 1 / largest : 0;
            if (Double.isInfinite(scale)) {
                scale = 0;
            }
            double sum = 0;
            for (int i = 0; i < n; i++) {
                column[c][i] *= scale;
                sum += column[c][i] * column[c][i];
            }
            double norm = Math.sqrt(sum);
            for (int i = 0; norm > 0 && i < n; i++) {
                column[c][i] /= norm;
            }
            length[c] = norm > 0 ? norm / scale : 0;
        }
        for (int c = 0; c < m; c++) {
            double[] q = column[c];
            double rest = Math.sqrt(dot(q, q));
            boolean dependent = !(rest > DEPENDENT);
            r[c][c] = dependent ? 0 : rest;
            for (int i = 0; i < n; i++) {
                q[i] = dependent ? 0 : q[i] / rest;
            }
            for (int e = c + 1; e < m; e++) {
                r[c][e] = dot(q, column[e]);
                for (int i = 0; i < n; i++) {
                    column[e][i] -= r[c][e] * q[i];
                }
            }
            answer[c] = dot(q, right);
            for (int i = 0; i < n; i++) {
                right[i] -= answer[c] * q[i];
            }
        }
        for (int c = m - 1; c >= 0; c--) {
            double sum = answer[c];
            for (int e = c + 1; e < m; e++) {
                sum -= r[c][e] * answer[e];
            }
            answer[c] = r[c][c] > 0 ? sum / r[c][c] : 0;
        }
        for (int c = 0; c < m; c++) {
            answer[c] = length[c] > 0 ? answer[c] / length[c] : 0;
            if (!Double.isFinite(answer[c])) {
                return false;
            }
        }
        return true;
    }

    private double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
