package dev.lawcast.scaling.fit;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.jspecify.annotations.Nullable;

/// Intervals from a standard error.
///
/// @param known whether the noise is known: normal quantiles, else t
/// @param freedom degrees of freedom behind the standard errors
record Wald(boolean known, int freedom, double level) {

    double quantile(double p) {
        return known
                ? new NormalDistribution().inverseCumulativeProbability(p)
                : StudentT.quantile(freedom, p);
    }

    boolean possible() {
        return known || freedom > 0;
    }

    /// Symmetric about an additive constant; about a positive factor or exponent symmetric in its
    /// logarithm, unless its error is as large as itself. Never beyond the bounds: a side that
    /// would be lies on the bound.
    Interval interval(double estimate, double error, boolean additive, double lower, double upper) {
        double t = quantile((1 + level) / 2);
        boolean logarithmic = !additive && lower == 0 && error < estimate;
        double low =
                logarithmic ? estimate * Math.exp(-t * error / estimate) : estimate - t * error;
        double high =
                logarithmic ? estimate * Math.exp(t * error / estimate) : estimate + t * error;
        return Interval.of(Math.max(low, lower), Math.min(high, upper), level);
    }

    /// One side of a parameter that the fit holds at a bound. With λ the slope of the objective
    /// there and v the variance the parameter would have if it were free, the objective in units of
    /// the scatter is (u − u*)²/v about the point u* beyond the bound that it pulls to; the limit
    /// is where it has grown by t² from its value at the bound.
    ///
    /// @param pull distance from the bound to u*, ≥ 0
    /// @return the limit's distance from the bound, or null where it is not determined
    @Nullable Double beyondBound(double pull, double variance) {
        double t = quantile((1 + level) / 2);
        double distance = Math.sqrt(pull * pull + t * t * variance) - pull;
        return distance > 0 && Double.isFinite(distance) ? distance : null;
    }
}
