package dev.lawcast.scaling.law;

import java.util.List;

/// Err = ε − k·e^{−γL}: a task's error from the loss, the second stage of a forecast.
///
/// - L loss > 0, Err average error of a task or of several
/// - ε error of a model that knows nothing, k and γ how the error falls with the loss
///
/// The error rises with L, from ε − k at L = 0 to ε. Loss that reaches an error: L = ln(k/(ε −
/// Err))/γ.
///
/// To be fitted on measured losses; fitting on predicted ones gives other figures.
///
/// Gadre et al. 2024, *Language models scale reliably with over-training and on downstream tasks*,
/// arXiv 2403.08540; least squares on the error.
final class DownstreamError extends DescribedLaw {

    private static final int EPSILON = 0;
    private static final int K = 1;
    private static final int GAMMA = 2;

    DownstreamError() {
        super(
                "downstream_error",
                "Task error from loss",
                "Err(L) = \\epsilon - k\\,\\exp(-\\gamma L)",
                "Gadre et al. 2024, Language models scale reliably with over-training and on"
                        + " downstream tasks, arXiv:2403.08540",
                Objective.RAW_SQUARED,
                List.of(Quantities.LOSS),
                List.of(
                        Quantities.coefficient(
                                "epsilon", "metric", "The error at a large loss, near chance."),
                        Quantities.coefficient(
                                "k", "metric", "By how much the error would fall at loss 0."),
                        Quantities.positive(
                                "gamma",
                                "1/L",
                                "How fast the error rises to epsilon with the loss.",
                                .02,
                                50)));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[EPSILON] - p[K] * Math.exp(-p[GAMMA] * x[0]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] loss = sizes.x()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double fall = Math.exp(-p[GAMMA] * loss[i]);
            value[i] = p[EPSILON] - p[K] * fall;
            jacobian[EPSILON][i] = 1;
            jacobian[K][i] = -fall;
            jacobian[GAMMA][i] = loss[i] * p[K] * fall;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] loss = sizes.x()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double t = weight[i] * loss[i];
            hessian[GAMMA][K] -= t * jacobian[K][i];
            hessian[GAMMA][GAMMA] -= t * jacobian[GAMMA][i];
        }
        return true;
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[GAMMA] *= unit[0];
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        if (!(p[K] > 0 && p[GAMMA] > 0)) {
            return Double.NaN;
        }
        double missing = p[EPSILON] - target;
        return missing > 0
                ? Math.max(0, Math.log(p[K] / missing) / p[GAMMA])
                : Double.POSITIVE_INFINITY;
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[EPSILON] - (p[GAMMA] > 0 ? 0 : p[K]);
    }
}
