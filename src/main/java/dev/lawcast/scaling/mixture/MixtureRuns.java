package dev.lawcast.scaling.mixture;

import java.util.ArrayList;
import java.util.List;

/// Runs that were trained on known mixtures.
///
/// @param sources names, in the order of the shares
/// @param mixture a row of shares for each run; they are normalised, see [Simplex]
/// @param size N of each run, > 0
/// @param metric of each run, finite
public record MixtureRuns(
        List<String> sources, double[][] mixture, double[] size, double[] metric) {

    /// @throws IllegalArgumentException for a mixture, size or metric that cannot be
    public MixtureRuns {
        sources = List.copyOf(sources);
        mixture = mixture.clone();
        for (int r = 0; r < mixture.length; r++) {
            mixture[r] = Simplex.normalised(mixture[r]);
            if (mixture[r].length != sources.size()) {
                throw new IllegalArgumentException(
                        "Run "
                                + r
                                + " has "
                                + mixture[r].length
                                + " shares, there are "
                                + sources.size()
                                + " sources.");
            }
            if (!(size[r] > 0 && Double.isFinite(size[r]) && Double.isFinite(metric[r]))) {
                throw new IllegalArgumentException(
                        "Run "
                                + r
                                + " has size "
                                + size[r]
                                + " and metric "
                                + metric[r]
                                + "; a size is > 0 and both are finite.");
            }
        }
    }

    /// The distinct sizes, ascending.
    public double[] sizes() {
        return java.util.Arrays.stream(size).distinct().sorted().toArray();
    }

    /// The runs of one size by mixture, in the order in which mixtures appear.
    MixtureCells at(double wanted) {
        var mixtures = new ArrayList<double[]>();
        var metrics = new ArrayList<List<Double>>();
        for (int r = 0; r < size.length; r++) {
            if (size[r] == wanted) {
                int c = 0;
                while (c < mixtures.size() && !Simplex.same(mixtures.get(c), mixture[r])) {
                    c++;
                }
                if (c == mixtures.size()) {
                    mixtures.add(mixture[r]);
                    metrics.add(new ArrayList<>());
                }
                metrics.get(c).add(metric[r]);
            }
        }
        return new MixtureCells(
                wanted,
                mixtures.toArray(double[][]::new),
                metrics.stream()
                        .map(m -> m.stream().mapToDouble(Double::doubleValue).toArray())
                        .toArray(double[][]::new));
    }
}
