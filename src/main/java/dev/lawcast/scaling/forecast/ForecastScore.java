package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.jspecify.annotations.Nullable;

/// How well a forecast did once the run it spoke of is there.
///
/// The logarithmic score is ln f(y), the logarithm of the density that the forecast gave to what
/// came (Good 1952; Gneiting & Raftery 2007, *Strictly Proper Scoring Rules*): larger is better,
/// and no forecaster gains by saying less or more than it knows. The density is that of a normal
/// with two sides about the mean m, in the space g of the residuals (identity, ln or logit), whose
/// sides are read off the interval [l, u] of level c:
///
/// σ₋ = (g(m) − g(l))/z, σ₊ = (g(u) − g(m))/z, z = Φ⁻¹((1 + c)/2)
///
/// f(y) = √(2/π)/(σ₋ + σ₊)·exp(−(g(y) − g(m))²/(2σ±²))·g′(y)
public final class ForecastScore {

    private static final NormalDistribution NORMAL = new NormalDistribution();

    private ForecastScore() {}

    /// @param y measured, in the metric's unit
    /// @param mean expected
    /// @param newRun interval of one new run
    /// @return in nats per unit of the metric; null where the interval is open, empty, or does not
    ///   hold the mean, so that no density can be read off it
    public static @Nullable Double logarithmic(
            double y, double mean, @Nullable Interval newRun, ResidualSpace space) {
        if (newRun == null || newRun.lower() == null || newRun.upper() == null) {
            return null;
        }
        double z = NORMAL.inverseCumulativeProbability((1 + newRun.level()) / 2);
        double m = space.of(mean);
        double below = (m - space.of(newRun.lower())) / z;
        double above = (space.of(newRun.upper()) - m) / z;
        double off = space.of(y) - m;
        double side = off < 0 ? below : above;
        double score =
                .5 * Math.log(2 / Math.PI)
                        - Math.log(below + above)
                        - off * off / (2 * side * side)
                        + Math.log(space.slope(y));
        return below > 0 && above > 0 && Double.isFinite(score) ? score : null;
    }
}
