package dev.lawcast.scaling.law;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// L = E + A/N^α + B/D^β: loss over model size and data size.
///
/// - N parameters, D training tokens (or samples)
/// - E irreducible part, A/N^α cost of a finite model, B/D^β cost of finite data
///
/// Under a budget C = k·N·D, with G = (αA/βB)^{1/(α+β)}, a = β/(α+β), b = α/(α+β): N* = G·(C/k)^a,
/// D* = (C/k)^b/G, and along this frontier L − E = (A·G^−α + B·G^β)·(C/k)^{−αβ/(α+β)}. For given N:
/// D = (B/(L − E − A/N^α))^{1/β} where the target is reachable, and likewise for N.
///
/// Hoffmann et al. 2022, *Training Compute-Optimal Large Language Models*, arXiv 2203.15556;
/// objective as in the replication of Besiroglu et al. 2024, arXiv 2404.10102.
public final class Chinchilla implements ScalingLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int B = 2;
    private static final int ALPHA = 3;
    private static final int BETA = 4;
    private static final int N = 0;
    private static final int D = 1;

    private static final List<LawVariable> VARIABLES =
            List.of(
                    new LawVariable(
                            "N",
                            List.of(
                                    "parameters",
                                    "nonzero_parameters",
                                    "encoder_parameters",
                                    "decoder_parameters"),
                            "parameters",
                            "Model size."),
                    new LawVariable(
                            "D", List.of("tokens", "samples"), "tokens", "Training data seen."));

    private static final List<LawParameter> PARAMETERS =
            List.of(
                    LawParameter.linear(
                            "E",
                            "metric",
                            "The irreducible part: what no model on any data goes below.",
                            0,
                            Double.POSITIVE_INFINITY),
                    LawParameter.linear(
                            "A",
                            "metric·N^alpha",
                            "Cost of a finite model at N = 1; it moves with alpha.",
                            0,
                            Double.POSITIVE_INFINITY),
                    LawParameter.linear(
                            "B",
                            "metric·D^beta",
                            "Cost of finite data at D = 1; it moves with beta.",
                            0,
                            Double.POSITIVE_INFINITY),
                    LawParameter.exponent("alpha", "How fast the metric falls with model size."),
                    LawParameter.exponent("beta", "How fast the metric falls with data."));

    private static final List<Basis> BASIS =
            List.of(new Basis.One(), new Basis.Power(N, ALPHA), new Basis.Power(D, BETA));

    @Override
    public String id() {
        return "chinchilla";
    }

    @Override
    public String title() {
        return "Chinchilla: model size and data size";
    }

    @Override
    public String formula() {
        return "L(N, D) = E + \\frac{A}{N^{\\alpha}} + \\frac{B}{D^{\\beta}}";
    }

    @Override
    public String source() {
        return "Hoffmann et al. 2022, Training Compute-Optimal Large Language Models,"
                + " arXiv:2203.15556";
    }

    @Override
    public List<LawVariable> variables() {
        return VARIABLES;
    }

    @Override
    public List<LawParameter> parameters() {
        return PARAMETERS;
    }

    /// Σ Huber with δ = 1e−3 of ln L̂ − ln L.
    @Override
    public Objective defaultObjective() {
        return new Objective(ResidualSpace.LOG, new ResidualLoss.Huber(1e-3));
    }

    @Override
    public List<Basis> basis() {
        return BASIS;
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[E] + p[A] * Math.pow(x[N], -p[ALPHA]) + p[B] * Math.pow(x[D], -p[BETA]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] lnN = sizes.logarithms()[N];
        double[] lnD = sizes.logarithms()[D];
        double[] byA = jacobian[A];
        double[] byB = jacobian[B];
        double[] byAlpha = jacobian[ALPHA];
        double[] byBeta = jacobian[BETA];
        Powers.fill(lnN, p[ALPHA], byA, sizes.count());
        Powers.fill(lnD, p[BETA], byB, sizes.count());
        Arrays.fill(jacobian[E], 0, sizes.count(), 1);
        for (int i = 0; i < sizes.count(); i++) {
            double model = p[A] * byA[i];
            double data = p[B] * byB[i];
            value[i] = p[E] + model + data;
            byAlpha[i] = -lnN[i] * model;
            byBeta[i] = -lnD[i] * data;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        PowerTerm.addSecondDerivatives(sizes, N, jacobian, A, ALPHA, weight, hessian);
        PowerTerm.addSecondDerivatives(sizes, D, jacobian, B, BETA, weight, hessian);
        return true;
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return variable == N
                ? PowerTerm.sizeReaching(target - limit(N, p, x), p[A], p[ALPHA])
                : PowerTerm.sizeReaching(target - limit(D, p, x), p[B], p[BETA]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return variable == N
                ? p[E] + PowerTerm.limit(p[A], p[ALPHA]) + p[B] * Math.pow(x[D], -p[BETA])
                : p[E] + p[A] * Math.pow(x[N], -p[ALPHA]) + PowerTerm.limit(p[B], p[BETA]);
    }

    @Override
    public boolean allocates() {
        return true;
    }

    @Override
    public Optional<Allocation> allocate(double[] p, double flops, double flopsPerUnit) {
        double product = Math.log(flops / flopsPerUnit);
        double lnG = lnG(p);
        double n = Math.exp(lnG + modelExponent(p) * product);
        double d = Math.exp(-lnG + dataExponent(p) * product);
        boolean inside =
                n > 0 && d > 0 && n < Double.POSITIVE_INFINITY && d < Double.POSITIVE_INFINITY;
        return inside
                ? Optional.of(new Allocation(new double[] {n, d}, value(p, new double[] {n, d})))
                : Optional.empty();
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "G",
                        "N^b/D^a",
                        "(alpha A/(beta B))^(1/(alpha+beta)): the compute-optimal N is"
                                + " G (C/k)^a.",
                        p -> Math.exp(lnG(p))),
                new DerivedQuantity(
                        "a",
                        "1",
                        "Compute exponent of the optimal model size, beta/(alpha+beta).",
                        Chinchilla::modelExponent),
                new DerivedQuantity(
                        "b",
                        "1",
                        "Compute exponent of the optimal data size, alpha/(alpha+beta).",
                        Chinchilla::dataExponent),
                new DerivedQuantity(
                        "gamma",
                        "1",
                        "Exponent of the reducible loss along the compute-optimal frontier,"
                                + " alpha beta/(alpha+beta).",
                        p -> p[ALPHA] * p[BETA] / (p[ALPHA] + p[BETA])));
    }

    private static double lnG(double[] p) {
        return (Math.log(p[ALPHA]) + Math.log(p[A]) - Math.log(p[BETA]) - Math.log(p[B]))
                / (p[ALPHA] + p[BETA]);
    }

    private static double modelExponent(double[] p) {
        return p[BETA] / (p[ALPHA] + p[BETA]);
    }

    private static double dataExponent(double[] p) {
        return p[ALPHA] / (p[ALPHA] + p[BETA]);
    }
}
