package dev.lawcast.scaling.law;

import java.util.List;

/// (L − E)/(E_0 − L)^γ = A·x^−α: a power law that levels off at both ends.
///
/// - L metric between E and E_0, x any one size
/// - E irreducible part, E_0 loss of a random guess, A and α of the power law between, γ how late
///   the curve leaves E_0; γ = 0 is the power law with a constant, without E_0
///
/// With L − E = W·σ(s), E_0 − L = W·σ(−s), W = E_0 − E and σ the logistic function, the equation is
/// ln σ(s) − γ·ln σ(−s) = ln A − α·ln x − (1−γ)·ln W. Its left side is monotone with a monotone
/// slope between 1 and γ, so that Newton's method finds s from anywhere. x =
/// (A·(E_0−L)^γ/(L−E))^{1/α}.
///
/// Alabdulmohsin et al. 2022, *Revisiting Neural Scaling Laws in Language and Vision*, arXiv
/// 2209.06640 (M4).
final class SaturatingM4 extends DescribedLaw {

    private static final int E = 0;
    private static final int GUESS = 1;
    private static final int A = 2;
    private static final int ALPHA = 3;
    private static final int GAMMA = 4;

    private static final int ITERATIONS = 100;

    /// Newton's steps square their error: after a step as small as this nothing is left.
    private static final double ENOUGH = 1e-8;

    /// E and E_0 from which starts are computed, as shares of the least and the greatest metric.
    private static final double[] FLOORS = {0, .3, .6, .8, .9, .95, .98, .995};

    private static final double[] CEILINGS = {1.001, 1.01, 1.03, 1.1, 1.3, 2, 4};

    SaturatingM4() {
        super(
                "saturating_m4",
                "Power law between chance and a floor",
                "\\frac{L - E}{(E_0 - L)^{\\gamma}} = A\\,x^{-\\alpha}",
                "Alabdulmohsin et al. 2022, Revisiting Neural Scaling Laws in Language and Vision,"
                        + " arXiv:2209.06640",
                Objective.LOG_SQUARED,
                List.of(Quantities.size("x")),
                List.of(
                        Quantities.positive(
                                "E",
                                "metric",
                                "The irreducible part: what no size goes below.",
                                1e-2,
                                10),
                        Quantities.positive(
                                "E0", "metric", "The metric of a random guess.", .1, 20),
                        Quantities.positive(
                                "A",
                                "metric^(1-gamma)·x^alpha",
                                "The power law at x = 1; it moves with alpha.",
                                1e-3,
                                1e3),
                        LawParameter.exponent("alpha", "How fast the metric falls in between."),
                        Quantities.positive(
                                "gamma", "1", "How late the curve leaves E0.", .05, 5)));
    }

    @Override
    public double value(double[] p, double[] x) {
        return solve(p, Math.log(x[0]));
    }

    /// L at ln x; NaN for E_0 ≤ E.
    private static double solve(double[] p, double lnX) {
        double lnPower = Math.log(p[A]) - p[ALPHA] * lnX;
        double gamma = p[GAMMA];
        if (gamma == 0) {
            return p[E] + Math.exp(lnPower);
        }
        double width = p[GUESS] - p[E];
        double target = lnPower - (1 - gamma) * Math.log(width);
        // Both branches of the left side: ln σ(s) ≈ s far below 0, −γ·ln σ(−s) ≈ γ·s far above.
        double s = target > 0 ? target / gamma : target;
        for (int i = 0; i < ITERATIONS; i++) {
            double below = 1 / (1 + Math.exp(s));
            double left = lnLogistic(s) - gamma * lnLogistic(-s);
            double step = (target - left) / (below + gamma * (1 - below));
            s += step;
            if (!(Math.abs(step) > ENOUGH)) {
                break;
            }
        }
        return s > 0 ? p[GUESS] - width / (1 + Math.exp(s)) : p[E] + width / (1 + Math.exp(-s));
    }

    /// ln(1/(1 + e^−s))
    private static double lnLogistic(double s) {
        return Math.min(s, 0) - Math.log1p(Math.exp(-Math.abs(s)));
    }

    /// Derivatives of the implicit equation, with L − E and E_0 − L from its solution.
    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double loss = solve(p, ln[i]);
            double above = loss - p[E];
            double below = p[GUESS] - loss;
            double slope = p[GAMMA] == 0 ? above : 1 / (1 / above + p[GAMMA] / below);
            value[i] = loss;
            jacobian[E][i] = slope / above;
            jacobian[GUESS][i] = p[GAMMA] == 0 ? 0 : slope * p[GAMMA] / below;
            jacobian[A][i] = slope / p[A];
            jacobian[ALPHA][i] = -slope * ln[i];
            jacobian[GAMMA][i] = below > 0 ? slope * Math.log(below) : 0;
        }
    }

    /// Given E and E_0 the equation is linear in logarithms.
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 6);
        double least = starts.least();
        double greatest = starts.greatest();
        if (!(least > 0)) {
            return List.of();
        }
        int n = starts.rows();
        double[] y = starts.y;
        double[][] columns = new double[3][n];
        double[] logs = new double[n];
        double[] weight = new double[n];
        for (double share : FLOORS) {
            double floor = share * least;
            for (double factor : CEILINGS) {
                double guess = factor * greatest;
                for (int i = 0; i < n; i++) {
                    columns[0][i] = 1;
                    columns[1][i] = -starts.sizes.logarithms()[0][i];
                    columns[2][i] = Math.log(guess - y[i]);
                    logs[i] = Math.log(y[i] - floor);
                    double slope = (y[i] - floor) * (guess - y[i]) / (guess - floor);
                    weight[i] = starts.weight[i] * slope * slope;
                }
                double[] c =
                        LeastSquares.solve(
                                columns, logs, weight, new boolean[] {false, true, true});
                starts.offer(new double[] {floor, guess, Math.exp(c[0]), c[1], c[2]});
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
        p[A] *= Math.pow(unit[0], -p[ALPHA]);
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        if (!(p[A] > 0 && p[ALPHA] > 0)) {
            return Double.NaN;
        }
        if (!(target > p[E])) {
            return Double.POSITIVE_INFINITY;
        }
        if (p[GAMMA] > 0 && target >= p[GUESS]) {
            return 0;
        }
        double late = p[GAMMA] > 0 ? p[GAMMA] * Math.log(p[GUESS] - target) : 0;
        return Math.exp((Math.log(p[A]) + late - Math.log(target - p[E])) / p[ALPHA]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[ALPHA] > 0 ? p[E] : value(p, new double[] {1});
    }
}
