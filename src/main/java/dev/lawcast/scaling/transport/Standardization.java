package dev.lawcast.scaling.transport;

import java.util.Arrays;
import java.util.List;

/// Every feature divided by its standard deviation over the points of all samples together. Means
/// stay: differences do not see them. A constant feature becomes 0.
final class Standardization {

    /// Of a feature's largest value: a deviation that small is rounding.
    private static final double ROUNDING = 1e-12;

    private Standardization() {}

    static List<Sample> of(List<Sample> samples) {
        double[] factor = factors(samples);
        return samples.stream().map(sample -> scaled(sample, factor)).toList();
    }

    private static double[] factors(List<Sample> samples) {
        return Arrays.stream(variances(samples)).map(v -> v > 0 ? 1 / Math.sqrt(v) : 0).toArray();
    }

    /// Of each feature; 0 for a constant one.
    static double[] variances(List<Sample> samples) {
        int d = samples.getFirst().features().columns();
        double[] mean = new double[d];
        double[] squares = new double[d];
        double[] largest = new double[d];
        long count = 0;
        for (Sample sample : samples) {
            double[] values = sample.features().values();
            for (int i = 0; i < sample.size(); i++) {
                count++;
                for (int k = 0; k < d; k++) { // Welford 1962
                    double value = values[i * d + k];
                    double step = value - mean[k];
                    mean[k] += step / count;
                    squares[k] += step * (value - mean[k]);
                    largest[k] = Math.max(largest[k], Math.abs(value));
                }
            }
        }
        double[] variance = new double[d];
        for (int k = 0; k < d; k++) {
            double deviation = Math.sqrt(squares[k] / count);
            variance[k] = deviation > ROUNDING * largest[k] ? squares[k] / count : 0;
        }
        return variance;
    }

    private static Sample scaled(Sample sample, double[] factor) {
        int d = factor.length;
        double[] values = sample.features().values().clone();
        for (int at = 0; at < values.length; at++) {
            values[at] *= factor[at % d];
        }
        return new Sample(new Features(sample.size(), d, values), sample.labels());
    }
}
