package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawParameter.Search;
import dev.lawcast.scaling.law.Powers;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

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
/// maximum of h²/C, not at an end, with E and A inside their bounds, Halley's method finds the root
/// of the derivative D of ½·ln(h²/C) between its neighbours. Everything else is left to
/// [SolverGrid]. In log space q has the factor 1/y², which makes it a start that differs from the
/// optimum by the square of the noise.
///
/// Workspace: one per thread, nothing is allocated on the way.
final class ExponentProfile {

    private static final int CELLS = 10;
    private static final int STEPS = 20;

    /// A step shorter than this share of α leaves an error of its cube.
    private static final double SHORT = 1e-3;

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

    /// The sums and their derivatives to α.
    private double b;

    private double b1;
    private double b2;
    private double b3;
    private double c;
    private double c1;
    private double c2;
    private double c3;
    private double h;
    private double h1;
    private double h2;
    private double h3;

    /// Whether D > 0: the maximum lies at a larger α.
    private boolean uphill;

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
            if (unknowns.basis.get(c) instanceof Basis.Other
                    || unknowns.lower[k] != 0
                    || unknowns.upper[k] != Double.POSITIVE_INFINITY) {
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
        ResidualSpace space = problem.unknowns.space;
        double sum = 0;
        double sumY = 0;
        for (int i = 0; i < n; i++) {
            double slope = space.slope(y[i]);
            q[i] = weight[i] * (slope * slope);
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
            sum();
            solve(b, c, h);
            double move = move();
            double next = alpha + move;
            if (inside && Math.abs(move) <= SHORT * alpha) {
                shift(move);
                write(next, into);
                return inside && next > low * (1 - SHORT) && next < high * (1 + SHORT);
            }
            if (uphill) {
                low = alpha;
            } else {
                high = alpha;
            }
            alpha = next > low && next < high ? next : Math.sqrt(low * high);
        }
        return false;
    }

    /// The sums at one α with their first three derivatives up to sign: ln x to the power of 0 to
    /// 3.
    private void sum() {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double t0 = 0;
        double t1 = 0;
        double t2 = 0;
        double t3 = 0;
        double u0 = 0;
        double u1 = 0;
        double u2 = 0;
        double u3 = 0;
        for (int i = 0; i < n; i++) {
            double power = z[i];
            double l = ln[i];
            double x = q[i] * power;
            double y = v[i] * power;
            s0 += x;
            t0 += x * power;
            u0 += y;
            x *= l;
            y *= l;
            s1 += x;
            t1 += x * power;
            u1 += y;
            x *= l;
            y *= l;
            s2 += x;
            t2 += x * power;
            u2 += y;
            x *= l;
            y *= l;
            s3 += x;
            t3 += x * power;
            u3 += y;
        }
        b = s0;
        b1 = -s1;
        b2 = s2;
        b3 = -s3;
        c = t0;
        c1 = -2 * t1;
        c2 = 4 * t2;
        c3 = -8 * t3;
        h = u0;
        h1 = -u1;
        h2 = u2;
        h3 = -u3;
    }

    /// Halley's step to the root of D = h′/h − C′/2C, which triples the number of correct digits;
    /// NaN where D does not fall.
    private double move() {
        double share = constant < 0 ? 0 : 1 / total;
        double square = 1 / (c - share * b * b);
        double first = square * (c1 - 2 * share * b * b1);
        double second = square * (c2 - 2 * share * (b1 * b1 + b * b2));
        double third = square * (c3 - 2 * share * (3 * b1 * b2 + b * b3));
        double part = 1 / h;
        double slope = part * h1;
        double turn = part * h2;
        double twist = part * h3;
        double d0 = slope - .5 * first;
        double d1 = turn - slope * slope - .5 * (second - first * first);
        double d2 =
                twist
                        - slope * (3 * turn - 2 * slope * slope)
                        - .5 * (third - first * (3 * second - 2 * first * first));
        uphill = d0 > 0;
        double bottom = d1 * d1 - .5 * d0 * d2;
        return d1 < 0 && bottom > 0 ? -d0 * d1 / bottom : Double.NaN;
    }

    /// E and A at the end of a step, from the sums' Taylor series.
    private void shift(double move) {
        double half = move / 2;
        double third = move / 3;
        solve(
                b + move * (b1 + half * (b2 + third * b3)),
                c + move * (c1 + half * (c2 + third * c3)),
                h + move * (h1 + half * (h2 + third * h3)));
    }

    private void write(double alpha, double[] into) {
        into[exponent] = alpha;
        into[coefficient] = a;
        if (constant >= 0) {
            into[constant] = e;
        }
    }
}
