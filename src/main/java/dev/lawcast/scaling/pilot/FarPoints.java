package dev.lawcast.scaling.pilot;

import dev.lawcast.scaling.transport.Features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Points of a source that lie far from everything else: contamination, or something that only this
/// source has.
///
/// With r_i the distance of point i to the nearest point of all other samples, i is far where
///
/// ```
/// log r_i > median + 6 (median − first quartile)      of all log r of the source
/// ```
///
/// Of normal log r that is beyond 4.05 standard deviations, so a clean source of 1,000 points has
/// no far point 19 times of 20. Only the lower half of r enters the fence, so it holds while fewer
/// than half of the points are far. A source that is far as a whole has no far points: its
/// distances say that.
public final class FarPoints {

    private static final double FENCE = 6;
    private static final int FEWEST = 8;

    private FarPoints() {}

    /// @param row of the source, from 0
    /// @param distance r to the nearest other point, in units of the features
    public record Point(int row, double distance) {}

    /// @param fence of r; points beyond are far. NaN where there are fewer than 8 points
    /// @param median of r
    /// @param points the far ones, the farthest first
    public record Result(double fence, double median, List<Point> points) {}

    /// @param others points of the other samples, one after the other
    public static Result of(Features source, Features others) {
        int n = source.rows();
        double[] r =
                IntStream.range(0, n)
                        .parallel()
                        .mapToDouble(i -> nearest(source, i, others))
                        .toArray();
        if (n < FEWEST) {
            return new Result(Double.NaN, Double.NaN, List.of());
        }
        double[] sorted = r.clone();
        Arrays.sort(sorted);
        double median = sorted[n / 2];
        double quartile = sorted[n / 4];
        double fence =
                quartile > 0
                        ? median * Math.pow(median / quartile, FENCE)
                        : Double.POSITIVE_INFINITY;
        var far = new ArrayList<Point>();
        for (int i = 0; i < n; i++) {
            if (r[i] > fence) {
                far.add(new Point(i, r[i]));
            }
        }
        far.sort(Comparator.comparingDouble(Point::distance).reversed());
        return new Result(fence, median, List.copyOf(far));
    }

    private static double nearest(Features source, int i, Features others) {
        double[] x = source.values();
        double[] y = others.values();
        int d = source.columns();
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < others.rows(); j++) {
            double sum = 0;
            for (int c = 0; c < d; c++) {
                double difference = x[i * d + c] - y[j * d + c];
                sum += difference * difference;
            }
            least = Math.min(least, sum);
        }
        return Math.sqrt(least);
    }
}
