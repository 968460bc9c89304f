package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.FDistribution;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Simultaneous bands: with the stated probability they hold all the points asked for at once.
///
/// With d_bi the deviation of draw b at point i and lᵢ < 0 < uᵢ the limits of the pointwise
/// interval, m_b = maxᵢ max(d_bi/uᵢ, d_bi/lᵢ) says by how much draw b leaves the pointwise band;
/// every limit is moved out by c, the quantile of the m_b (max-t with the pointwise limits as the
/// unit on each side). Without draws c = √(p·F(p, ν))/t, which holds the whole curve at once
/// (Scheffé 1959).
final class Bands {

    private final FittedLaw fitted;
    private final double level;

    Bands(FittedLaw fitted, double level) {
        this.fitted = fitted;
        this.level = level;
    }

    /// @param spreads of the means
    /// @param pointwise their intervals
    List<@Nullable Interval> ofMeans(
            List<@Nullable Spread> spreads, List<@Nullable Interval> pointwise) {
        return wider(spreads, pointwise, null);
    }

    /// @param scatter of a run about its mean, in the objective's space, sorted
    List<@Nullable Interval> ofRuns(
            List<@Nullable Spread> spreads, List<@Nullable Interval> pointwise, double[] scatter) {
        return wider(spreads, pointwise, scatter);
    }

    private List<@Nullable Interval> wider(
            List<@Nullable Spread> spreads,
            List<@Nullable Interval> pointwise,
            double @Nullable [] scatter) {
        int n = spreads.size();
        if (n == 1) {
            return pointwise;
        }
        double factor = factor(spreads, pointwise, scatter);
        @Nullable Interval[] bands = new Interval[n];
        for (int i = 0; i < n; i++) {
            Spread spread = spreads.get(i);
            Interval interval = pointwise.get(i);
            bands[i] =
                    spread == null || interval == null
                            ? null
                            : Interval.of(
                                    moved(spread, interval.lower(), factor),
                                    moved(spread, interval.upper(), factor),
                                    level);
        }
        return Arrays.asList(bands);
    }

    private static double moved(Spread spread, @Nullable Double limit, double factor) {
        return limit == null ? Double.NaN : spread.at(factor * spread.deviationOf(limit));
    }

    private double factor(
            List<@Nullable Spread> spreads,
            List<@Nullable Interval> pointwise,
            double @Nullable [] scatter) {
        int draws = fitted.draws().length;
        boolean drawn = draws > 0;
        for (Spread spread : spreads) {
            drawn &= spread == null || spread.ranks().length == draws;
        }
        if (!drawn) {
            return scheffe();
        }
        double[] most = new double[draws];
        var random = new SplittableRandom(1);
        for (int i = 0; i < spreads.size(); i++) {
            Spread spread = spreads.get(i);
            Interval interval = pointwise.get(i);
            if (spread == null || interval == null) {
                continue;
            }
            double low = side(spread, interval.lower());
            double high = side(spread, interval.upper());
            for (int b = 0; b < draws; b++) {
                double d = spread.deviation(b);
                if (scatter != null) {
                    d = run(spread, d, scatter[random.nextInt(scatter.length)]);
                }
                double limit = d > 0 ? high : low;
                if (limit * d > 0) {
                    most[b] = Math.max(most[b], d / limit);
                }
            }
        }
        Arrays.sort(most);
        double position = Math.clamp(level * (draws + 1) - 1, 0, draws - 1);
        int below = (int) position;
        int above = Math.min(below + 1, draws - 1);
        return Math.max(1, most[below] + (position - below) * (most[above] - most[below]));
    }

    private static double side(Spread spread, @Nullable Double limit) {
        return limit == null ? Double.POSITIVE_INFINITY : spread.deviationOf(limit);
    }

    /// The deviation of a run whose mean deviates by d.
    private double run(Spread spread, double d, double scatter) {
        double mean = spread.at(d);
        ResidualSpace space = fitted.objective().space();
        return spread.deviationOf(
                space.metric(space.of(mean) + fitted.noise().factor(spread.estimate()) * scatter));
    }

    private double scheffe() {
        int p = fitted.free();
        double freedom = fitted.noise().known() ? 1e6 : fitted.noise().degreesOfFreedom();
        if (p == 0 || !(freedom > 0)) {
            return 1;
        }
        double t = Spread.scatter(fitted, (1 + level) / 2);
        double f = new FDistribution(p, freedom).inverseCumulativeProbability(level);
        return Math.max(1, Math.sqrt(p * f) / t);
    }
}
