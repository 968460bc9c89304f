package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

/// Fits a problem again to a part of its rows, from a start that is near, without a search: cheap
/// enough to be done below every cut-off of a backtest. [Refitter] is the one that looks for other
/// basins as well.
///
/// Holds workspace: one per thread. The answer depends on the arguments only.
public final class SubsetRefitter {

    private final Problem problem;
    private final SolverCost cost;
    private final Polish polish;
    private final double[] weight;
    private final double[] start;

    public SubsetRefitter(Problem problem) {
        this.problem = problem;
        cost = problem.cost();
        polish = new Polish(problem, cost);
        weight = new double[problem.n];
        start = new double[problem.d];
    }

    /// @param counted which rows count
    /// @param from parameters near the optimum, in the units of the observations
    /// @return the optimum in the same units; null where none was reached
    public double @Nullable [] refit(boolean[] counted, double[] from) {
        for (int i = 0; i < problem.n; i++) {
            weight[i] = counted[i] ? problem.weight[i] : 0;
        }
        cost.reweight(weight);
        System.arraycopy(from, 0, start, 0, problem.d);
        problem.inward(start);
        polish.minimise(start, true, Progress.NONE);
        double[] parameters = polish.parameters().clone();
        problem.outward(parameters);
        for (double value : parameters) {
            if (!Double.isFinite(value)) {
                return null;
            }
        }
        return polish.stationary() ? parameters : null;
    }
}
