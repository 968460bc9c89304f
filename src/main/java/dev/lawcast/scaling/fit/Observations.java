package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
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

    /// Some of the rows, in the order given.
    public Observations rows(int[] rows) {
        double[][] columns = new double[x.length][];
        for (int j = 0; j < x.length; j++) {
            columns[j] = pick(x[j], rows);
        }
        return new Observations(
                Arrays.stream(rows).mapToObj(keys::get).toList(),
                columns,
                pick(y, rows),
                standardErrors == null ? null : pick(standardErrors, rows),
                weights == null ? null : pick(weights, rows));
    }

    private static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(i -> values[i]).toArray();
    }
}
