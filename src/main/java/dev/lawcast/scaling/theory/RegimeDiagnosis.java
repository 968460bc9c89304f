package dev.lawcast.scaling.theory;

import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Which of the regimes of Bahri et al. 2021 (*Explaining neural scaling laws*, arXiv 2102.06701) a
/// series L(x) is in.
///
/// - variance-limited: L − L(∞) ∝ x^−α with α = 1 in data or width, ½ in parameters: the difference
///   to what infinite data (or width) would reach, a property of any smooth model
/// - resolution-limited: α < 1, ≈ 4/d (≥ 4/d) in data and parameters, d the dimension of the data
///
/// α is the least-squares slope of −ln(L − L(∞)) over ln x with its t interval. L(∞) is the
/// caller's: known exactly, or measured with a standard error — then both its ends are tried and
/// the interval covers both; a curvature of ln(L − L(∞)) that a t test finds forbids any verdict.
/// Without it L(∞) is estimated with α: L = E + A·x^−α by relative least squares, and the interval
/// holds every α whose residuals an F test does not refuse, so it is as wide as the series leaves
/// it.
public final class RegimeDiagnosis {

    private static final double LEVEL = .95;
    private static final double SMALLEST = 1e-100;
    private static final double LARGEST = 1e100;
    private static final int ALPHAS = 1_400;
    private static final double ROUNDING = 1e-26;

    private RegimeDiagnosis() {}

    /// What x counts.
    public enum Axis {
        DATA(1),
        WIDTH(1),
        PARAMETERS(.5);

        private final double variance;

        Axis(double variance) {
            this.variance = variance;
        }

        /// The exponent of the variance-limited regime.
        public double varianceLimitedExponent() {
            return variance;
        }
    }

    /// The verdict.
    public enum Regime {
        VARIANCE_LIMITED,
        RESOLUTION_LIMITED,
        CANNOT_BE_TOLD
    }

    /// @param value L(∞)
    /// @param standardError of it; 0 where it is known exactly
    public record Limit(double value, double standardError) {

        /// @throws IllegalArgumentException where one is not finite or out of range
        public Limit {
            if (!(Math.abs(value) <= LARGEST && standardError >= 0 && standardError <= LARGEST)) {
                throw new IllegalArgumentException(
                        "The limit is "
                                + value
                                + " ± "
                                + standardError
                                + ", must be within ±1e100 and its error ≥ 0.");
            }
        }
    }

    /// @param exponent α; null where it is not determined
    /// @param lower of the 95 % interval; null where open
    /// @param upper of the 95 % interval; null where open
    /// @param limit L(∞) as used
    /// @param limitEstimated whether the series had to give L(∞) as well
    /// @param testedExponent 1 or ½
    /// @param pValue of α = tested exponent; null where L(∞) was not given, for then the interval
    ///   decides
    /// @param impliedDimension 4/α, in the resolution-limited regime only
    public record Result(
            Regime regime,
            String reason,
            @Nullable Double exponent,
            @Nullable Double lower,
            @Nullable Double upper,
            @Nullable Double limit,
            boolean limitEstimated,
            double testedExponent,
            @Nullable Double pValue,
            @Nullable Double impliedDimension) {}

    /// @param x sizes, > 0
    /// @param loss L at each
    /// @param limit null where it is to be estimated
    /// @throws IllegalArgumentException where the series is too short or not positive
    public static Result of(List<Double> x, List<Double> loss, Axis axis, @Nullable Limit limit) {
        if (x.size() != loss.size() || x.stream().distinct().count() < (limit == null ? 4 : 3)) {
            throw new IllegalArgumentException(
                    "The series has %d sizes (%d different) and %d losses; it needs at least %d different sizes."
                            .formatted(
                                    x.size(),
                                    x.stream().distinct().count(),
                                    loss.size(),
                                    limit == null ? 4 : 3));
        }
        for (double size : x) {
            require("A size", size);
        }
        for (double value : loss) {
            require("A loss", value);
        }
        double least = x.stream().mapToDouble(size -> size).min().orElseThrow();
        double most = x.stream().mapToDouble(size -> size).max().orElseThrow();
        if (most < 1.1 * least) {
            throw new IllegalArgumentException(
                    "The sizes lie between %.6g and %.6g; they must range over a factor of 1.1 at least."
                            .formatted(least, most));
        }
        return limit == null ? estimated(x, loss, axis) : given(x, loss, axis, limit);
    }

    private static void require(String what, double value) {
        if (!(value >= SMALLEST && value <= LARGEST)) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", must be from " + SMALLEST + " to " + LARGEST + ".");
        }
    }

    private static Result given(List<Double> x, List<Double> loss, Axis axis, Limit limit) {
        double least = loss.stream().mapToDouble(l -> l).min().orElseThrow();
        double reach = 2 * limit.standardError();
        if (limit.value() + reach >= least) {
            return new Result(
                    Regime.CANNOT_BE_TOLD,
                    "L(∞) = %.6g ± %.2g is not clearly below the smallest loss, %.6g, so the difference is not determined. Maybe L(∞) is of another metric, or the series has reached its limit."
                            .formatted(limit.value(), limit.standardError(), least),
                    null,
                    null,
                    null,
                    limit.value(),
                    false,
                    axis.varianceLimitedExponent(),
                    null,
                    null);
        }
        Line middle = Line.through(x, loss, limit.value());
        Line low = Line.through(x, loss, limit.value() - reach);
        Line high = Line.through(x, loss, limit.value() + reach);
        double t = studentT(x.size() - 2);
        double tested = axis.varianceLimitedExponent();
        double lower = middle.alpha() - t * middle.error();
        double upper = middle.alpha() + t * middle.error();
        if (reach > 0) {
            lower =
                    Math.min(
                            lower,
                            Math.min(
                                    low.alpha() - t * low.error(),
                                    high.alpha() - t * high.error()));
            upper =
                    Math.max(
                            upper,
                            Math.max(
                                    low.alpha() + t * low.error(),
                                    high.alpha() + t * high.error()));
        }
        Double p =
                middle.error() > 0
                        ? 2
                                * new TDistribution(x.size() - 2)
                                        .cumulativeProbability(
                                                -Math.abs(middle.alpha() - tested) / middle.error())
                        : null;
        return verdict(
                axis,
                middle.alpha(),
                lower,
                upper,
                limit.value(),
                false,
                reach > 0 ? null : p,
                curvature(x, loss, limit.value()));
    }

    private static Result estimated(List<Double> x, List<Double> loss, Axis axis) {
        double[] squares = new double[ALPHAS];
        double[] limits = new double[ALPHAS];
        int best = 0;
        for (int i = 0; i < ALPHAS; i++) {
            limits[i] = limit(x, loss, alpha(i));
            squares[i] = squares(x, loss, alpha(i), limits[i]);
            if (squares[i] < squares[best]) {
                best = i;
            }
        }
        if (!Double.isFinite(squares[best])) {
            return new Result(
                    Regime.CANNOT_BE_TOLD,
                    "The loss does not fall with size.",
                    null,
                    null,
                    null,
                    null,
                    true,
                    axis.varianceLimitedExponent(),
                    null,
                    null);
        }
        double t = studentT(x.size() - 3);
        double bound = squares[best] * (1 + t * t / (x.size() - 3)) + ROUNDING;
        int low = best;
        int high = best;
        while (low >= 0 && squares[low] <= bound) {
            low--;
        }
        while (high < ALPHAS && squares[high] <= bound) {
            high++;
        }
        if (low < 0 || high == ALPHAS) {
            return new Result(
                    Regime.CANNOT_BE_TOLD,
                    "The series does not determine L(∞) and the exponent together: exponents %s fit as well. Give L(∞), or measure a wider range."
                            .formatted(
                                    low >= 0
                                            ? "from %.3g up".formatted(alpha(low))
                                            : high < ALPHAS
                                                    ? "down to 0 from %.3g".formatted(alpha(high))
                                                    : "of any size"),
                    null,
                    low < 0 ? null : alpha(low),
                    high == ALPHAS ? null : alpha(high),
                    null,
                    true,
                    axis.varianceLimitedExponent(),
                    null,
                    null);
        }
        return verdict(axis, alpha(best), alpha(low), alpha(high), limits[best], true, null, false);
    }

    /// A grid even in ln α, half a percent apart.
    private static double alpha(int i) {
        return .01 * Math.pow(1_000, (double) i / (ALPHAS - 1));
    }

    /// E of L = E + A·x^−α, least squares of relative residuals.
    private static double limit(List<Double> x, List<Double> loss, double alpha) {
        double smallest = Collections.min(x);
        double oo = 0;
        double of = 0;
        double ff = 0;
        double oy = 0;
        double fy = 0;
        for (int i = 0; i < x.size(); i++) {
            double weight = 1 / (loss.get(i) * loss.get(i));
            double f = Math.pow(x.get(i) / smallest, -alpha);
            oo += weight;
            of += weight * f;
            ff += weight * f * f;
            oy += weight * loss.get(i);
            fy += weight * f * loss.get(i);
        }
        return (oy * ff - fy * of) / (oo * ff - of * of);
    }

    private static double squares(List<Double> x, List<Double> loss, double alpha, double limit) {
        double smallest = Collections.min(x);
        double ff = 0;
        double fy = 0;
        for (int i = 0; i < x.size(); i++) {
            double f = Math.pow(x.get(i) / smallest, -alpha) / loss.get(i);
            ff += f * f;
            fy += f * (loss.get(i) - limit) / loss.get(i);
        }
        double a = fy / ff;
        if (!(a > 0) || !Double.isFinite(limit)) {
            return Double.POSITIVE_INFINITY; // the loss does not fall
        }
        double squares = 0;
        for (int i = 0; i < x.size(); i++) {
            double f = a * Math.pow(x.get(i) / smallest, -alpha);
            double residual = (loss.get(i) - limit - f) / loss.get(i);
            squares += residual * residual;
        }
        return squares;
    }

    private static Result verdict(
            Axis axis,
            double alpha,
            double lower,
            double upper,
            double limit,
            boolean estimated,
            @Nullable Double p,
            boolean curved) {
        double tested = axis.varianceLimitedExponent();
        String interval = "%.3g (95 %% interval %.3g to %.3g)".formatted(alpha, lower, upper);
        Regime regime;
        String reason;
        if (curved) {
            regime = Regime.CANNOT_BE_TOLD;
            reason =
                    "ln(L − L(∞)) is curved over ln x, so there is no single exponent (its mean is %s). Maybe L(∞) is off, or the series crosses from one regime into the other."
                            .formatted(interval);
        } else if (lower <= 0) {
            regime = Regime.CANNOT_BE_TOLD;
            reason = "The exponent is %s, not clearly above 0.".formatted(interval);
        } else if (lower <= tested && tested <= upper) {
            boolean sharp = upper - lower <= tested / 2;
            regime = sharp ? Regime.VARIANCE_LIMITED : Regime.CANNOT_BE_TOLD;
            reason =
                    sharp
                            ? "The exponent is %s, as the variance-limited regime has it (%.2g)."
                                    .formatted(interval, tested)
                            : "The exponent is %s: %.2g is within it, and so is much else."
                                    .formatted(interval, tested);
        } else if (upper < tested) {
            regime = Regime.RESOLUTION_LIMITED;
            reason =
                    "The exponent is %s, below the %.2g of the variance-limited regime; it implies a dimension of about %.3g."
                            .formatted(interval, tested, 4 / alpha);
        } else {
            regime = Regime.CANNOT_BE_TOLD;
            reason =
                    "The exponent is %s, above the %.2g of the variance-limited regime. Resolution-limited exponents above it exist for dimensions below %.2g; or L(∞) is too high."
                            .formatted(interval, tested, 4 / tested);
        }
        return new Result(
                regime,
                reason,
                alpha,
                lower,
                upper,
                limit,
                estimated,
                tested,
                p,
                regime == Regime.RESOLUTION_LIMITED ? 4 / alpha : null);
    }

    private static double studentT(int degrees) {
        return new TDistribution(degrees).inverseCumulativeProbability((1 + LEVEL) / 2);
    }

    /// Whether a parabola in ln x fits better than a line, at .1 %.
    private static boolean curvature(List<Double> x, List<Double> loss, double limit) {
        int n = x.size();
        if (x.stream().distinct().count() < 4 || n < 5) {
            return false;
        }
        double mean = x.stream().mapToDouble(Math::log).average().orElseThrow();
        var u = new ArrayList<Double>();
        var v = new ArrayList<Double>();
        for (double size : x) {
            u.add(Math.log(size) - mean);
            v.add((Math.log(size) - mean) * (Math.log(size) - mean));
        }
        List<Double> y = loss.stream().map(l -> Math.log(l - limit)).toList();
        // Regress both the square and the response on the line; what is left decides.
        List<Double> bend = Line.residuals(u, v);
        List<Double> rest = Line.residuals(u, y);
        double bb = 0;
        double br = 0;
        double rr = 0;
        for (int i = 0; i < n; i++) {
            bb += bend.get(i) * bend.get(i);
            br += bend.get(i) * rest.get(i);
            rr += rest.get(i) * rest.get(i);
        }
        double left = Math.max(0, rr - br * br / bb);
        double t = br / Math.sqrt(bb) / Math.sqrt(left / (n - 3) + 1e-300);
        // Rounding alone bends nothing.
        return rr > 1e-20 * n
                && Math.abs(t) > new TDistribution(n - 3).inverseCumulativeProbability(.9995);
    }

    /// ln(L − limit) = constant − α·ln x
    private record Line(double alpha, double error) {

        static Line through(List<Double> x, List<Double> loss, double limit) {
            int n = x.size();
            double mx = x.stream().mapToDouble(Math::log).average().orElseThrow();
            double my = loss.stream().mapToDouble(l -> Math.log(l - limit)).average().orElseThrow();
            double sxx = 0;
            double sxy = 0;
            for (int i = 0; i < n; i++) {
                double dx = Math.log(x.get(i)) - mx;
                sxx += dx * dx;
                sxy += dx * (Math.log(loss.get(i) - limit) - my);
            }
            double slope = sxy / sxx;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double residual =
                        Math.log(loss.get(i) - limit) - my - slope * (Math.log(x.get(i)) - mx);
                squares += residual * residual;
            }
            return new Line(-slope, Math.sqrt(squares / (n - 2) / sxx));
        }

        static List<Double> residuals(List<Double> u, List<Double> y) {
            double mu = u.stream().mapToDouble(v -> v).average().orElseThrow();
            double my = y.stream().mapToDouble(v -> v).average().orElseThrow();
            double uu = 0;
            double uy = 0;
            for (int i = 0; i < u.size(); i++) {
                uu += (u.get(i) - mu) * (u.get(i) - mu);
                uy += (u.get(i) - mu) * (y.get(i) - my);
            }
            var rest = new ArrayList<Double>();
            for (int i = 0; i < u.size(); i++) {
                rest.add(y.get(i) - my - uy / uu * (u.get(i) - mu));
            }
            return rest;
        }
    }
}
