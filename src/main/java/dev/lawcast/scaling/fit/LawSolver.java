package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

/// Fits a law under the same settings to one set of observations after another, such as the series
/// of a group, the cut-offs of a backtest, or simulated runs. Gives the bits that [Solver#solve]
/// gives, sooner: the settings are looked at once, and sets of the same length share their
/// workspace.
///
/// Holds workspace: one per thread.
public final class LawSolver {

    private final Unknowns unknowns;
    private @Nullable Solver solver;

    /// @throws IllegalArgumentException for settings that name no parameter of the law or
    ///   contradict each other
    public LawSolver(ScalingLaw law, FitSettings settings) {
        unknowns = new Unknowns(law, settings);
    }

    /// @throws IllegalArgumentException for values that are not finite, and sizes or metrics ≤ 0
    ///   where the law or the objective takes their logarithm
    public Solution solve(Observations observations, Progress progress) {
        Solver known = solver;
        if (known == null || known.problem().n != observations.size()) {
            known = new Solver(new Problem(unknowns, observations.size()));
            solver = known;
        }
        known.problem().fill(observations);
        return known.run(progress);
    }
}
