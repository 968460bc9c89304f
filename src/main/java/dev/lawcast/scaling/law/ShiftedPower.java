package dev.lawcast.scaling.law;

import java.util.List;

/// L = E + A·(x+b)^−α: a power law that is late by b.
///
/// - L metric, x any one size
/// - E irreducible part, A and α as in [PowerLawConstant], b ≥ 0 the size by which the curve bends
///   away from a power law at small x (unit of x)
///
/// Size that reaches L: x = (A/(L−E))^{1/α} − b, only for L > E.
///
/// Alabdulmohsin et al. 2022, *Revisiting Neural Scaling Laws in Language and Vision*, arXiv
/// 2209.06640 (M3); used by the LAION comparison of 2025, arXiv 2506.04598.
final class ShiftedPower extends DescribedLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int SHIFT = 2;
    private static final int ALPHA = 3;

    ShiftedPower() {
        super(
                "shifted_power",
                "Shifted power law",
                "L(x) = E + A\\,(x + b)^{-\\alpha}",
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
                                "The reducible part at x + b = 1; it moves with alpha."),
                        Quantities.positive(
                                "b", "x", "The size below which the curve is flat.", 1e-3, 1e3),
                        LawParameter.exponent(
                                "alpha", "How fast the reducible part falls far above b.")));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[E] + p[A] * Math.pow(x[0] + p[SHIFT], -p[ALPHA]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] x = sizes.x()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double late = x[i] + p[SHIFT];
            double ln = Math.log(late);
            double power = Math.exp(-p[ALPHA] * ln);
            double reducible = p[A] * power;
            value[i] = p[E] + reducible;
            jacobian[E][i] = 1;
            jacobian[A][i] = power;
            jacobian[SHIFT][i] = -p[ALPHA] * reducible / late;
            jacobian[ALPHA][i] = -ln * reducible;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] x = sizes.x()[0];
        double alpha = p[ALPHA];
        for (int i = 0; i < sizes.count(); i++) {
            double late = x[i] + p[SHIFT];
            double ln = Math.log(late);
            double power = weight[i] * jacobian[A][i];
            double reducible = p[A] * power;
            hessian[SHIFT][A] -= alpha * power / late;
            hessian[ALPHA][A] -= ln * power;
            hessian[SHIFT][SHIFT] += alpha * (alpha + 1) * reducible / (late * late);
            hessian[ALPHA][SHIFT] += (alpha * ln - 1) * reducible / late;
            hessian[ALPHA][ALPHA] += ln * ln * reducible;
        }
        return true;
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[A] *= Math.pow(unit[0], -p[ALPHA]);
        p[SHIFT] /= unit[0];
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double late = PowerTerm.sizeReaching(target - p[E], p[A], p[ALPHA]);
        return Double.isNaN(late) ? late : Math.max(0, late - p[SHIFT]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[E] + PowerTerm.limit(p[A], p[ALPHA]);
    }
}
