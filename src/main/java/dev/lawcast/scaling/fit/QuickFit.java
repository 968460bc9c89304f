package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The optimum and its curvature without the account of a fit: what a backtest needs below each
/// cut-off.
public final class QuickFit {

    private QuickFit() {}

    /// @param data values that a fit can use
    /// @return a law with the covariance of its parameters and no draws; null where the runs do not
    ///   determine it
    public static @Nullable FittedLaw of(
            ScalingLaw law, Observations data, FitSettings settings, Progress progress) {
        var problem = new Problem(law, data, settings);
        Solution solution = Solver.solve(problem, progress);
        if (!solution.converged()) {
            return null;
        }
        var configurations = Configurations.of(data.x(), data.size());
        var summary = DataSummary.of(law, data, configurations);
        var identifiability = Identifiability.of(problem, data, summary, solution);
        return identifiability.complete()
                ? new Evidence(
                                data,
                                problem,
                                solution,
                                configurations,
                                summary,
                                new Shape(null, List.of()),
                                identifiability)
                        .fitted(null)
                : null;
    }
}
