package dev.lawcast.scaling.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Whether a column holds two units, such as parameters here and millions of parameters there, or
/// fractions and per cent. The values then fall apart into two clusters, and what is told of one
/// cluster holds for the other once it is multiplied.
public final class UnitCheck {

    /// Between clusters of sizes.
    private static final double GAP = Math.log(300);

    private static final int FEWEST = 3;

    /// Kendall's τ of size and metric within each cluster, at most.
    private static final double FALLS = -.6;

    /// Share of pairs, one of each cluster, in which the far smaller size has the better metric.
    private static final double REVERSED = .25;

    /// Between fractions and per cent.
    private static final double METRIC_GAP = Math.log(5);

    private UnitCheck() {}

    /// Sizes: in each cluster the metric falls, yet sizes a thousand times larger are no better.
    ///
    /// @param x NaN where a run has none
    /// @param keys of the runs
    public static Optional<Warning> ofSize(String name, double[] x, double[] y, List<String> keys) {
        if (!mayHaveGap(x)) {
            return Optional.empty();
        }
        int[] order = sorted(x, y);
        int cut = widestGap(order, x);
        if (cut < FEWEST
                || order.length - cut < FEWEST
                || Math.log(x[order[cut]] / x[order[cut - 1]]) < GAP) {
            return Optional.empty();
        }
        int[] low = Arrays.copyOf(order, cut);
        int[] high = Arrays.copyOfRange(order, cut, order.length);
        if (tau(low, x, y) > FALLS || tau(high, x, y) > FALLS) {
            return Optional.empty();
        }
        long reversed = 0;
        for (int i : low) {
            for (int j : high) {
                if (y[i] < y[j]) {
                    reversed++;
                }
            }
        }
        if (reversed < REVERSED * low.length * high.length) {
            return Optional.empty();
        }
        return Optional.of(
                WarningCode.UNITS_MIXED.warning(
                        "%s is %.3g to %.3g in %d runs and %.3g to %.3g in %d, though their metrics are alike."
                                .formatted(
                                        name,
                                        x[low[0]],
                                        x[low[low.length - 1]],
                                        low.length,
                                        x[high[0]],
                                        x[high[high.length - 1]],
                                        high.length),
                        named(low.length <= high.length ? low : high, keys)));
    }

    /// A metric: values up to 1, and values up to 100 that are like the others times 100.
    public static Optional<Warning> ofMetric(String name, double[] y, List<String> keys) {
        double highest = Double.NEGATIVE_INFINITY; // of those up to 1
        double next = Double.POSITIVE_INFINITY; // the lowest of the others
        double largest = 0;
        for (double v : y) {
            if (v > 0 && v <= 1) {
                highest = Math.max(highest, v);
            } else if (v > 1 && Double.isFinite(v)) {
                next = Math.min(next, v);
                largest = Math.max(largest, v);
            }
        }
        boolean apart =
                highest > 0 && Double.isFinite(next) && Math.log(next / highest) > METRIC_GAP;
        if (!apart || largest > 100 || 100 * highest < next) {
            return Optional.empty();
        }
        int[] order = sorted(y, y);
        int cut = 0;
        while (y[order[cut]] <= 1) {
            cut++;
        }
        int[] low = Arrays.copyOf(order, cut);
        int[] high = Arrays.copyOfRange(order, cut, order.length);
        return Optional.of(
                WarningCode.UNITS_MIXED.warning(
                        "%s is at most %.3g in %d runs and at least %.3g in %d. Maybe fractions and per cent are mixed."
                                .formatted(name, highest, low.length, next, high.length),
                        named(low.length <= high.length ? low : high, keys)));
    }

    private static List<String> named(int[] rows, List<String> keys) {
        return Arrays.stream(rows).mapToObj(keys::get).toList();
    }

    /// Rows with both values > 0 where it is a size, finite at least, in the order of x.
    private static int[] sorted(double[] x, double[] y) {
        var rows = new ArrayList<Integer>();
        for (int i = 0; i < x.length; i++) {
            if (x[i] > 0 && Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                rows.add(i);
            }
        }
        rows.sort(Comparator.comparingDouble(i -> x[i]));
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Whether some stretch as long as half a gap holds no size: without one there is no gap, and
    /// nothing need be sorted.
    private static boolean mayHaveGap(double[] x) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double v : x) {
            if (v > 0 && Double.isFinite(v)) {
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
        }
        double range = Math.log(most) - Math.log(least);
        if (!(range >= GAP)) {
            return false;
        }
        boolean[] held = new boolean[(int) (range / (GAP / 2)) + 1];
        for (double v : x) {
            if (v > 0 && Double.isFinite(v)) {
                held[(int) ((Math.log(v) - Math.log(least)) / (GAP / 2))] = true;
            }
        }
        for (boolean one : held) {
            if (!one) {
                return true;
            }
        }
        return false;
    }

    /// Where the upper cluster begins.
    private static int widestGap(int[] order, double[] x) {
        int at = 0;
        double widest = 0;
        for (int k = 1; k < order.length; k++) {
            double gap = x[order[k]] / x[order[k - 1]];
            if (gap > widest) {
                widest = gap;
                at = k;
            }
        }
        return at;
    }

    /// Pairs in the same order less those in the opposite one, over all pairs of distinct sizes.
    private static double tau(int[] rows, double[] x, double[] y) {
        // a thousand rows tell as much as all
        int step = Math.max(1, rows.length / 1000);
        long sum = 0;
        long pairs = 0;
        for (int a = 0; a < rows.length; a += step) {
            for (int b = a + step; b < rows.length; b += step) {
                if (x[rows[a]] < x[rows[b]]) {
                    pairs++;
                    sum += (long) Math.signum(y[rows[b]] - y[rows[a]]);
                }
            }
        }
        return pairs == 0 ? 0 : (double) sum / pairs;
    }
}
