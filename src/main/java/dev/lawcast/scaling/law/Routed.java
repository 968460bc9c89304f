package dev.lawcast.scaling.law;

import java.util.List;

/// log₁₀ L = a·log₁₀ n + b·log₁₀ Ê + c·log₁₀ n·log₁₀ Ê + d with 1/Ê = 1/(E − 1 + 1/(1/E_0 − 1/E_m))
/// + 1/E_m: models whose tokens are routed to experts.
///
/// - n parameters of the dense model of the same width and depth, E number of experts
/// - Ê saturating number of experts, E_0 at E = 1 and E_m at E = ∞
/// - a, b exponents, c their interaction, d the constant
///
/// n = 10^{(log L − b·log Ê − d)/(a + c·log Ê)}; Ê = 10^{(log L − a·log n − d)/(b + c·log n)} and E
/// = 1 + 1/(1/Ê − 1/E_m) − 1/(1/E_0 − 1/E_m).
///
/// Clark et al. 2022, *Unified Scaling Laws for Routed Language Models*, arXiv 2202.01169; least
/// squares of logarithms.
final class Routed extends DescribedLaw {

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final int D = 3;
    private static final int START = 4;
    private static final int MOST = 5;
    private static final int SIZE = 0;
    private static final int EXPERTS = 1;

    private static final double LN10 = Math.log(10);

    /// Points of each axis on which starts are computed.
    private static final int STEPS = 16;

    Routed() {
        super(
                "routed",
                "Routed experts",
                "\\log L(n, E) = a\\log n + b\\log\\hat{E} + c\\log n\\log\\hat{E} + d,"
                        + " \\frac{1}{\\hat{E}} = \\frac{1}{E - 1 +"
                        + " \\left(\\frac{1}{E_0} - \\frac{1}{E_m}\\right)^{-1}} + \\frac{1}{E_m}",
                "Clark et al. 2022, Unified Scaling Laws for Routed Language Models,"
                        + " arXiv:2202.01169",
                Objective.LOG_SQUARED,
                List.of(
                        new LawVariable(
                                "n",
                                List.of("parameters"),
                                "parameters",
                                "Parameters of the dense model that the experts are added to."),
                        new LawVariable("E", List.of("other"), "experts", "Number of experts.")),
                List.of(
                        Quantities.signed("a", "1", "Slope over log n, without experts.", -.4, .1),
                        Quantities.signed(
                                "b", "1", "Slope over the log of effective experts.", -.6, .2),
                        Quantities.signed(
                                "c", "1", "How the gain by experts shrinks with n.", -.05, .08),
                        Quantities.signed("d", "1", "log of the metric at n = Ê = 1.", -1, 4),
                        Quantities.positive(
                                "E0", "experts", "Effective number of experts at E = 1.", .5, 20),
                        Quantities.positive(
                                "Em",
                                "experts",
                                "Effective number of experts that no E goes beyond.",
                                30,
                                3000)));
    }

    /// Ê, NaN for E_0 > E_m.
    private static double effective(double[] p, double experts) {
        double gap = 1 / p[START] - 1 / p[MOST];
        return gap >= 0 ? 1 / (1 / (experts - 1 + 1 / gap) + 1 / p[MOST]) : Double.NaN;
    }

    @Override
    public double value(double[] p, double[] x) {
        double logN = Math.log10(x[SIZE]);
        double logE = Math.log10(effective(p, x[EXPERTS]));
        return Math.exp(LN10 * (p[A] * logN + (p[B] + p[C] * logN) * logE + p[D]));
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] lnN = sizes.logarithms()[SIZE];
        double[] experts = sizes.x()[EXPERTS];
        double gap = 1 / p[START] - 1 / p[MOST];
        for (int i = 0; i < sizes.count(); i++) {
            double logN = lnN[i] / LN10;
            double effective = effective(p, experts[i]);
            double logE = Math.log10(effective);
            double slope = p[B] + p[C] * logN;
            double loss = Math.exp(LN10 * (p[A] * logN + slope * logE + p[D]));
            double byLog = LN10 * loss;
            // 1/Ê = 1/w + 1/E_m with w = E − 1 + 1/gap, so that ∂w/∂gap = −1/gap²
            double s = 1 / ((experts[i] - 1 + 1 / gap) * gap);
            double byEffective = loss * slope * effective;
            value[i] = loss;
            jacobian[A][i] = byLog * logN;
            jacobian[B][i] = byLog * logE;
            jacobian[C][i] = byLog * logN * logE;
            jacobian[D][i] = byLog;
            jacobian[START][i] = byEffective * s * s / (p[START] * p[START]);
            jacobian[MOST][i] = byEffective * (1 - s * s) / (p[MOST] * p[MOST]);
        }
    }

    /// Given E_0 and E_m the law is linear in logarithms.
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 4);
        int n = starts.rows();
        double[] logL = new double[n];
        double[][] columns = new double[4][n];
        for (int i = 0; i < n; i++) {
            logL[i] = Math.log10(starts.y[i]);
            columns[0][i] = starts.sizes.logarithms()[SIZE][i] / LN10;
            columns[3][i] = 1;
        }
        double[] p = new double[6];
        for (int s = 0; s < STEPS; s++) {
            p[START] = .3 * Math.pow(100, s / (STEPS - 1.0));
            for (int m = 0; m < STEPS; m++) {
                p[MOST] = p[START] * 2 * Math.pow(5000, m / (STEPS - 1.0));
                for (int i = 0; i < n; i++) {
                    columns[1][i] = Math.log10(effective(p, starts.sizes.x()[EXPERTS][i]));
                    columns[2][i] = columns[0][i] * columns[1][i];
                }
                double[] c = LeastSquares.solve(columns, logL, null, new boolean[4]);
                System.arraycopy(c, 0, p, 0, 4);
                starts.offer(p);
            }
        }
        return starts.best();
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double logL = Math.log10(target);
        if (variable == SIZE) {
            double logE = Math.log10(effective(p, x[EXPERTS]));
            double slope = p[A] + p[C] * logE;
            if (slope == 0 || target <= 0) {
                return slope == 0 ? Double.NaN : slope < 0 ? Double.POSITIVE_INFINITY : 0;
            }
            return Math.pow(10, (logL - p[B] * logE - p[D]) / slope);
        }
        double logN = Math.log10(x[SIZE]);
        double slope = p[B] + p[C] * logN;
        if (slope == 0 || !(p[START] < p[MOST])) {
            return Double.NaN;
        }
        double limit = limit(EXPERTS, p, x);
        if (slope < 0 ? target <= limit : target >= limit) {
            return Double.POSITIVE_INFINITY;
        }
        double effective = target > 0 ? Math.pow(10, (logL - p[A] * logN - p[D]) / slope) : 0;
        double experts = 1 + 1 / (1 / effective - 1 / p[MOST]) - 1 / (1 / p[START] - 1 / p[MOST]);
        return experts < 1 - 1e-9 ? 0 : experts; // already one expert is enough
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        if (variable == EXPERTS) {
            double logN = Math.log10(x[SIZE]);
            double logE = Math.log10(p[MOST]);
            return Math.pow(10, p[A] * logN + (p[B] + p[C] * logN) * logE + p[D]);
        }
        double logE = Math.log10(effective(p, x[EXPERTS]));
        double slope = p[A] + p[C] * logE;
        return slope < 0
                ? 0
                : slope > 0 ? Double.POSITIVE_INFINITY : Math.pow(10, p[B] * logE + p[D]);
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "n_cutoff",
                        "parameters",
                        "Model size beyond which experts no longer help, 10^(-b/c).",
                        p -> Math.pow(10, -p[B] / p[C])));
    }
}
