package dev.lawcast.scaling.fit;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Where the solver ended, and how far that can be trusted.
///
/// @param parameters the best point, in the law's order and the units of the observations
/// @param objective the stated objective there
/// @param end why the solver stopped; only [End#CONVERGED] is an answer
/// @param starts how many starting points were polished
/// @param basins how many different local optima they reached
/// @param bestShare share of the starts that reached the best, 0 to 1
/// @param gapToSecond relative distance (F₂ − F₁)/F₁ to the second best optimum; empty for one
///   basin
/// @param iterations of the start that reached the best
/// @param scaledGradient √(½·g·H⁻¹·g / F) over the parameters not held by a bound: the share of the
///   residuals that a Newton step would still take away, without a unit; 0 at an optimum
/// @param conditionNumber of the Jacobian of the free parameters with columns of length 1, at
///   normalised sizes; +∞ where the rank is not full
/// @param rank of that Jacobian
/// @param free number of parameters neither fixed by the user nor held by a bound
/// @param boundsHit names of the parameters that end at a bound
/// @param flat directions in which the parameters can move without changing a prediction; empty
///   where the rank is full
public record Solution(
        double[] parameters,
        double objective,
        End end,
        int starts,
        int basins,
        double bestShare,
        OptionalDouble gapToSecond,
        int iterations,
        double scaledGradient,
        double conditionNumber,
        int rank,
        int free,
        List<String> boundsHit,
        List<FlatDirection> flat) {

    /// A direction that the data do not determine.
    ///
    /// @param shares by parameter name, how much each takes part: each parameter measured by its
    ///   effect on the predictions (or, where it has none, alone), the squares summing to 1
    public record FlatDirection(Map<String, Double> shares) {}

    public enum End {
        /// A stationary point of the stated objective that the data determine.
        CONVERGED,
        /// Stationary, but other parameters predict the observations equally well.
        FLAT,
        /// Fewer distinct points than free parameters.
        TOO_FEW_POINTS,
        /// All metrics are the same.
        CONSTANT_METRIC,
        /// The iterations ended before the gradient vanished.
        NOT_STATIONARY,
        /// No point with a finite objective was found; the parameters are not meaningful.
        NOT_FINITE,
        /// The caller asked to stop.
        CANCELLED
    }

    public boolean converged() {
        return end == End.CONVERGED;
    }
}
