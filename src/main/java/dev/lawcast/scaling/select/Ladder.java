package dev.lawcast.scaling.select;

import dev.lawcast.scaling.fit.Observations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// The distinct sizes of the runs from small to large, and the cut-offs between them.
///
/// What is small and large is said by a scale: one size, or the product of several (for parameters
/// and tokens that orders runs as their compute does).
///
/// A cut-off leaves at least 4 distinct sizes below it and reaches half way, in ln scale, from the
/// smallest run to the largest: from less than that no law extrapolates, and the score would be of
/// another question. At most 24 are kept, evenly spread.
final class Ladder {

    static final int FEWEST_POINTS = 4;
    private static final double HALF_WAY = .5 - 1e-9;
    private static final int MOST_CUTOFFS = 24;

    /// Point of each run.
    final int[] pointOf;

    /// Number of distinct sizes.
    final int points;

    /// `x[j][k]`: variable j of the runs at point k, points from small to large.
    final double[][] x;

    final double[] scale;

    /// Whether every metric is > 0, so that levels and errors are of its logarithm.
    final boolean logarithmic;

    /// Mean of the (ln) metric at each point.
    final double[] level;

    /// Runs at each point.
    final int[] runs;

    /// `pure[k]`: squares of runs about the mean of their point, over the points before k.
    final double[] pure;

    /// `rows[k]`: runs at the points before k.
    final int[] rows;

    /// How many points lie below each cut-off, rising.
    final int[] cutoffs;

    private final int[] sizes;

    private Ladder(Observations data, int[] sizes) {
        this.sizes = sizes;
        int n = data.size();
        var numbers = new LinkedHashMap<List<Double>, List<Integer>>();
        for (int i = 0; i < n; i++) {
            var place = new ArrayList<Double>(data.x().length);
            for (double[] column : data.x()) {
                place.add(column[i]);
            }
            numbers.computeIfAbsent(place, k -> new ArrayList<>()).add(i);
        }
        double[] product = new double[n];
        for (int i = 0; i < n; i++) {
            double ln = 0;
            for (int j : sizes) {
                ln += Math.log(data.x()[j][i]);
            }
            product[i] = sizes.length == 1 ? data.x()[sizes[0]][i] : Math.exp(ln);
        }
        List<List<Integer>> sorted =
                numbers.values().stream()
                        .sorted(Comparator.comparingDouble(rows -> product[rows.getFirst()]))
                        .toList();
        points = sorted.size();
        pointOf = new int[n];
        x = new double[data.x().length][points];
        scale = new double[points];
        level = new double[points];
        runs = new int[points];
        pure = new double[points + 1];
        rows = new int[points + 1];
        logarithmic = Arrays.stream(data.y()).allMatch(v -> v > 0);
        for (int k = 0; k < points; k++) {
            List<Integer> members = sorted.get(k);
            scale[k] = product[members.getFirst()];
            runs[k] = members.size();
            double sum = 0;
            for (int i : members) {
                pointOf[i] = k;
                sum += metric(data.y()[i]);
            }
            level[k] = sum / runs[k];
            double squares = 0;
            for (int i : members) {
                double d = metric(data.y()[i]) - level[k];
                squares += d * d;
            }
            pure[k + 1] = pure[k] + squares;
            rows[k + 1] = rows[k] + runs[k];
            for (int j = 0; j < x.length; j++) {
                x[j][k] = data.x()[j][members.getFirst()];
            }
        }
        cutoffs = spread(allowed());
    }

    /// @param sizes the variables whose product is the scale, all > 0
    static Ladder of(Observations data, int[] sizes) {
        return new Ladder(data, sizes);
    }

    double metric(double y) {
        return logarithmic ? Math.log(y) : y;
    }

    /// Whether the scale is made of a variable.
    boolean isSize(int variable) {
        return Arrays.stream(sizes).anyMatch(j -> j == variable);
    }

    private int[] allowed() {
        var found = new ArrayList<Integer>();
        double whole = points == 0 ? 0 : Math.log(scale[points - 1] / scale[0]);
        for (int k = FEWEST_POINTS; k < points; k++) {
            boolean between = scale[k - 1] < scale[k];
            if (between && Math.log(scale[k - 1] / scale[0]) >= HALF_WAY * whole) {
                found.add(k);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] spread(int[] all) {
        if (all.length <= MOST_CUTOFFS) {
            return all;
        }
        int[] kept = new int[MOST_CUTOFFS];
        for (int c = 0; c < MOST_CUTOFFS; c++) {
            kept[c] = all[(int) Math.round(c * (all.length - 1.0) / (MOST_CUTOFFS - 1))];
        }
        return kept;
    }

    /// Points below cut-off c; all of them for c = number of cut-offs.
    int below(int c) {
        return c < cutoffs.length ? cutoffs[c] : points;
    }

    /// How far point k lies above the points below a cut-off: the largest ratio of one of its sizes
    /// to the largest there, at least 1.
    double factor(int k, int below) {
        double factor = 1;
        for (int j : sizes) {
            double largest = 0;
            for (int i = 0; i < below; i++) {
                largest = Math.max(largest, x[j][i]);
            }
            factor = Math.max(factor, x[j][k] / largest);
        }
        return factor;
    }
}
