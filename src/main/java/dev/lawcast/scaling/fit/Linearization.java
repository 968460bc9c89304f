package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

/// A law about one point of its parameters, as the runs see it.
///
/// @param predicted f, the metric the law expects of each run
/// @param residual r: g(f) − g(y) in the space of the residuals
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
        ResidualSpace space = settings.objective().space();
        for (int i = 0; i < n; i++) {
            r[i] = space.of(f[i]) - space.of(data.y()[i]);
            double slope = space.slope(f[i]);
            for (double[] column : jacobian) {
                column[i] *= slope;
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
    boolean noiseless(Observations data, ResidualSpace space) {
        double largest = 0;
        for (int i = 0; i < residual.length; i++) {
            double g = Math.abs(space.of(data.y()[i]));
            double scale = space == ResidualSpace.RAW ? g : 1 + g;
            largest = Math.max(largest, Math.abs(residual[i]) / Math.max(scale, 1e-300));
        }
        return largest < 1e-9;
    }
}
