package dev.lawcast.scaling.law;

import java.util.List;

/// L = E + A/(x^α + B): a power law with a floor at large sizes and a ceiling at small ones.
///
/// - L metric, x any one size
/// - E irreducible part, A and α as in [PowerLawConstant] far above the bend
/// - B ≥ 0 bends the curve: it levels off at E0 = E + A/B as x → 0, and B = 0 is a power law with a
///   constant
///
/// The same curve is (L−E)/(E0−L) = (A/(E0−E))·x^−α, M4 of Alabdulmohsin et al. with γ = 1, in a
/// form that is linear in E and A. Size that reaches L: x = (A/(L−E) − B)^{1/α}, only for L > E.
///
/// Alabdulmohsin et al. 2022, *Revisiting Neural Scaling Laws in Language and Vision*, arXiv
/// 2209.06640; Viering and Loog 2021, *The Shape of Learning Curves: a Review*, arXiv 2103.10948
/// (MMF4).
final class SaturatingPower extends DescribedLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int B = 2;
    private static final int ALPHA = 3;

    SaturatingPower() {
        super(
                "saturating_power",
                "Power law with a floor and a ceiling",
                "L(x) = E + \\frac{A}{x^{\\alpha} + B}",
                "Alabdulmohsin et al. 2022, Revisiting Neural Scaling Laws in Language and Vision,"
                        + " arXiv:2209.06640",
                Objective.LOG_SQUARED,
                List.of(Quantities.size("x")),
                List.of(
                        Quantities.coefficient(
                                "E", "metric", "The irreducible part: what no size goes below."),
                        Quantities.coefficient(
                                "A",
                                "metric·x^alpha",
                                "The reducible part at x = 1 without the bend; it moves with alpha."),
                        Quantities.positive(
                                "B",
                                "x^alpha",
                                "Bends the curve at small sizes: E + A/B is its ceiling.",
                                1e-3,
                                1e3),
                        LawParameter.exponent(
                                "alpha", "How fast the reducible part falls far above the bend.")));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[E] + p[A] / (Math.pow(x[0], p[ALPHA]) + p[B]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double power = Math.exp(p[ALPHA] * ln[i]);
            double share = 1 / (power + p[B]);
            double reducible = p[A] * share;
            value[i] = p[E] + reducible;
            jacobian[E][i] = 1;
            jacobian[A][i] = share;
            jacobian[B][i] = -reducible * share;
            jacobian[ALPHA][i] = -ln[i] * power * reducible * share;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] ln = sizes.logarithms()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double share = jacobian[A][i];
            double power = 1 / share - p[B];
            double mixed = weight[i] * share * share;
            double cube = 2 * p[A] * mixed * share;
            hessian[B][A] -= mixed;
            hessian[ALPHA][A] -= mixed * power * ln[i];
            hessian[B][B] += cube;
            hessian[ALPHA][B] += cube * power * ln[i];
            hessian[ALPHA][ALPHA] += .5 * cube * power * (power - p[B]) * ln[i] * ln[i];
        }
        return true;
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        double power = Math.pow(unit[0], -p[ALPHA]);
        p[A] *= power;
        p[B] *= power;
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        if (!(p[A] > 0 && p[ALPHA] > 0)) {
            return Double.NaN;
        }
        double reducible = target - p[E];
        double power = p[A] / reducible - p[B];
        return reducible > 0
                ? power > 0 ? Math.exp(Math.log(power) / p[ALPHA]) : 0
                : Double.POSITIVE_INFINITY;
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[E] + (p[ALPHA] > 0 ? 0 : p[A] / (1 + p[B]));
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "E0",
                        "metric",
                        "The ceiling: what the curve tends to as x goes to 0.",
                        p -> p[E] + p[A] / p[B]));
    }
}
