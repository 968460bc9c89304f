package dev.lawcast.scaling.transport;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Random points and masses from a seed.
final class Clouds {

    private final SplittableRandom random;

    Clouds(long seed) {
        random = new SplittableRandom(seed);
    }

    Features points(int n, int d) {
        double[] values = new double[n * d];
        Arrays.setAll(values, k -> random.nextDouble());
        return new Features(n, d, values);
    }

    /// Positive, adding up to 1.
    double[] masses(int n) {
        double[] masses = new double[n];
        Arrays.setAll(masses, k -> .1 + random.nextDouble());
        return normalized(masses);
    }

    /// About a third of them 0.
    double[] sparseMasses(int n) {
        double[] masses = new double[n];
        Arrays.setAll(masses, k -> random.nextInt(3) == 0 && k > 0 ? 0 : random.nextDouble());
        return normalized(masses);
    }

    static double[] normalized(double[] masses) {
        double sum = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(mass -> mass / sum).toArray();
    }

    static CostMatrix cost(Features x, Features y) {
        return CostMatrix.of(new SquaredEuclidean(x, y));
    }

    /// Every coordinate of every point moved by its entry of `by`.
    static Features moved(Features points, double... by) {
        double[] values = points.values().clone();
        for (int k = 0; k < values.length; k++) {
            values[k] += by[k % by.length];
        }
        return new Features(points.rows(), points.columns(), values);
    }
}
