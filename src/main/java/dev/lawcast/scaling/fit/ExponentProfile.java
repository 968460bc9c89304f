package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawParameter.Search;
import dev.lawcast.scaling.law.Powers;
import dev.lawcast.scaling.law.ResidualLoss;

/// Laws with one exponent, L = E + A·x^−α or without E, are a search on a line: for every α the
/// best E and A are known (variable projection, Golub and Pereyra 1973), and what is left is a
/// function of α alone.
///
/// With z = x^−α, row weights q and y about its weighted mean ȳ,
///
/// - h = Σ q·z·y, b = Σ q·z, c = Σ q·z², C = c − b²/Σq (C = c and ȳ = 0 without E)
/// - A = h/C, E = ȳ − A·b/Σq, and h²/C is what the term takes off the sum of squares
///
/// First α doubles from .01 to 5.12, z following by squares and c(α) = b(2α). If that shows one
/// maximum of h²/C, not at an end, with E and A inside their bounds, Newton's method finds the root
/// of the derivative D of ½·ln(h²/C) between its neighbours. Everything else is left to
/// [SolverGrid]. In log space q has the factor 1/y², which makes it a start that differs from the
/// optimum by the square of the noise.
///
/// Workspace: one per thread, nothing is allocated on the way.
final class ExponentProfile {

    private static final int CELLS = 10;
    private static final int STEPS = 20;

    /// A Newton step shorter than this share of α leaves an error of its square.
    private static final double SHORT = 1e-5;

    private final Problem problem;
    private final int n;
    private final double[] ln;

    /// Positions in the law's order; `constant` is −1 for a law without E.
    private final int constant;

    private final int coefficient;
    private final int exponent;

    private final double[] q;
    private final double[] v;
    private final double[] z;
    private final double[] bs = new double[CELLS + 1];
    private final double[] hs = new double[CELLS];
    private final double[] gains = new double[CELLS];

    /// Σq, ȳ and Σq·ȳ².
    private double total;

    private double mean;
    private double level;

    private double a;
    private double e;

    /// Whether E and A of the last α lie inside their bounds.
    private boolean inside;

    static boolean covers(Unknowns unknowns) {
        if (!(unknowns.settings.objective().loss() instanceof ResidualLoss.Squared)
                || unknowns.nonlinear.length != 1
                || unknowns.linear.length > 2
                || !unknowns.rescales) {
            return false;
        }
        int powers = 0;
        for (int c = 0; c < unknowns.linear.length; c++) {
            int k = unknowns.linear[c];
            powers += unknowns.basis.get(c) instanceof Basis.Power ? 1 : 0;
            if (unknowns.lower[k] != 0 || unknowns.upper[k] != Double.POSITIVE_INFINITY) {
                return false;
            }
        }
        int alpha = unknowns.nonlinear[0];
        LawParameter parameter = unknowns.parameters.get(alpha);
        return powers == 1
                && Search.EXPONENT.equals(parameter.search())
                && unknowns.lower[alpha] <= Search.EXPONENT.from()
                && unknowns.upper[alpha] >= Search.EXPONENT.to();
    }

    /// @param problem one that is [covered][#covers]
    ExponentProfile(Problem problem) {
        this.problem = problem;
        Unknowns unknowns = problem.unknowns;
        n = problem.n;
        int power = unknowns.basis.getFirst() instanceof Basis.Power ? 0 : 1;
        var term = (Basis.Power) unknowns.basis.get(power);
        coefficient = unknowns.linear[power];
        constant = unknowns.linear.length == 2 ? unknowns.linear[1 - power] : -1;
        exponent = term.exponent();
        ln = problem.sizes.logarithms()[term.variable()];
        q = new double[n];
        v = new double[n];
        z = new double[n];
    }

    /// Finds the optimum of the least squares.
    ///
    /// @return false where there is not exactly one inside; `into` is then without meaning
    boolean minimise(double[] into) {
        weigh();
        scan();
        int best = onlyMaximum();
        return best > 0 && best < CELLS - 1 && refine(best, into);
    }

    private void weigh() {
        double[] y = problem.y;
        double[] weight = problem.weight;
        boolean log = problem.unknowns.log;
        double sum = 0;
        double sumY = 0;
        for (int i = 0; i < n; i++) {
            q[i] = log ? weight[i] / (y[i] * y[i]) : weight[i];
            sum += q[i];
            sumY += q[i] * y[i];
        }
        total = sum;
        mean = constant >= 0 ? sumY / sum : 0;
        level = sum * mean * mean;
        for (int i = 0; i < n; i++) {
            v[i] = q[i] * (y[i] - mean);
        }
    }

    /// Σ q·z and Σ q·z·y for ten exponents, in one pass.
    private void scan() {
        Powers.fill(ln, Search.EXPONENT.from(), z, n);
        double b0 = 0;
        double b1 = 0;
        double b2 = 0;
        double b3 = 0;
        double b4 = 0;
        double b5 = 0;
        double b6 = 0;
        double b7 = 0;
        double b8 = 0;
        double b9 = 0;
        double b10 = 0;
        double h0 = 0;
        double h1 = 0;
        double h2 = 0;
        double h3 = 0;
        double h4 = 0;
        double h5 = 0;
        double h6 = 0;
        double h7 = 0;
        double h8 = 0;
        double h9 = 0;
        for (int i = 0; i < n; i++) {
            double power = z[i];
            double w = q[i];
            double u = v[i];
            b0 += w * power;
            h0 += u * power;
            power *= power;
            b1 += w * power;
            h1 += u * power;
            power *= power;
            b2 += w * power;
            h2 += u * power;
            power *= power;
            b3 += w * power;
            h3 += u * power;
            power *= power;
            b4 += w * power;
            h4 += u * power;
            power *= power;
            b5 += w * power;
            h5 += u * power;
            power *= power;
            b6 += w * power;
            h6 += u * power;
            power *= power;
            b7 += w * power;
            h7 += u * power;
            power *= power;
            b8 += w * power;
            h8 += u * power;
            power *= power;
            b9 += w * power;
            h9 += u * power;
            b10 += w * power * power;
        }
        bs[0] = b0;
        bs[1] = b1;
        bs[2] = b2;
        bs[3] = b3;
        bs[4] = b4;
        bs[5] = b5;
        bs[6] = b6;
        bs[7] = b7;
        bs[8] = b8;
        bs[9] = b9;
        bs[10] = b10;
        hs[0] = h0;
        hs[1] = h1;
        hs[2] = h2;
        hs[3] = h3;
        hs[4] = h4;
        hs[5] = h5;
        hs[6] = h6;
        hs[7] = h7;
        hs[8] = h8;
        hs[9] = h9;
    }

    /// The cell where the term takes off more than at its neighbours, −1 where there are several or
    /// a bound holds there.
    private int onlyMaximum() {
        int best = -1;
        int maxima = 0;
        for (int k = 0; k < CELLS; k++) {
            gains[k] = gain(bs[k], bs[k + 1], hs[k]);
        }
        for (int k = 0; k < CELLS; k++) {
            boolean left = k == 0 || gains[k] >= gains[k - 1];
            boolean right = k == CELLS - 1 || gains[k] > gains[k + 1];
            if (left && right) {
                best = k;
                maxima++;
            }
        }
        if (maxima != 1) {
            return -1;
        }
        gain(bs[best], bs[best + 1], hs[best]);
        return inside ? best : -1;
    }

    /// What the term takes off the sum of squares about ȳ, with E and A ≥ 0.
    private double gain(double b, double c, double h) {
        solve(b, c, h);
        if (inside) {
            return a * h;
        }
        double alone = h + mean * b;
        if (a > 0 && alone > 0) {
            return alone * alone / c - level; // E = 0
        }
        return mean < 0 ? -level : 0; // A = 0
    }

    private void solve(double b, double c, double h) {
        if (constant < 0) {
            a = h / c;
            e = 0;
            inside = a > 0;
        } else {
            a = h / (c - b * b / total);
            e = mean - a * b / total;
            inside = a > 0 && e > 0;
        }
    }

    private boolean refine(int best, double[] into) {
        double from = Search.EXPONENT.from();
        double low = Math.scalb(from, best - 1);
        double high = Math.scalb(from, best + 1);
        // the top of the parabola through three points that are equally far apart in ln α
        double bend = gains[best - 1] - 2 * gains[best] + gains[best + 1];
        double offset = .5 * (gains[best - 1] - gains[best + 1]) / bend;
        double alpha = Math.scalb(from, best) * Math.exp(offset * Math.log(2));
        for (int step = 0; step < STEPS; step++) {
            Powers.fill(ln, alpha, z, n);
            double b = 0;
            double bl = 0;
            double bll = 0;
            double c = 0;
            double cl = 0;
            double cll = 0;
            double h = 0;
            double hl = 0;
            double hll = 0;
            for (int i = 0; i < n; i++) {
                double t = q[i] * z[i];
                double tl = t * ln[i];
                double tll = tl * ln[i];
                double u = v[i] * z[i];
                double ul = u * ln[i];
                b += t;
                bl += tl;
                bll += tll;
                c += t * z[i];
                cl += tl * z[i];
                cll += tll * z[i];
                h += u;
                hl += ul;
                hll += ul * ln[i];
            }
            solve(b, c, h);
            double share = constant < 0 ? 0 : b / total;
            double square = c - share * b;
            double first = -2 * (cl - share * bl) / square;
            double second =
                    (4 * cll - 2 * share * bll - (constant < 0 ? 0 : 2 * bl * bl / total))
                            / square;
            double slope = -hl / h - .5 * first;
            double turn = hll / h - hl / h * (hl / h) - .5 * second + .5 * first * first;
            if (slope > 0) {
                low = alpha;
            } else {
                high = alpha;
            }
            double move = -slope / turn;
            double next = alpha + move;
            if (inside && turn < 0 && Math.abs(move) <= SHORT * alpha) {
                // E and A at the end of the step, by their derivatives
                a += move * (-hl / square - a * first);
                e = constant < 0 ? 0 : mean - a * (b - move * bl) / total;
                write(next, into);
                return a > 0 && e >= 0 && next > low * (1 - SHORT) && next < high * (1 + SHORT);
            }
            alpha = turn < 0 && next > low && next < high ? next : Math.sqrt(low * high);
        }
        return false;
    }

    private void write(double alpha, double[] into) {
        into[exponent] = alpha;
        into[coefficient] = a;
        if (constant >= 0) {
            into[constant] = e;
        }
    }
}
