package dev.lawcast.scaling.law;

/// The arithmetic of one term A·x^−α, A ≥ 0, α ≥ 0, which several laws share.
final class PowerTerm {

    private PowerTerm() {}

    /// Adds the second derivatives of the term. They need no new power: with t = ∂/∂A = x^−α,
    /// ∂²/∂A∂α = −ln x·t and ∂²/∂α² = −ln x·∂/∂α.
    ///
    /// @param a index of A among the parameters
    /// @param alpha index of α
    static void addSecondDerivatives(
            Sizes sizes,
            int variable,
            double[][] jacobian,
            int a,
            int alpha,
            double[] weight,
            double[][] hessian) {
        double[] ln = sizes.logarithms()[variable];
        double[] byA = jacobian[a];
        double[] byAlpha = jacobian[alpha];
        double mixed = 0;
        double pure = 0;
        for (int i = 0; i < sizes.count(); i++) {
            double t = weight[i] * ln[i];
            mixed -= t * byA[i];
            pure -= t * byAlpha[i];
        }
        hessian[Math.max(a, alpha)][Math.min(a, alpha)] += mixed;
        hessian[alpha][alpha] += pure;
    }

    /// Solves A·x^−α = target for x, with the answers of [ScalingLaw#sizeReaching].
    static double sizeReaching(double target, double a, double alpha) {
        if (!(a > 0 && alpha > 0)) {
            return Double.NaN;
        }
        return target > 0 ? Math.exp(Math.log(a / target) / alpha) : Double.POSITIVE_INFINITY;
    }

    /// The term as x → ∞.
    static double limit(double a, double alpha) {
        return alpha > 0 ? 0 : a;
    }
}
