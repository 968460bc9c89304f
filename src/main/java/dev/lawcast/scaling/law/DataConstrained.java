package dev.lawcast.scaling.law;

import java.util.List;
import java.util.Optional;

/// L = E + A/N'^α + B/D'^β: [Chinchilla] where data are repeated, and repetition and surplus
/// parameters lose their worth.
///
/// - N parameters, D training tokens, U unique tokens among them (at most D)
/// - D' = U + U·R_D·(1 − e^{−r/R_D}) effective data, r = max(D/U − 1, 0) repetitions
/// - N' = N up to N_opt(U) = (αA/(βB))^{1/α}·U^{β/α}, the size that suits U; beyond it N' = N_opt +
///   N_opt·R_N·(1 − e^{−s/R_N}), s = N/N_opt − 1
/// - E, A, B, α, β as in Chinchilla; R_D, R_N how many repetitions keep their worth
///
/// N reaches a target in closed form; D and U by bracketing, since N_opt moves with them.
///
/// Muennighoff et al. 2023, *Scaling Data-Constrained Language Models*, arXiv 2305.16264; Huber
/// with δ = 1e−3 of logarithms. The paper holds E, A, B, α, β at fits to runs without repetition.
public final class DataConstrained extends DescribedLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int B = 2;
    private static final int ALPHA = 3;
    private static final int BETA = 4;
    private static final int R_N = 5;
    private static final int R_D = 6;
    private static final int N = 0;
    private static final int D = 1;
    private static final int U = 2;

    /// ln N is searched to this many halvings of a range by the golden section.
    private static final int SECTIONS = 120;

    private static final double GOLDEN = .5 * (Math.sqrt(5) - 1);

    DataConstrained() {
        super(
                "data_constrained",
                "Repeated data",
                "L(N, D, U) = E + \\frac{A}{N'^{\\alpha}} + \\frac{B}{D'^{\\beta}},"
                        + " D' = U\\left(1 + R_D\\left(1 - \\exp\\left(-\\frac{D/U - 1}{R_D}"
                        + "\\right)\\right)\\right),"
                        + " N' = N_o\\left(1 + R_N\\left(1 - \\exp\\left(-\\frac{N/N_o - 1}{R_N}"
                        + "\\right)\\right)\\right),"
                        + " N_o = \\left(\\frac{\\alpha A}{\\beta B}\\right)^{1/\\alpha}"
                        + " U^{\\beta/\\alpha}",
                "Muennighoff et al. 2023, Scaling Data-Constrained Language Models,"
                        + " arXiv:2305.16264",
                Objective.LOG_HUBER,
                List.of(
                        Quantities.MODEL_SIZE,
                        Quantities.DATA_SIZE,
                        new LawVariable(
                                "U",
                                List.of("unique_tokens", "unique_samples"),
                                "tokens",
                                "Unique training data.")),
                List.of(
                        Quantities.coefficient(
                                "E",
                                "metric",
                                "The irreducible part: what no model on any data goes below."),
                        Quantities.positive(
                                "A",
                                "metric·N^alpha",
                                "Cost of a finite model at N = 1; it moves with alpha.",
                                1e-3,
                                1e3),
                        Quantities.positive(
                                "B",
                                "metric·D^beta",
                                "Cost of finite data at D = 1; it moves with beta.",
                                1e-3,
                                1e3),
                        LawParameter.exponent(
                                "alpha", "How fast the metric falls with model size."),
                        LawParameter.exponent("beta", "How fast the metric falls with data."),
                        Quantities.positive(
                                "R_N",
                                "1",
                                "How many multiples of the suitable model size keep their worth.",
                                .1,
                                100),
                        Quantities.positive(
                                "R_D",
                                "1",
                                "How many repetitions of the data keep their worth.",
                                .1,
                                100)));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One());
    }

    @Override
    public double value(double[] p, double[] x) {
        double unique = Math.min(x[U], x[D]);
        double lnModel = lnEffective(Math.log(x[N]), lnSuited(p, Math.log(unique)), p[R_N]);
        double lnData = lnEffective(Math.log(x[D]), Math.log(unique), p[R_D]);
        return p[E] + p[A] * Math.exp(-p[ALPHA] * lnModel) + p[B] * Math.exp(-p[BETA] * lnData);
    }

    /// ln N_opt(U).
    private static double lnSuited(double[] p, double lnUnique) {
        return (Math.log(p[ALPHA] * p[A] / (p[BETA] * p[B])) + p[BETA] * lnUnique) / p[ALPHA];
    }

    /// ln of an amount of which only `base` counts in full: base·(1 + R·(1 − e^{−(x/base − 1)/R})).
    private static double lnEffective(double lnX, double lnBase, double r) {
        double excess = Math.expm1(lnX - lnBase);
        return excess > 0 ? lnBase + Math.log1p(-r * Math.expm1(-excess / r)) : lnX;
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] lnN = sizes.logarithms()[N];
        double[] lnD = sizes.logarithms()[D];
        double[] lnU = sizes.logarithms()[U];
        for (int i = 0; i < sizes.count(); i++) {
            double lnUnique = Math.min(lnU[i], lnD[i]);
            double lnSuited = lnSuited(p, lnUnique);
            double lnModel = lnEffective(lnN[i], lnSuited, p[R_N]);
            double lnData = lnEffective(lnD[i], lnUnique, p[R_D]);
            double byA = Math.exp(-p[ALPHA] * lnModel);
            double byB = Math.exp(-p[BETA] * lnData);
            double model = p[A] * byA;
            double data = p[B] * byB;
            value[i] = p[E] + model + data;
            // T = A·N'^−α moves with ln N_opt by −α·T·∂ln N'/∂ln N_opt
            double excess = Math.expm1(lnN[i] - lnSuited);
            double bySuited = 0;
            double byR = 0;
            if (excess > 0) {
                double worth = Math.exp(-excess / p[R_N]);
                double whole = Math.exp(lnModel - lnSuited);
                bySuited = -p[ALPHA] * model * (1 - worth * (1 + excess) / whole);
                byR = -p[ALPHA] * model * spent(excess, p[R_N]) / whole;
            }
            jacobian[E][i] = 1;
            jacobian[A][i] = byA + bySuited / (p[ALPHA] * p[A]);
            jacobian[B][i] = byB - bySuited / (p[ALPHA] * p[B]);
            jacobian[ALPHA][i] = -lnModel * model + bySuited * (1 / p[ALPHA] - lnSuited) / p[ALPHA];
            jacobian[BETA][i] = -lnData * data + bySuited * (lnUnique - 1 / p[BETA]) / p[ALPHA];
            jacobian[R_N][i] = byR;
            double repeated = Math.expm1(lnD[i] - lnUnique);
            jacobian[R_D][i] =
                    repeated > 0
                            ? -p[BETA]
                                    * data
                                    * spent(repeated, p[R_D])
                                    / Math.exp(lnData - lnUnique)
                            : 0;
        }
    }

    /// ∂/∂R of R·(1 − e^{−x/R}).
    private static double spent(double x, double r) {
        double share = x / r;
        return -Math.expm1(-share) - share * Math.exp(-share);
    }

    /// Given R_D, and as long as no model is larger than suits its data, this is Chinchilla with D'
    /// for D.
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 4);
        int n = starts.rows();
        double[][] columns = new double[3][n];
        double[][] ln = starts.sizes.logarithms();
        boolean[] nonNegative = {true, true, true};
        for (double rD : new double[] {1, 5, 25}) {
            for (double alpha = .08; alpha < 2; alpha *= 1.5) {
                for (double beta = .08; beta < 2; beta *= 1.5) {
                    for (int i = 0; i < n; i++) {
                        double lnUnique = Math.min(ln[U][i], ln[D][i]);
                        columns[0][i] = 1;
                        columns[1][i] = Math.exp(-alpha * ln[N][i]);
                        columns[2][i] = Math.exp(-beta * lnEffective(ln[D][i], lnUnique, rD));
                    }
                    double[] c = LeastSquares.solve(columns, starts.y, starts.weight, nonNegative);
                    for (double rN : new double[] {1, 5, 25}) {
                        starts.offer(new double[] {c[0], c[1], c[2], alpha, beta, rN, rD});
                    }
                }
            }
        }
        return starts.best();
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public int unitOf(int j) {
        return j == U ? D : j;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[A] *= Math.pow(unit[N], -p[ALPHA]);
        p[B] *= Math.pow(unit[D], -p[BETA]);
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double limit = limit(variable, p, x);
        if (variable != N) {
            return Inverse.crossing(
                    at -> with(p, x, variable, at), target, x[other(variable)], 60, limit);
        }
        double lnUnique = Math.log(Math.min(x[U], x[D]));
        double lnData = lnEffective(Math.log(x[D]), lnUnique, p[R_D]);
        double rest = target - p[E] - p[B] * Math.exp(-p[BETA] * lnData);
        double needed = PowerTerm.sizeReaching(rest, p[A], p[ALPHA]);
        if (target <= limit) {
            return Double.isNaN(needed) ? needed : Double.POSITIVE_INFINITY;
        }
        double suited = Math.exp(lnSuited(p, lnUnique));
        if (!(needed > suited)) {
            return needed;
        }
        return suited * (1 - p[R_N] * Math.log1p(-(needed / suited - 1) / p[R_N]));
    }

    private static int other(int variable) {
        return variable == D ? U : D;
    }

    private double with(double[] p, double[] x, int variable, double size) {
        double[] at = x.clone();
        at[variable] = size;
        return value(p, at);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        if (variable == U) {
            return with(p, x, U, x[D]);
        }
        double unique = variable == D ? x[U] : Math.min(x[U], x[D]);
        double suited = Math.exp(lnSuited(p, Math.log(unique)));
        double lnModel =
                variable == N
                        ? Math.log(suited * (1 + p[R_N]))
                        : lnEffective(Math.log(x[N]), Math.log(suited), p[R_N]);
        double lnData =
                variable == D
                        ? Math.log(unique * (1 + p[R_D]))
                        : lnEffective(Math.log(x[D]), Math.log(unique), p[R_D]);
        return p[E] + p[A] * Math.exp(-p[ALPHA] * lnModel) + p[B] * Math.exp(-p[BETA] * lnData);
    }

    /// The N and D with the lowest metric for a compute budget C = k·N·D when only U unique tokens
    /// exist, by golden section over ln N.
    ///
    /// @param unique U > 0
    /// @return sizes N, D and the unique tokens among D; empty where the optimum is outside (0, ∞)
    public Optional<Allocation> allocate(
            double[] p, double flops, double flopsPerUnit, double unique) {
        double product = Math.log(flops / flopsPerUnit);
        double low = -300;
        double high = 300;
        for (int i = 0; i < SECTIONS; i++) {
            double first = high - GOLDEN * (high - low);
            double second = low + GOLDEN * (high - low);
            boolean left =
                    value(p, sizes(first, product, unique))
                            < value(p, sizes(second, product, unique));
            low = left ? low : first;
            high = left ? second : high;
        }
        double[] best = sizes(.5 * (low + high), product, unique);
        double metric = value(p, best);
        boolean inside = low > -299 && high < 299 && Double.isFinite(metric);
        return inside ? Optional.of(new Allocation(best, metric)) : Optional.empty();
    }

    private static double[] sizes(double lnN, double product, double unique) {
        double d = Math.exp(product - lnN);
        return new double[] {Math.exp(lnN), d, Math.min(d, unique)};
    }
}
