package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.TDistribution;

/// How wrong earlier forecasts of the same kind were, as a floor for the half-width of later ones.
///
/// Runs below a cut-off were fitted and forecast the runs above it. With e the error of a forecast
/// (of ln metric, or of the metric where it is not positive) at the extrapolation factor F, and b²
/// the mean over the cut-offs of Σ e²/Σ ln²F, scatter taken off, a forecast at F is off by about
/// b·ln F. Its interval is not narrower than ± t·b·ln F, t the quantile of Student's distribution
/// with one degree of freedom per cut-off: errors above one cut-off go together, so few cut-offs
/// say little and widen more.
///
/// A split-conformal interval normalised by the distance (Lei et al. 2018, *Distribution-free
/// predictive inference for regression*), with Student's quantile in place of the empirical one,
/// which a handful of cut-offs does not have.
///
/// @param rate b ≥ 0
/// @param cutoffs how many it comes from, ≥ 1
/// @param logarithmic whether e is an error of ln metric
public record Widening(double rate, int cutoffs, boolean logarithmic) {

    /// Fewest cut-offs that say how forecasts scatter.
    public static final int FEWEST_CUTOFFS = 2;

    public Widening {
        if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY) || cutoffs < 1) {
            throw new IllegalArgumentException(
                    "rate is %s, from %d cut-offs; must be finite and >= 0, from at least 1"
                            .formatted(rate, cutoffs));
        }
    }

    /// In which space intervals about an estimate are widened: the logit of a logit fit's shares,
    /// else where e was measured.
    ResidualSpace scale(double estimate, FittedLaw fitted) {
        ResidualSpace space = fitted.objective().space();
        return space == ResidualSpace.LOGIT && space.takes(estimate)
                ? space
                : logarithmic ? ResidualSpace.LOG : ResidualSpace.RAW;
    }

    /// What a small e about a metric is multiplied by in another space.
    public double slope(double metric, ResidualSpace space) {
        boolean same = space == (logarithmic ? ResidualSpace.LOG : ResidualSpace.RAW);
        return same ? 1 : Math.abs(space.slope(metric) * (logarithmic ? metric : 1));
    }

    /// The least half-width at an extrapolation factor ≥ 1; 0 inside the runs.
    public double halfWidth(double factor, double level) {
        double t = new TDistribution(cutoffs).inverseCumulativeProbability((1 + level) / 2);
        return t * rate * Math.log(Math.max(1, factor));
    }
}
