package dev.lawcast.scaling.mixture;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// Runs of one size, replicates of a mixture together.
///
/// @param size N
/// @param mixture a row of shares for each cell
/// @param metrics of the cell's runs
record MixtureCells(double size, double[][] mixture, double[][] metrics) {

    int cells() {
        return mixture.length;
    }

    int runs() {
        return Arrays.stream(metrics).mapToInt(m -> m.length).sum();
    }

    /// Means of the metric.
    double[] means() {
        return Arrays.stream(metrics).mapToDouble(MixtureCells::mean).toArray();
    }

    /// Number of runs of each cell relative to the mean number.
    double[] weights() {
        double mean = (double) runs() / cells();
        return Arrays.stream(metrics).mapToDouble(m -> m.length / mean).toArray();
    }

    /// Degrees of freedom that replicates leave.
    int replicates() {
        return runs() - cells();
    }

    /// Variance of one run about its mixture's mean, of a function of the metric; NaN without
    /// replicates.
    double variance(DoubleUnaryOperator of) {
        double squares = 0;
        for (double[] cell : metrics) {
            double[] values = Arrays.stream(cell).map(of).toArray();
            double mean = mean(values);
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
        }
        return replicates() == 0 ? Double.NaN : squares / replicates();
    }

    /// Without one cell.
    MixtureCells without(int cell) {
        return only(c -> c != cell);
    }

    MixtureCells only(java.util.function.IntPredicate wanted) {
        int[] kept = java.util.stream.IntStream.range(0, cells()).filter(wanted).toArray();
        return new MixtureCells(
                size,
                Arrays.stream(kept).mapToObj(c -> mixture[c]).toArray(double[][]::new),
                Arrays.stream(kept).mapToObj(c -> metrics[c]).toArray(double[][]::new));
    }

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
