package dev.lawcast.scaling.law;

import java.util.List;

/// L = E + A·e^{−gx}: the fall that careful pruning of the data can give in place of a power law.
///
/// - L metric, x a size, such as the number P of examples that are kept
/// - E irreducible part, A reducible part at x = 0, g rate (1/unit of x)
///
/// Size that reaches L: x = ln(A/(L−E))/g, only for L > E.
///
/// Sorscher et al. 2022, *Beyond neural scaling laws: beating power law scaling via data pruning*,
/// arXiv 2206.14486.
final class Exponential extends DescribedLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int RATE = 2;

    Exponential() {
        super(
                "exponential",
                "Exponential fall",
                "L(x) = E + A\\,\\exp(-g x)",
                "Sorscher et al. 2022, Beyond neural scaling laws: beating power law scaling via"
                        + " data pruning, arXiv:2206.14486",
                Objective.LOG_SQUARED,
                List.of(Quantities.size("x")),
                List.of(
                        Quantities.coefficient(
                                "E", "metric", "The irreducible part: what no size goes below."),
                        Quantities.coefficient("A", "metric", "The reducible part at size 0."),
                        Quantities.positive(
                                "g", "1/x", "How fast the reducible part falls.", 1e-3, 1e3)));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[E] + p[A] * Math.exp(-p[RATE] * x[0]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] x = sizes.x()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double fall = Math.exp(-p[RATE] * x[i]);
            value[i] = p[E] + p[A] * fall;
            jacobian[E][i] = 1;
            jacobian[A][i] = fall;
            jacobian[RATE][i] = -x[i] * p[A] * fall;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] x = sizes.x()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double t = weight[i] * x[i];
            hessian[RATE][A] -= t * jacobian[A][i];
            hessian[RATE][RATE] -= t * jacobian[RATE][i];
        }
        return true;
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[RATE] *= unit[0];
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        if (!(p[A] > 0 && p[RATE] > 0)) {
            return Double.NaN;
        }
        double reducible = target - p[E];
        return reducible > 0
                ? Math.max(0, Math.log(p[A] / reducible) / p[RATE])
                : Double.POSITIVE_INFINITY;
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[E] + (p[RATE] > 0 ? 0 : p[A]);
    }
}
