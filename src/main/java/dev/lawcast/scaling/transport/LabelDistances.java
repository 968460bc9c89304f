package dev.lawcast.scaling.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// W₂² between the points of a class in one sample and those of a class in another: exact between
/// small classes; between large ones as between Gaussians with their means and covariances, a lower
/// bound of it. Measured once for each pair of samples.
final class LabelDistances {

    /// Points; the exact distance takes some .1 s there.
    static final int LARGEST_EXACT_CLASS = 1_000;

    private record Pair(Sample x, Sample y) {}

    private final Map<Pair, double[][]> known = new ConcurrentHashMap<>();

    /// Classes of x × classes of y, numbered as in `Classes`.
    double[][] between(Sample x, Sample y) {
        return known.computeIfAbsent(new Pair(x, y), pair -> measured(pair.x(), pair.y()));
    }

    private static double[][] measured(Sample x, Sample y) {
        Features[] rows = parts(x);
        Features[] columns = parts(y);
        double[][] distances = new double[rows.length][columns.length];
        IntStream.range(0, rows.length * columns.length)
                .parallel()
                .forEach(k -> {
                    int r = k / columns.length;
                    int c = k % columns.length;
                    distances[r][c] = squaredDistance(rows[r], columns[c]);
                });
        return distances;
    }

    private static Features[] parts(Sample sample) {
        int[][] points = Classes.of(sample).points();
        Features[] parts = new Features[points.length];
        for (int k = 0; k < parts.length; k++) {
            parts[k] = sample.features().select(points[k]);
        }
        return parts;
    }

    private static double squaredDistance(Features x, Features y) {
        if (Math.max(x.rows(), y.rows()) > LARGEST_EXACT_CLASS) {
            return Gaussian.of(x).squaredDistance(Gaussian.of(y));
        }
        CostMatrix cost = CostMatrix.of(new SquaredEuclidean(x, y));
        double[] a = Masses.uniform(x.rows());
        double[] b = Masses.uniform(y.rows());
        return new ExactTransport(cost).solve(a, b).cost();
    }
}
