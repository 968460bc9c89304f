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

    /// Some of the rows, in the order given.
    public Observations rows(int[] rows) {
        double[][] columns = new double[x.length][];
        for (int j = 0; j < x.length; j++) {
            columns[j] = pick(x[j], rows);
        }
        return new Observations(
                pick(keys, rows),
                columns,
                pick(y, rows),
                standardErrors == null ? null : pick(standardErrors, rows),
                weights == null ? null : pick(weights, rows),
                clusters == null ? null : pick(clusters, rows));
    }

    /// The same runs with other variables.
    ///
    /// @param columns as [#x()]
    public Observations with(double[][] columns) {
        return new Observations(keys, columns, y, standardErrors, weights, clusters);
    }

    private static double[] pick(double[] values, int[] rows) {
        double[] picked = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }

    private static List<String> pick(List<String> names, int[] rows) {
        String[] picked = new String[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = names.get(rows[i]);
        }
        return List.of(picked);
    }
}
