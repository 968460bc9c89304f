package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// How far a quantity computed from a law's parameters may be off.
///
/// With q̂ the quantity at the estimate and q_b at bootstrap draw b, the deviations d_b = g(q_b) −
/// g(q̂), g = ln where all are positive (the logit for shares of a logit fit), are stretched by
/// √(m/(m − p))·t(m − p)/z for m resampled units and p free parameters. Plain percentiles are too
/// narrow for few runs on two counts: resampled residuals are shrunk by the fit, and the scatter
/// itself is estimated (Hesterberg 2015, *What Teachers Should Know About the Bootstrap*). Without
/// draws the deviations are those of a t distribution with the standard error of the delta method.
///
/// @param estimate q̂
/// @param scale g
/// @param deviations sorted, may end in ±∞
/// @param ranks position of each draw among the deviations, in the order of the draws; empty
///   without draws, or where the quantity does not exist for each of them
public record Spread(double estimate, ResidualSpace scale, double[] deviations, int[] ranks) {

    /// Fewer draws say nothing of the ends of an interval.
    static final int FEWEST_DRAWS = 50;

    private static final double TIES = .02; // of the draws
    private static final double MOST_BIAS = .5;

    private static final int GRID = 999;
    private static final double STEP = 1e-4; // of a standard error

    private static final int STANDARDS_KEPT = 256;
    private static final Map<Double, double[]> STANDARD = new ConcurrentHashMap<>();

    /// @param level of the intervals the spread is meant for
    /// @return null where the data leave no degrees of freedom or the quantity does not exist
    public static @Nullable Spread of(
            FittedLaw fitted, ToDoubleFunction<double[]> quantity, double level) {
        return of(fitted, quantity, level, false);
    }

    /// The interval of a quantity alone, which without draws takes two of the deviations.
    ///
    /// @return null as [#of]
    static @Nullable Interval interval(
            FittedLaw fitted, ToDoubleFunction<double[]> quantity, double level) {
        double estimate = quantity.applyAsDouble(fitted.estimate());
        if (fitted.draws().length >= FEWEST_DRAWS
                || !Double.isFinite(estimate)
                || fitted.units() <= fitted.free()) {
            Spread spread = of(fitted, quantity, level);
            return spread == null ? null : spread.interval(level);
        }
        ResidualSpace scale = scale(estimate, false);
        double error = standardError(fitted, quantity) * scale.slope(estimate);
        if (!Double.isFinite(error)) {
            return null;
        }
        double[] standard = standard(fitted);
        var few = new Spread(estimate, scale, new double[0], new int[0]);
        return Interval.of(
                few.at(sampleQuantile(standard, error, (1 - level) / 2)),
                few.at(sampleQuantile(standard, error, (1 + level) / 2)),
                level);
    }

    /// Of the metric that the law expects at sizes x.
    public static @Nullable Spread ofMetric(FittedLaw fitted, double[] x, double level) {
        boolean share = fitted.objective().space() == ResidualSpace.LOGIT;
        return of(fitted, p -> fitted.law().value(p, x), level, share);
    }

    private static @Nullable Spread of(
            FittedLaw fitted, ToDoubleFunction<double[]> quantity, double level, boolean share) {
        double estimate = quantity.applyAsDouble(fitted.estimate());
        if (Double.isNaN(estimate)
                || Double.isInfinite(estimate)
                || fitted.units() <= fitted.free()) {
            return null;
        }
        if (fitted.draws().length < FEWEST_DRAWS) {
            return byDeltaMethod(fitted, quantity, estimate, share);
        }
        double[] q = Arrays.stream(fitted.draws()).mapToDouble(quantity).toArray();
        ResidualSpace scale = scale(estimate, share, q);
        double centre = scale.of(estimate);
        double factor = fitted.simulated() ? 1 : inflation(fitted, level);
        int kept = 0;
        for (double v : q) {
            double d = scale.of(v) - centre;
            if (!Double.isNaN(d)) {
                q[kept++] = factor * d;
            }
        }
        if (kept < FEWEST_DRAWS) {
            return null;
        }
        double[] deviations = Arrays.copyOf(q, kept);
        int[] ranks = kept == q.length ? ranks(deviations) : new int[0];
        Arrays.sort(deviations);
        return new Spread(
                estimate, scale, fitted.simulated() ? unbiased(deviations) : deviations, ranks);
    }

    /// The first of logit, ln and identity that takes the estimate and all draws.
    private static ResidualSpace scale(double estimate, boolean share, double... draws) {
        if (!(estimate > 0) || !Arrays.stream(draws).allMatch(v -> v > 0)) {
            return ResidualSpace.RAW;
        }
        boolean shares = share && estimate < 1 && Arrays.stream(draws).allMatch(v -> v < 1);
        return shares ? ResidualSpace.LOGIT : ResidualSpace.LOG;
    }

    private static int[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, b -> b);
        Arrays.sort(order, Comparator.comparingDouble(b -> values[b]));
        int[] ranks = new int[values.length];
        for (int r = 0; r < order.length; r++) {
            ranks[order[r]] = r;
        }
        return ranks;
    }

    /// The deviations at the bias-corrected quantiles Φ(2z₀ + Φ⁻¹(p)), z₀ = Φ⁻¹(share below 0)
    /// (Efron 1987): where simulated estimates lean to one side of what they were simulated from,
    /// the estimate itself leans so from the truth. A pile of draws on a bound is no bias.
    private static double[] unbiased(double[] sorted) {
        double below = 0;
        double ties = 0;
        for (double d : sorted) {
            below += d < 0 ? 1 : 0;
            ties += d == 0 ? 1 : 0;
        }
        int n = sorted.length;
        if (ties > TIES * n || below < 1 || below > n - 1) {
            return sorted;
        }
        var normal = new NormalDistribution();
        double bias =
                Math.clamp(normal.inverseCumulativeProbability(below / n), -MOST_BIAS, MOST_BIAS);
        double[] corrected = new double[n];
        for (int b = 0; b < n; b++) {
            double z = 2 * bias + normal.inverseCumulativeProbability((b + 1.) / (n + 1));
            corrected[b] = sampleQuantile(sorted, normal.cumulativeProbability(z));
        }
        return corrected;
    }

    /// Below the k-th of n draws lies k/(n + 1) on average, so that few draws do not make an
    /// interval too narrow.
    static double sampleQuantile(double[] sorted, double p) {
        return sampleQuantile(sorted, 1, p);
    }

    /// @param factor that each value is multiplied by
    private static double sampleQuantile(double[] sorted, double factor, double p) {
        double position = Math.clamp(p * (sorted.length + 1) - 1, 0, sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        double share = position - below;
        double low = factor * sorted[below];
        double high = factor * sorted[above];
        return share == 0 || low == high ? low : low * (1 - share) + high * share;
    }

    /// What plain percentile deviations are stretched by.
    public static double inflation(FittedLaw fitted, double level) {
        double m = fitted.units();
        double freedom = m - fitted.free();
        double shrinkage = Math.sqrt(m / freedom);
        if (fitted.noise().known()) {
            return shrinkage;
        }
        double p = (1 + level) / 2;
        return shrinkage
                * new TDistribution(freedom).inverseCumulativeProbability(p)
                / new NormalDistribution().inverseCumulativeProbability(p);
    }

    /// The deviation of a draw.
    public double deviation(int draw) {
        return deviations[ranks[draw]];
    }

    /// The deviation that belongs to a value: the inverse of [#at].
    public double deviationOf(double value) {
        return scale == ResidualSpace.LOG
                ? Math.log(value / estimate)
                : scale.of(value) - scale.of(estimate);
    }

    public Interval interval(double level) {
        return Interval.of(quantile((1 - level) / 2), quantile((1 + level) / 2), level);
    }

    /// @param p probability, 0 to 1
    public double quantile(double p) {
        return at(sampleQuantile(deviations, p));
    }

    /// The quantity that deviates from the estimate by d.
    public double at(double d) {
        return scale == ResidualSpace.LOG
                ? estimate * Math.exp(d)
                : scale.metric(scale.of(estimate) + d);
    }

    /// The interval of the delta method alone of the metric at sizes x, whatever draws there are.
    ///
    /// @return null where there is no covariance
    public static @Nullable Interval wald(FittedLaw fitted, double[] x, double level) {
        ToDoubleFunction<double[]> quantity = p -> fitted.law().value(p, x);
        boolean share = fitted.objective().space() == ResidualSpace.LOGIT;
        double estimate = quantity.applyAsDouble(fitted.estimate());
        Spread spread =
                Double.isFinite(estimate) ? byDeltaMethod(fitted, quantity, estimate, share) : null;
        return spread == null ? null : spread.interval(level);
    }

    private static @Nullable Spread byDeltaMethod(
            FittedLaw fitted, ToDoubleFunction<double[]> quantity, double estimate, boolean share) {
        ResidualSpace scale = scale(estimate, share);
        double error = standardError(fitted, quantity) * scale.slope(estimate);
        if (!Double.isFinite(error)) {
            return null;
        }
        double[] deviations = standard(fitted).clone();
        for (int i = 0; i < GRID; i++) {
            deviations[i] *= error;
        }
        return new Spread(estimate, scale, deviations, new int[0]);
    }

    /// √(∇qᵀ·V·∇q), V the covariance; NaN where it does not exist.
    static double standardError(FittedLaw fitted, ToDoubleFunction<double[]> quantity) {
        double[][] covariance = fitted.covariance();
        if (covariance == null) {
            return Double.NaN;
        }
        double estimate = quantity.applyAsDouble(fitted.estimate());
        int n = fitted.estimate().length;
        double[] gradient = new double[n];
        for (int j = 0; j < n; j++) {
            double h = STEP * Math.sqrt(covariance[j][j]);
            if (h > 0) {
                double up = moved(fitted, quantity, j, h);
                double down = moved(fitted, quantity, j, -h);
                gradient[j] =
                        Double.isNaN(down)
                                ? (up - estimate) / h
                                : Double.isNaN(up) ? (estimate - down) / h : (up - down) / (2 * h);
            }
        }
        double variance = 0;
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                variance += gradient[j] * covariance[j][k] * gradient[k];
            }
        }
        return Math.sqrt(Math.max(0, variance));
    }

    /// Quantiles of the standardised scatter at 1/1000 … 999/1000. A decision asks for hundreds of
    /// spreads of one fit, and a choice among laws for those of a few, so some are kept.
    private static double[] standard(FittedLaw fitted) {
        double freedom =
                fitted.noise().known()
                        ? Double.POSITIVE_INFINITY
                        : Math.max(1, fitted.noise().degreesOfFreedom());
        double[] kept = STANDARD.get(freedom);
        if (kept == null) {
            kept = new double[GRID];
            for (int i = 0; i < GRID / 2; i++) { // symmetric about the middle one, 0
                kept[i] = scatter(fitted, (i + 1.) / (GRID + 1));
                kept[GRID - 1 - i] = -kept[i];
            }
            if (STANDARD.size() < STANDARDS_KEPT) {
                STANDARD.put(freedom, kept);
            }
        }
        return kept;
    }

    private static double moved(
            FittedLaw fitted, ToDoubleFunction<double[]> quantity, int j, double h) {
        double[] p = fitted.estimate().clone();
        p[j] += h;
        return quantity.applyAsDouble(p);
    }

    /// Quantile of the standardised scatter: normal where the noise is known, else t.
    public static double scatter(FittedLaw fitted, double p) {
        return fitted.noise().known()
                ? new NormalDistribution().inverseCumulativeProbability(p)
                : new TDistribution(Math.max(1, fitted.noise().degreesOfFreedom()))
                        .inverseCumulativeProbability(p);
    }
}
