package dev.lawcast.scaling.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The runs that a law of the compute frontier is fitted to: of each logarithmic bin of compute the
/// run with the lowest metric, where no cheaper bin has a lower one. What the other runs wasted on
/// badly chosen sizes or settings is then no part of the fit.
///
/// The choice of the smallest pulls the metric down by a few standard deviations of its scatter,
/// the same in all bins only where they hold equally many runs. Runs of one configuration under
/// several seeds are to be averaged first.
///
/// Nezhurina et al. 2025, *Scaling Laws for Robust Comparison of Open Foundation Language-Vision
/// Models and Datasets*, arXiv 2506.04598.
///
/// @param kept rows that are kept, in order of compute
/// @param bins bins that hold runs
/// @param dominated bins whose best run is beaten by a cheaper one
public record ParetoRuns(List<Integer> kept, int bins, int dominated) {

    public static final int BINS_PER_DECADE = 10;

    /// @param compute of each run, finite and > 0
    /// @param metric of each run, finite, smaller is better
    /// @param binsPerDecade ≥ 1
    /// @throws IllegalArgumentException for values outside of these, naming row and value
    public static ParetoRuns of(double[] compute, double[] metric, int binsPerDecade) {
        if (compute.length != metric.length) {
            throw new IllegalArgumentException(
                    "%d computes for %d metrics".formatted(compute.length, metric.length));
        }
        if (binsPerDecade < 1) {
            throw new IllegalArgumentException(
                    "bins per decade is " + binsPerDecade + ", must be >= 1");
        }
        for (int i = 0; i < compute.length; i++) {
            Requirements.positive("compute of row " + i, compute[i]);
            if (!Double.isFinite(metric[i])) {
                throw new IllegalArgumentException(
                        "metric of row %d is %s, must be finite".formatted(i, metric[i]));
            }
        }
        Integer[] order = new Integer[compute.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> compute[i]));
        var best = new ArrayList<Integer>();
        long last = Long.MIN_VALUE;
        for (int i : order) {
            // 1e−9: powers of ten begin their bin whatever their rounding
            long bin = (long) Math.floor(Math.log10(compute[i]) * binsPerDecade + 1e-9);
            if (bin != last) {
                best.add(i);
                last = bin;
            } else if (metric[i] < metric[best.getLast()]) {
                best.set(best.size() - 1, i);
            }
        }
        var kept = new ArrayList<Integer>();
        double least = Double.POSITIVE_INFINITY;
        for (int i : best) {
            if (metric[i] < least) {
                least = metric[i];
                kept.add(i);
            }
        }
        return new ParetoRuns(List.copyOf(kept), best.size(), best.size() - kept.size());
    }
}
