package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// y = a + b·x^−c_0·Π_i (1 + (x/d_i)^{1/f_i})^{−c_i·f_i}: straight lines in log-log paper, joined
/// by smooth breaks.
///
/// - y metric, x any one size
/// - a limit, b and c_0 the power law before the first break
/// - d_i size at which break i lies, c_i by how much the exponent grows there (falls, where
///   negative), f_i how wide the break is: a factor of about e^{f_i} in x to either side
///
/// One to three breaks. The curve may rise and fall; the size that reaches a target is the
/// smallest, found by bracketing.
///
/// Caballero et al. 2022, *Broken Neural Scaling Laws*, arXiv 2210.14891.
final class BrokenPower extends DescribedLaw {

    private static final int A = 0;
    private static final int B = 1;
    private static final int C0 = 2;
    private static final int FIRST = 3;
    private static final int C = 0;
    private static final int D = 1;
    private static final int F = 2;
    private static final int PER_BREAK = 3;

    private static final double NARROWEST = 1e-3;
    private static final double WIDEST = 20;

    /// Limits from which starts are computed, as shares of the least metric.
    private static final double[] LIMITS = {0, .5, .8, .9, .97};

    /// Places of breaks across the range of ln x, by number of breaks.
    private static final int[] PLACES = {24, 12, 9};

    private static final double[][] WIDTHS = {{.03, .1, .3, 1, 3}, {.05, .3, 1}, {.05, .4}};

    private final int breaks;

    BrokenPower() {
        this(1);
    }

    private BrokenPower(int breaks) {
        super(
                "broken_power",
                "Broken power law",
                "y(x) = a + b\\,x^{-c_0} \\prod_i \\left(1 + (x/d_i)^{1/f_i}\\right)^{-c_i f_i}",
                "Caballero et al. 2022, Broken Neural Scaling Laws, arXiv:2210.14891",
                Objective.LOG_SQUARED,
                List.of(Quantities.size("x")),
                parameters(breaks));
        this.breaks = breaks;
    }

    private static List<LawParameter> parameters(int breaks) {
        List<LawParameter> parameters = new ArrayList<>();
        parameters.add(
                Quantities.coefficient(
                        "a", "metric", "The metric after the last break, in the end."));
        parameters.add(
                Quantities.coefficient(
                        "b", "metric·x^c0", "The rest at x = 1, far outside most data."));
        parameters.add(Quantities.signed("c0", "1", "The exponent before the first break.", -1, 2));
        for (int i = 1; i <= breaks; i++) {
            parameters.add(
                    Quantities.signed(
                            "c" + i,
                            "1",
                            "By how much the exponent grows at break " + i + ".",
                            -2,
                            4));
            parameters.add(
                    Quantities.positive(
                            "d" + i, "x", "The size at which break " + i + " lies.", .02, 50));
            parameters.add(
                    LawParameter.nonlinear(
                            "f" + i,
                            "1",
                            "Width of break " + i + " in ln x.",
                            NARROWEST,
                            WIDEST,
                            new LawParameter.Search(
                                    .03, 3, LawParameter.Search.Spacing.LOGARITHMIC)));
        }
        return parameters;
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.pieces() == 0 ? this : new BrokenPower(Quantities.pieces(this, form.pieces()));
    }

    @Override
    public int[] pieces() {
        return new int[] {1, 3};
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[A] + p[B] * Math.exp(lnCurve(p, Math.log(x[0])));
    }

    private double lnCurve(double[] p, double lnX) {
        double sum = -p[C0] * lnX;
        for (int i = 0, at = FIRST; i < breaks; i++, at += PER_BREAK) {
            double z = (lnX - Math.log(p[at + D])) / p[at + F];
            sum -= p[at + C] * p[at + F] * softplus(z);
        }
        return sum;
    }

    /// ln(1 + e^z)
    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double byB = Math.exp(lnCurve(p, ln[i]));
            double rest = p[B] * byB;
            value[i] = p[A] + rest;
            jacobian[A][i] = 1;
            jacobian[B][i] = byB;
            jacobian[C0][i] = -ln[i] * rest;
            for (int at = FIRST; at < p.length; at += PER_BREAK) {
                double f = p[at + F];
                double z = (ln[i] - Math.log(p[at + D])) / f;
                double soft = softplus(z);
                double after = 1 / (1 + Math.exp(-z));
                jacobian[at + C][i] = -f * soft * rest;
                jacobian[at + D][i] = p[at + C] * after / p[at + D] * rest;
                jacobian[at + F][i] = -p[at + C] * (soft - z * after) * rest;
            }
        }
    }

    /// Given a and the places and widths of the breaks, the law is linear in ln(y − a).
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 8);
        if (!(starts.least() > 0)) {
            return List.of();
        }
        double[] ln = starts.sizes.logarithms()[0];
        double from = Arrays.stream(ln).min().orElse(0);
        double to = Arrays.stream(ln).max().orElse(0);
        double[] p = new double[FIRST + PER_BREAK * breaks];
        place(starts, p, 0, 0, from, to);
        return starts.best();
    }

    /// Tries every place and width for the breaks from `number` on.
    private void place(Starts starts, double[] p, int number, int least, double from, double to) {
        if (number == breaks) {
            solve(starts, p);
            return;
        }
        int at = FIRST + PER_BREAK * number;
        int places = PLACES[breaks - 1];
        for (int k = least; k < places; k++) {
            p[at + D] = Math.exp(from + (to - from) * (k + .5) / places);
            for (double width : WIDTHS[breaks - 1]) {
                p[at + F] = width;
                place(starts, p, number + 1, k + 1, from, to);
            }
        }
    }

    private void solve(Starts starts, double[] p) {
        int n = starts.rows();
        double[] ln = starts.sizes.logarithms()[0];
        double[][] columns = new double[2 + breaks][n];
        for (int i = 0; i < n; i++) {
            columns[0][i] = 1;
            columns[1][i] = -ln[i];
            for (int k = 0, at = FIRST; k < breaks; k++, at += PER_BREAK) {
                double z = (ln[i] - Math.log(p[at + D])) / p[at + F];
                columns[2 + k][i] = -p[at + F] * softplus(z);
            }
        }
        double[] logs = new double[n];
        double[] weight = new double[n];
        double least = starts.least();
        for (double limit : LIMITS) {
            for (int i = 0; i < n; i++) {
                double rest = starts.y[i] - limit * least;
                logs[i] = Math.log(rest);
                weight[i] = starts.weight[i] * rest * rest;
            }
            double[] c = LeastSquares.solve(columns, logs, weight, new boolean[2 + breaks]);
            p[A] = limit * least;
            p[B] = Math.exp(c[0]);
            p[C0] = c[1];
            for (int k = 0; k < breaks; k++) {
                p[FIRST + PER_BREAK * k + C] = c[2 + k];
            }
            starts.offer(p);
        }
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[B] *= Math.pow(unit[0], -p[C0]);
        for (int at = FIRST; at < p.length; at += PER_BREAK) {
            p[at + D] /= unit[0];
        }
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double first = Double.POSITIVE_INFINITY;
        double last = 0;
        double width = 0;
        for (int at = FIRST; at < p.length; at += PER_BREAK) {
            first = Math.min(first, p[at + D]);
            last = Math.max(last, p[at + D]);
            width = Math.max(width, p[at + F]);
        }
        return Inverse.crossing(
                size -> value(p, new double[] {size}),
                target,
                Math.sqrt(first) * Math.sqrt(last),
                .5 * Math.log(last / first) + 10 * width + 2,
                limit(variable, p, x));
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        double exponent = exponentAfter(p, breaks);
        if (p[B] == 0 || exponent > 0) {
            return p[A];
        }
        if (exponent < 0) {
            return Double.POSITIVE_INFINITY;
        }
        double ln = 0;
        for (int at = FIRST; at < p.length; at += PER_BREAK) {
            ln += p[at + C] * Math.log(p[at + D]);
        }
        return p[A] + p[B] * Math.exp(ln);
    }

    private static double exponentAfter(double[] p, int count) {
        double sum = p[C0];
        for (int k = 0; k < count; k++) {
            sum += p[FIRST + PER_BREAK * k + C];
        }
        return sum;
    }

    @Override
    public List<DerivedQuantity> derived() {
        List<DerivedQuantity> derived = new ArrayList<>();
        for (int i = 1; i <= breaks; i++) {
            int count = i;
            derived.add(
                    new DerivedQuantity(
                            "exponent_" + i,
                            "1",
                            "The exponent after break " + i + ".",
                            p -> exponentAfter(p, count)));
        }
        return derived;
    }
}
