package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

/// A law about one point of its parameters, as the runs see it.
///
/// @param predicted f, the metric the law expects of each run
/// @param residual r: f − y, or ln f − ln y
/// @param jacobian `jacobian[k][i]` = ∂rᵢ/∂p_k
/// @param weight of each run's cost, > 0; holds 1/σ² where the noise is known
/// @param prior what priors add to the information JᵀWJ, by parameter
record Linearization(
        double[] predicted,
        double[] residual,
        double[][] jacobian,
        double[] weight,
        double[] prior) {

    static Linearization of(
            ScalingLaw law, Observations data, FitSettings settings, double[] weight, double[] p) {
        int n = data.size();
        double[] f = new double[n];
        double[][] jacobian = new double[p.length][n];
        law.evaluate(p, Sizes.of(data.x(), n), f, jacobian);
        double[] r = new double[n];
        boolean log = settings.objective().space() == ResidualSpace.LOG;
        for (int i = 0; i < n; i++) {
            r[i] = log ? Math.log(f[i]) - Math.log(data.y()[i]) : f[i] - data.y()[i];
            if (log) {
                for (double[] column : jacobian) {
                    column[i] /= f[i];
                }
            }
        }
        return new Linearization(f, r, jacobian, weight, new double[p.length]);
    }

    Linearization with(Priors priors, double[] p) {
        return new Linearization(predicted, residual, jacobian, weight, priors.information(p));
    }

    int runs() {
        return residual.length;
    }

    double weightedSquares() {
        double sum = 0;
        for (int i = 0; i < residual.length; i++) {
            sum += weight[i] * residual[i] * residual[i];
        }
        return sum;
    }

    /// Residuals no larger than rounding say nothing about scatter.
    boolean noiseless(Observations data, boolean log) {
        double largest = 0;
        for (int i = 0; i < residual.length; i++) {
            double scale = log ? 1 + Math.abs(Math.log(data.y()[i])) : Math.abs(data.y()[i]);
            largest = Math.max(largest, Math.abs(residual[i]) / Math.max(scale, 1e-300));
        }
        return largest < 1e-9;
    }
}
