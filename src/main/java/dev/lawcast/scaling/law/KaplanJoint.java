package dev.lawcast.scaling.law;

import java.util.List;
import java.util.Optional;

/// L = [(N_c/N)^{α_N/α_D} + D_c/D]^{α_D}: model and data size without an irreducible part.
///
/// - N parameters, D training tokens
/// - N_c, D_c sizes at which either alone would give loss 1; α_N, α_D exponents
///
/// With z = L^{1/α_D}: D = D_c/(z − (N_c/N)^{α_N/α_D}), and likewise for N. Under a budget C =
/// k·N·D, with r = α_N/α_D: N* = (r·N_c^r·C/(k·D_c))^{1/(1+r)}.
///
/// Kaplan et al. 2020, *Scaling Laws for Neural Language Models*, arXiv 2001.08361.
final class KaplanJoint extends DescribedLaw {

    private static final int N_C = 0;
    private static final int D_C = 1;
    private static final int ALPHA_N = 2;
    private static final int ALPHA_D = 3;
    private static final int N = 0;
    private static final int D = 1;

    /// Exponents from which starts are computed.
    private static final int EXPONENTS = 14;

    KaplanJoint() {
        super(
                "kaplan_joint",
                "Model and data size without a floor",
                "L(N, D) = \\left[\\left(\\frac{N_c}{N}\\right)^{\\alpha_N/\\alpha_D}"
                        + " + \\frac{D_c}{D}\\right]^{\\alpha_D}",
                "Kaplan et al. 2020, Scaling Laws for Neural Language Models, arXiv:2001.08361",
                Objective.LOG_SQUARED,
                List.of(Quantities.MODEL_SIZE, Quantities.DATA_SIZE),
                List.of(
                        Quantities.positive(
                                "N_c",
                                "parameters",
                                "The model size at which the metric would be 1 with endless data.",
                                1e-3,
                                1e9),
                        Quantities.positive(
                                "D_c",
                                "tokens",
                                "The data size at which the metric would be 1 for an endless model.",
                                1e-3,
                                1e9),
                        LawParameter.exponent(
                                "alpha_N", "How fast the metric falls with model size alone."),
                        LawParameter.exponent(
                                "alpha_D", "How fast the metric falls with data alone.")));
    }

    @Override
    public double value(double[] p, double[] x) {
        double model = p[ALPHA_N] / p[ALPHA_D] * (Math.log(p[N_C]) - Math.log(x[N]));
        double data = Math.log(p[D_C]) - Math.log(x[D]);
        return Math.exp(p[ALPHA_D] * logSum(model, data));
    }

    /// ln(e^a + e^b): the terms may lie beyond doubles.
    private static double logSum(double a, double b) {
        double most = Math.max(a, b);
        return most == Double.NEGATIVE_INFINITY
                ? most
                : most + Math.log1p(Math.exp(Math.min(a, b) - most));
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] lnN = sizes.logarithms()[N];
        double[] lnD = sizes.logarithms()[D];
        double r = p[ALPHA_N] / p[ALPHA_D];
        double lnNc = Math.log(p[N_C]);
        double lnDc = Math.log(p[D_C]);
        for (int i = 0; i < sizes.count(); i++) {
            double lnModel = lnNc - lnN[i];
            double lnData = lnDc - lnD[i];
            double lnZ = logSum(r * lnModel, lnData);
            double model = Math.exp(r * lnModel - lnZ);
            double data = Math.exp(lnData - lnZ);
            double loss = Math.exp(p[ALPHA_D] * lnZ);
            value[i] = loss;
            jacobian[N_C][i] = p[ALPHA_N] * loss * model / p[N_C];
            jacobian[D_C][i] = p[ALPHA_D] * loss * data / p[D_C];
            jacobian[ALPHA_N][i] = loss * model * lnModel;
            jacobian[ALPHA_D][i] = loss * (lnZ - r * model * lnModel);
        }
    }

    /// L^{1/α_D} is linear in 1/D and N^{−α_N/α_D}.
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 3);
        int n = starts.rows();
        double[][] columns = new double[2][n];
        double[] z = new double[n];
        double[] weight = new double[n];
        for (int a = 0; a < EXPONENTS; a++) {
            double alphaD = .02 * Math.pow(100, a / (EXPONENTS - 1.0));
            for (int i = 0; i < n; i++) {
                z[i] = Math.pow(starts.y[i], 1 / alphaD);
                columns[1][i] = 1 / starts.sizes.x()[D][i];
                weight[i] = 1 / (z[i] * z[i]);
            }
            for (int b = 0; b < EXPONENTS; b++) {
                double alphaN = .02 * Math.pow(100, b / (EXPONENTS - 1.0));
                for (int i = 0; i < n; i++) {
                    columns[0][i] = Math.exp(-alphaN / alphaD * starts.sizes.logarithms()[N][i]);
                }
                double[] c = LeastSquares.solve(columns, z, weight, new boolean[] {true, true});
                starts.offer(new double[] {Math.pow(c[0], alphaD / alphaN), c[1], alphaN, alphaD});
            }
        }
        return starts.best();
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[N_C] /= unit[N];
        p[D_C] /= unit[D];
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        if (!(p[ALPHA_N] > 0 && p[ALPHA_D] > 0 && p[variable == N ? N_C : D_C] > 0)) {
            return Double.NaN;
        }
        double floor = limit(variable, p, x);
        if (!(target > floor)) {
            return Double.POSITIVE_INFINITY;
        }
        double r = p[ALPHA_N] / p[ALPHA_D];
        double z = Math.log(target) / p[ALPHA_D];
        // ln(e^z − other), other = what the given size leaves
        double lnOther = Math.log(floor) / p[ALPHA_D];
        double lnTerm = z + Math.log(-Math.expm1(lnOther - z));
        return variable == N ? p[N_C] * Math.exp(-lnTerm / r) : p[D_C] * Math.exp(-lnTerm);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return variable == N
                ? Math.pow(p[D_C] / x[D], p[ALPHA_D])
                : Math.pow(p[N_C] / x[N], p[ALPHA_N]);
    }

    @Override
    public boolean allocates() {
        return true;
    }

    @Override
    public Optional<Allocation> allocate(double[] p, double flops, double flopsPerUnit) {
        double r = p[ALPHA_N] / p[ALPHA_D];
        double product = Math.log(flops / flopsPerUnit);
        double lnN = (Math.log(r) + r * Math.log(p[N_C]) + product - Math.log(p[D_C])) / (1 + r);
        double n = Math.exp(lnN);
        double d = Math.exp(product - lnN);
        return n > 0 && d > 0 && n < Double.POSITIVE_INFINITY && d < Double.POSITIVE_INFINITY
                ? Optional.of(new Allocation(new double[] {n, d}, value(p, new double[] {n, d})))
                : Optional.empty();
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "a",
                        "1",
                        "Compute exponent of the optimal model size, alpha_D/(alpha_N+alpha_D).",
                        p -> p[ALPHA_D] / (p[ALPHA_N] + p[ALPHA_D])));
    }
}
