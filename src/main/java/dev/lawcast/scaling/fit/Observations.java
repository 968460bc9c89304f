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
public record Observations(
        List<String> keys,
        double[][] x,
        double[] y,
        double @Nullable [] standardErrors,
        double @Nullable [] weights) {

    public int size() {
        return y.length;
    }
}
