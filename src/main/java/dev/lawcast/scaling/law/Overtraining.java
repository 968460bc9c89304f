package dev.lawcast.scaling.law;

import java.util.List;
import java.util.Optional;

/// L = E + a·N^−η + b·(M·N)^−η with M = D/N, which is E + a·N^−η + b·D^−η: model and data fall with
/// the same exponent, so that over-training by a fixed M changes only the prefactor.
///
/// - N parameters, D training tokens, M tokens per parameter
/// - E irreducible part, a cost of a finite model, b cost of finite data, η common exponent
///
/// Under a budget C = k·N·D the best M does not depend on C: M* = (b/a)^{1/η}, N* = √(C/(k·M*)), D*
/// = M*·N*.
///
/// Gadre et al. 2024, *Language models scale reliably with over-training and on downstream tasks*,
/// arXiv 2403.08540; least squares on the loss.
final class Overtraining extends DescribedLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int B = 2;
    private static final int ETA = 3;
    private static final int N = 0;
    private static final int D = 1;

    Overtraining() {
        super(
                "overtraining",
                "Over-training: model and data with one exponent",
                "L(N, D) = E + a\\,N^{-\\eta} + b\\,(M N)^{-\\eta}, M = \\frac{D}{N}",
                "Gadre et al. 2024, Language models scale reliably with over-training and on"
                        + " downstream tasks, arXiv:2403.08540",
                Objective.RAW_SQUARED,
                List.of(Quantities.MODEL_SIZE, Quantities.DATA_SIZE),
                List.of(
                        Quantities.coefficient(
                                "E",
                                "metric",
                                "The irreducible part: what no model on any data goes below."),
                        Quantities.coefficient(
                                "a",
                                "metric·N^eta",
                                "Cost of a finite model at N = 1; it moves with eta."),
                        Quantities.coefficient(
                                "b",
                                "metric·D^eta",
                                "Cost of finite data at D = 1; it moves with eta."),
                        LawParameter.exponent(
                                "eta", "How fast the metric falls with model size and data.")));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Power(N, ETA), new Basis.Power(D, ETA));
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[E] + p[A] * Math.pow(x[N], -p[ETA]) + p[B] * Math.pow(x[D], -p[ETA]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] lnN = sizes.logarithms()[N];
        double[] lnD = sizes.logarithms()[D];
        for (int i = 0; i < sizes.count(); i++) {
            double byA = Math.exp(-p[ETA] * lnN[i]);
            double byB = Math.exp(-p[ETA] * lnD[i]);
            double model = p[A] * byA;
            double data = p[B] * byB;
            value[i] = p[E] + model + data;
            jacobian[E][i] = 1;
            jacobian[A][i] = byA;
            jacobian[B][i] = byB;
            jacobian[ETA][i] = -lnN[i] * model - lnD[i] * data;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] lnN = sizes.logarithms()[N];
        double[] lnD = sizes.logarithms()[D];
        for (int i = 0; i < sizes.count(); i++) {
            double model = weight[i] * lnN[i] * jacobian[A][i];
            double data = weight[i] * lnD[i] * jacobian[B][i];
            hessian[ETA][A] -= model;
            hessian[ETA][B] -= data;
            hessian[ETA][ETA] += lnN[i] * p[A] * model + lnD[i] * p[B] * data;
        }
        return true;
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double a = variable == N ? p[A] : p[B];
        return PowerTerm.sizeReaching(target - limit(variable, p, x), a, p[ETA]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return variable == N
                ? p[E] + PowerTerm.limit(p[A], p[ETA]) + p[B] * Math.pow(x[D], -p[ETA])
                : p[E] + p[A] * Math.pow(x[N], -p[ETA]) + PowerTerm.limit(p[B], p[ETA]);
    }

    @Override
    public boolean allocates() {
        return true;
    }

    @Override
    public Optional<Allocation> allocate(double[] p, double flops, double flopsPerUnit) {
        double ratio = tokensPerParameter(p);
        double n = Math.sqrt(flops / flopsPerUnit / ratio);
        double d = ratio * n;
        return n > 0 && d > 0 && n < Double.POSITIVE_INFINITY && d < Double.POSITIVE_INFINITY
                ? Optional.of(new Allocation(new double[] {n, d}, value(p, new double[] {n, d})))
                : Optional.empty();
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "M_opt",
                        "D/N",
                        "Tokens per parameter at the compute optimum, at every budget.",
                        Overtraining::tokensPerParameter));
    }

    private static double tokensPerParameter(double[] p) {
        return Math.exp((Math.log(p[B]) - Math.log(p[A])) / p[ETA]);
    }
}
