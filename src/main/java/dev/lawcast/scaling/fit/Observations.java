package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What was measured: one row per run.
///
/// @param keys the runs' names, unique, for messages
/// @param x sizes, `x[j][i]` is variable j (in the law's order) of run i
/// @param y the metric of each run
/// @param standardErrors known standard error of each metric (unit of the metric), or null
/// @param weights relative weights > 0 multiplying each run's cost, or null for 1
/// @param clusters names of what rows belong to, such as the training of which they are
///   checkpoints: rows of one cluster are never independent evidence. Null: each row on its own
public record Observations(
        List<String> keys,
        double[][] x,
        double[] y,
        double @Nullable [] standardErrors,
        double @Nullable [] weights,
        @Nullable List<String> clusters) {

    public Observations(
            List<String> keys,
            double[][] x,
            double[] y,
            double @Nullable [] standardErrors,
            double @Nullable [] weights) {
        this(keys, x, y, standardErrors, weights, null);
    }

    public int size() {
        return y.length;
    }
}
