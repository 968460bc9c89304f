package dev.lawcast.scaling.theory;

import java.util.Arrays;

/// The exact maximum-margin perceptron without bias: w/|w| for the point w of the convex hull of
/// the examples (each times its label) that is nearest to 0.
///
/// Solved as non-negative least squares, min |Aλ − b|² over λ ≥ 0 with A the examples under a row
/// of ones and b = (0, 1), by the active set of Lawson and Hanson 1974: the passive part is solved
/// by a Cholesky factor of its normal equations, which grows by a row when an example enters. At
/// the solution w ∝ Σλz, and every margin is at least that of the examples with λ > 0.
final class MaximumMargin {

    private static final double TOLERANCE = 1e-10;

    private final double[][] z;
    private final double[] lambda;
    private final int[] passive;
    private final double[][] factor;
    private int size;

    private MaximumMargin(double[][] z) {
        this.z = z;
        this.lambda = new double[z.length];
        int most = Math.min(z.length, z[0].length + 1);
        this.passive = new int[most + 1];
        this.factor = new double[most + 1][most + 1];
    }

    /// @param z examples times labels, n × d
    /// @return w, length d, |w| = 1
    /// @throws ArithmeticException where they are not separable
    static double[] of(double[][] z) {
        return new MaximumMargin(z).solve();
    }

    private double[] solve() {
        int d = z[0].length;
        boolean[] in = new boolean[z.length];
        double[] w = new double[d];
        for (int step = 0; step < 30 * (d + 1); step++) {
            double sum = 0;
            Arrays.fill(w, 0);
            for (int i = 0; i < size; i++) {
                double l = lambda[passive[i]];
                sum += l;
                for (int k = 0; k < d; k++) {
                    w[k] += l * z[passive[i]][k];
                }
            }
            int enters = -1;
            double steepest = TOLERANCE * (1 - sum);
            for (int i = 0; i < z.length; i++) {
                double slope = in[i] ? 0 : 1 - sum - dot(z[i], w);
                if (slope > steepest) {
                    steepest = slope;
                    enters = i;
                }
            }
            if (enters < 0 || !enter(enters)) {
                return unit(w);
            }
            in[enters] = true;
            shrink(in);
        }
        throw new ArithmeticException("The maximum margin did not converge");
    }

    /// Adds a row to the factor; false where the example depends on the passive ones.
    private boolean enter(int example) {
        if (size == passive.length - 1) {
            return false;
        }
        passive[size] = example;
        if (!factorize(size)) {
            return false;
        }
        size++;
        return true;
    }

    private boolean factorize(int row) {
        double[] f = factor[row];
        for (int j = 0; j <= row; j++) {
            double sum = 1 + dot(z[passive[row]], z[passive[j]]);
            for (int k = 0; k < j; k++) {
                sum -= f[k] * factor[j][k];
            }
            if (j < row) {
                f[j] = sum / factor[j][j];
            } else if (sum <= 1e-12) {
                return false;
            } else {
                f[row] = Math.sqrt(sum);
            }
        }
        return true;
    }

    /// Moves λ to the least squares of the passive examples, dropping those that reach 0 first.
    private void shrink(boolean[] in) {
        while (true) {
            double[] target = leastSquares();
            double reach = 1;
            int leaves = -1;
            for (int i = 0; i < size; i++) {
                if (target[i] <= 0) {
                    double l = lambda[passive[i]];
                    double share = l / (l - target[i]);
                    if (share < reach) {
                        reach = share;
                        leaves = i;
                    }
                }
            }
            for (int i = 0; i < size; i++) {
                lambda[passive[i]] += reach * (target[i] - lambda[passive[i]]);
            }
            if (leaves < 0) {
                return;
            }
            lambda[passive[leaves]] = 0;
            in[passive[leaves]] = false;
            size--;
            System.arraycopy(passive, leaves + 1, passive, leaves, size - leaves);
            for (int i = leaves; i < size; i++) {
                factorize(i);
            }
        }
    }

    /// Normal equations: (ZZᵀ + 11ᵀ)λ = 1.
    private double[] leastSquares() {
        double[] x = new double[size];
        for (int i = 0; i < size; i++) {
            double sum = 1;
            for (int k = 0; k < i; k++) {
                sum -= factor[i][k] * x[k];
            }
            x[i] = sum / factor[i][i];
        }
        for (int i = size - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < size; k++) {
                sum -= factor[k][i] * x[k];
            }
            x[i] = sum / factor[i][i];
        }
        return x;
    }

    private double[] unit(double[] w) {
        double length = Math.sqrt(dot(w, w));
        double least = Double.POSITIVE_INFINITY;
        double supports = 0;
        for (int k = 0; k < w.length; k++) {
            w[k] /= length;
        }
        for (double[] example : z) {
            least = Math.min(least, dot(example, w));
        }
        for (int i = 0; i < size; i++) {
            supports = Math.max(supports, dot(z[passive[i]], w));
        }
        if (!(least > 0) || supports - least > 1e-6 * (1 + supports)) {
            throw new ArithmeticException("No maximum-margin solution: least margin " + least);
        }
        return w;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
