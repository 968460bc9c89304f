package dev.lawcast.scaling.law;

import java.util.Arrays;
import java.util.List;

/// L = c + k·e^{Σ_j a_j·z_j}: what laws share that are linear in ln(L − c), where z_j are shares or
/// logarithms of sizes.
///
/// Parameters are c, k, a_1 …; rows of z are columns of the data, `z[j][i]` of row i.
final class ExponentialOfSum {

    static final int CONSTANT = 0;
    static final int K = 1;
    static final int FIRST = 2;

    /// Constants from which starts are computed, as shares of the least metric.
    private static final double[] CONSTANTS = {0, .3, .5, .7, .8, .9, .95, .98, .99, .999};

    private ExponentialOfSum() {}

    static void evaluate(double[] p, double[][] z, double[] value, double[][] jacobian, int count) {
        int terms = p.length - FIRST;
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int j = 0; j < terms; j++) {
                sum += p[FIRST + j] * z[j][i];
            }
            double byK = Math.exp(sum);
            value[i] = p[CONSTANT] + p[K] * byK;
            jacobian[CONSTANT][i] = 1;
            jacobian[K][i] = byK;
            for (int j = 0; j < terms; j++) {
                jacobian[FIRST + j][i] = z[j][i] * p[K] * byK;
            }
        }
    }

    /// ∂²L/∂a_j∂k = z_j·∂L/∂k, ∂²L/∂a_j∂a_l = z_j·∂L/∂a_l.
    static void addSecondDerivatives(
            double[] p,
            double[][] z,
            double[][] jacobian,
            double[] weight,
            double[][] hessian,
            int count) {
        int terms = p.length - FIRST;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < terms; j++) {
                double t = weight[i] * z[j][i];
                hessian[FIRST + j][K] += t * jacobian[K][i];
                for (int l = 0; l <= j; l++) {
                    hessian[FIRST + j][FIRST + l] += t * jacobian[FIRST + l][i];
                }
            }
        }
    }

    /// Given c the law is linear in ln(L − c).
    ///
    /// @param starts with the rows that `z` belongs to
    /// @param terms number of z
    static List<double[]> starts(Starts starts, double[][] z, int terms) {
        double least = starts.least();
        if (!(least > 0)) {
            return List.of();
        }
        int n = starts.rows();
        double[][] columns = new double[terms + 1][];
        columns[0] = new double[n];
        Arrays.fill(columns[0], 1);
        System.arraycopy(z, 0, columns, 1, terms);
        double[] logs = new double[n];
        double[] weight = new double[n];
        for (double constant : CONSTANTS) {
            for (int i = 0; i < n; i++) {
                double rest = starts.y[i] - constant * least;
                logs[i] = Math.log(rest);
                weight[i] = starts.weight[i] * rest * rest;
            }
            double[] c = LeastSquares.solve(columns, logs, weight, new boolean[terms + 1]);
            double[] p = new double[terms + 2];
            p[CONSTANT] = constant * least;
            p[K] = Math.exp(c[0]);
            System.arraycopy(c, 1, p, FIRST, terms);
            starts.offer(p);
        }
        return starts.best();
    }
}
