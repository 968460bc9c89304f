package dev.lawcast.scaling.law;

import java.util.List;

/// L = (a·(1−S)^b + c)·N^−d + e·D^−f + g: loss of pruned models.
///
/// - N parameters that are not zero, D training examples, S share of the weights that are zero
/// - (a·(1−S)^b + c)·N^−d cost of a finite model, lower the sparser it is at equal N; e·D^−f cost
///   of finite data; g irreducible part
///
/// For given D and S a target is reached at N = ((a·(1−S)^b + c)/(L − e·D^−f − g))^{1/d}, and
/// likewise for D and S.
///
/// Frantar et al. 2023, *Scaling Laws for Sparsely-Connected Foundation Models*, arXiv 2309.08520;
/// Huber with δ = .01 of the loss.
final class Sparsity extends DescribedLaw {

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final int D = 3;
    private static final int E = 4;
    private static final int F = 5;
    private static final int G = 6;
    private static final int MODEL = 0;
    private static final int DATA = 1;
    private static final int SPARSITY = 2;

    Sparsity() {
        super(
                "sparsity",
                "Sparse models",
                "L(N, D, S) = \\left(a\\,(1 - S)^{b} + c\\right) N^{-d} + e\\,D^{-f} + g",
                "Frantar et al. 2023, Scaling Laws for Sparsely-Connected Foundation Models,"
                        + " arXiv:2309.08520",
                new Objective(ResidualSpace.RAW, new ResidualLoss.Huber(.01)),
                List.of(
                        new LawVariable(
                                "N",
                                List.of("nonzero_parameters"),
                                "parameters",
                                "Parameters that are not zero."),
                        Quantities.DATA_SIZE,
                        new LawVariable(
                                "S",
                                List.of("sparsity"),
                                "1",
                                "Share of the weights that are zero.",
                                LawVariable.Kind.FRACTION)),
                List.of(
                        Quantities.coefficient(
                                "a",
                                "metric·N^d",
                                "What density adds to the cost of a finite model."),
                        LawParameter.exponent("b", "How fast that falls with density 1 − S."),
                        Quantities.coefficient(
                                "c",
                                "metric·N^d",
                                "Cost of a finite model at N = 1 in the limit of full sparsity."),
                        LawParameter.exponent("d", "How fast the metric falls with model size."),
                        Quantities.coefficient("e", "metric·D^f", "Cost of finite data at D = 1."),
                        LawParameter.exponent("f", "How fast the metric falls with data."),
                        Quantities.coefficient(
                                "g", "metric", "The irreducible part: what no model goes below.")));
    }

    @Override
    public List<Basis> basis() {
        return List.of(
                new Basis.Other(),
                new Basis.Power(MODEL, D),
                new Basis.Power(DATA, F),
                new Basis.One());
    }

    @Override
    public double value(double[] p, double[] x) {
        return model(p, x[SPARSITY]) * Math.pow(x[MODEL], -p[D]) + data(p, x) + p[G];
    }

    private static double model(double[] p, double sparsity) {
        return p[A] * Math.pow(1 - sparsity, p[B]) + p[C];
    }

    private static double data(double[] p, double[] x) {
        return p[E] * Math.pow(x[DATA], -p[F]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] lnN = sizes.logarithms()[MODEL];
        double[] lnD = sizes.logarithms()[DATA];
        double[] sparsity = sizes.x()[SPARSITY];
        for (int i = 0; i < sizes.count(); i++) {
            double lnDensity = Math.log1p(-sparsity[i]);
            double density = Math.exp(p[B] * lnDensity);
            double byC = Math.exp(-p[D] * lnN[i]);
            double byE = Math.exp(-p[F] * lnD[i]);
            double byA = density * byC;
            double model = p[A] * byA + p[C] * byC;
            double data = p[E] * byE;
            value[i] = model + data + p[G];
            jacobian[A][i] = byA;
            jacobian[B][i] = density > 0 ? lnDensity * p[A] * byA : 0;
            jacobian[C][i] = byC;
            jacobian[D][i] = -lnN[i] * model;
            jacobian[E][i] = byE;
            jacobian[F][i] = -lnD[i] * data;
            jacobian[G][i] = 1;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] lnN = sizes.logarithms()[MODEL];
        double[] lnD = sizes.logarithms()[DATA];
        double[] sparsity = sizes.x()[SPARSITY];
        for (int i = 0; i < sizes.count(); i++) {
            double byN = weight[i] * lnN[i];
            double byD = weight[i] * lnD[i];
            double bySparsity = sparsity[i] < 1 ? weight[i] * Math.log1p(-sparsity[i]) : 0;
            hessian[B][A] += bySparsity * jacobian[A][i];
            hessian[B][B] += bySparsity * jacobian[B][i];
            hessian[D][A] -= byN * jacobian[A][i];
            hessian[D][B] -= byN * jacobian[B][i];
            hessian[D][C] -= byN * jacobian[C][i];
            hessian[D][D] -= byN * jacobian[D][i];
            hessian[F][E] -= byD * jacobian[E][i];
            hessian[F][F] -= byD * jacobian[F][i];
        }
        return true;
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        double model = Math.pow(unit[MODEL], -p[D]);
        p[A] *= model;
        p[C] *= model;
        p[E] *= Math.pow(unit[DATA], -p[F]);
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return switch (variable) {
            case MODEL ->
                    PowerTerm.sizeReaching(
                            target - limit(MODEL, p, x), model(p, x[SPARSITY]), p[D]);
            case DATA -> PowerTerm.sizeReaching(target - limit(DATA, p, x), p[E], p[F]);
            default -> sparsityReaching(target - p[G] - data(p, x), p, x);
        };
    }

    private static double sparsityReaching(double modelCost, double[] p, double[] x) {
        if (!(p[A] > 0 && p[B] > 0)) {
            return Double.NaN;
        }
        double density = (modelCost * Math.pow(x[MODEL], p[D]) - p[C]) / p[A];
        return density > 0
                ? Math.max(0, 1 - Math.pow(density, 1 / p[B]))
                : Double.POSITIVE_INFINITY;
    }

    /// For S the limit is that of full sparsity, S = 1.
    @Override
    public double limit(int variable, double[] p, double[] x) {
        return switch (variable) {
            case MODEL -> PowerTerm.limit(model(p, x[SPARSITY]), p[D]) + data(p, x) + p[G];
            case DATA ->
                    model(p, x[SPARSITY]) * Math.pow(x[MODEL], -p[D])
                            + PowerTerm.limit(p[E], p[F])
                            + p[G];
            default ->
                    (p[C] + PowerTerm.limit(p[A], p[B])) * Math.pow(x[MODEL], -p[D])
                            + data(p, x)
                            + p[G];
        };
    }
}
