package dev.lawcast.scaling.mixture;

import java.util.Arrays;

/// Minimises Σ r(θ)² by damped Gauss–Newton steps (Levenberg 1944, Marquardt 1963).
final class GaussNewton {

    private static final int MOST_STEPS = 150;
    private static final double SMALLEST_GAIN = 1e-11;
    private static final double LARGEST_DAMPING = 1e12;

    /// Residuals and their derivatives.
    interface Residuals {

        /// @param r receives the residuals
        /// @param jacobian receives ∂r_i/∂θ_j at `[i·n + j]`
        void at(double[] theta, double[] r, double[] jacobian);
    }

    private GaussNewton() {}

    /// The nearest minimum.
    ///
    /// @param theta start; receives the minimum
    /// @param m number of residuals
    /// @return Σ r² there
    static double minimise(Residuals residuals, double[] theta, int m) {
        int n = theta.length;
        double[] r = new double[m];
        double[] jacobian = new double[m * n];
        double[] tried = new double[n];
        double[] triedR = new double[m];
        double[] triedJacobian = new double[m * n];
        double[] normal = new double[n * n];
        double[] damped = new double[n * n];
        double[] gradient = new double[n];
        double[] step = new double[n];
        residuals.at(theta, r, jacobian);
        double cost = squares(r);
        double damping = 1e-3;
        for (int s = 0; s < MOST_STEPS; s++) {
            products(jacobian, r, m, n, normal, gradient);
            boolean better = false;
            double gain = 0;
            while (!better && damping < LARGEST_DAMPING) {
                System.arraycopy(normal, 0, damped, 0, n * n);
                for (int j = 0; j < n; j++) {
                    damped[j * n + j] += damping * (normal[j * n + j] + 1e-12);
                    step[j] = -gradient[j];
                }
                if (Cholesky.factorise(damped, n)) {
                    Cholesky.solve(damped, n, step);
                    for (int j = 0; j < n; j++) {
                        tried[j] = theta[j] + step[j];
                    }
                    residuals.at(tried, triedR, triedJacobian);
                    double next = squares(triedR);
                    if (next <= cost) {
                        better = true;
                        gain = cost - next;
                        cost = next;
                    }
                }
                damping *= better ? .2 : 4;
            }
            if (!better) {
                break;
            }
            System.arraycopy(tried, 0, theta, 0, n);
            System.arraycopy(triedR, 0, r, 0, m);
            System.arraycopy(triedJacobian, 0, jacobian, 0, m * n);
            damping = Math.max(damping, 1e-12);
            if (gain <= SMALLEST_GAIN * (cost + Double.MIN_NORMAL)) {
                break;
            }
        }
        return cost;
    }

    /// JᵀJ and Jᵀr.
    private static void products(
            double[] jacobian, double[] r, int m, int n, double[] normal, double[] gradient) {
        Arrays.fill(normal, 0);
        Arrays.fill(gradient, 0);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double v = jacobian[i * n + j];
                if (v != 0) {
                    gradient[j] += v * r[i];
                    for (int l = 0; l <= j; l++) {
                        normal[j * n + l] += v * jacobian[i * n + l];
                    }
                }
            }
        }
        for (int j = 0; j < n; j++) {
            for (int l = 0; l < j; l++) {
                normal[l * n + j] = normal[j * n + l];
            }
        }
    }

    /// Diagonal of J(JᵀJ)⁻¹Jᵀ over the first `rows` residuals: what each says of its own fit.
    static double[] leverages(Residuals residuals, double[] theta, int m, int rows) {
        int n = theta.length;
        double[] r = new double[m];
        double[] jacobian = new double[m * n];
        double[] normal = new double[n * n];
        residuals.at(theta, r, jacobian);
        products(jacobian, r, m, n, normal, new double[n]);
        for (int j = 0; j < n; j++) {
            normal[j * n + j] *= 1 + 1e-12;
        }
        double[] leverages = new double[rows];
        if (!Cholesky.factorise(normal, n)) {
            Arrays.fill(leverages, 1);
            return leverages;
        }
        double[] row = new double[n];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(jacobian, i * n, row, 0, n);
            Cholesky.solve(normal, n, row);
            for (int j = 0; j < n; j++) {
                leverages[i] += row[j] * jacobian[i * n + j];
            }
        }
        return leverages;
    }

    private static double squares(double[] r) {
        double sum = 0;
        for (double v : r) {
            sum += v * v;
        }
        return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
    }
}
