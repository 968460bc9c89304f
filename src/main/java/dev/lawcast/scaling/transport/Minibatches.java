package dev.lawcast.scaling.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random parts of samples that are too large to be solved at once. A batch has as many points of
/// each source as of the others, but of small sources all, and those of the validation sample; each
/// is drawn without replacement, and every batch from all points.
public final class Minibatches {

    private Minibatches() {}

    /// Whether a side has more points than this.
    public static boolean needed(GroundCosts costs, int most) {
        return Math.max(total(costs.sizes()), costs.validationSize()) > most;
    }

    /// One batch in parts.
    ///
    /// @param whole of it
    /// @param halves two, with half of the points each of what was drawn
    /// @param quarters four, likewise
    record Batch(GroundCosts whole, List<GroundCosts> halves, List<GroundCosts> quarters) {}

    /// @param points of each side at most
    static Batch batch(GroundCosts costs, int points, RandomGenerator random) {
        int[] sizes = costs.sizes();
        int[] counts = counts(sizes, points);
        int[][] drawn = new int[sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            drawn[i] = Draw.shuffled(counts[i], sizes[i], random);
        }
        int m = costs.validationSize();
        int[] validation = Draw.shuffled(Math.min(m, points), m, random);
        return new Batch(
                costs.part(drawn, validation),
                parts(costs, drawn, validation, 2),
                parts(costs, drawn, validation, 4));
    }

    /// Parts of samples that are solved one by one in the place of all points.
    ///
    /// @param points of each side at most
    public static List<GroundCosts> of(
            GroundCosts costs, int points, int batches, RandomGenerator random) {
        var parts = new ArrayList<GroundCosts>();
        for (int k = 0; k < batches; k++) {
            parts.add(batch(costs, points, random).whole());
        }
        return List.copyOf(parts);
    }

    private static List<GroundCosts> parts(
            GroundCosts costs, int[][] drawn, int[] validation, int share) {
        var parts = new ArrayList<GroundCosts>();
        for (int k = 0; k < share; k++) {
            int[][] ofSources = new int[drawn.length][];
            for (int i = 0; i < drawn.length; i++) {
                ofSources[i] = part(drawn[i], costs.sizes()[i], share, k);
            }
            parts.add(costs.part(ofSources, part(validation, costs.validationSize(), share, k)));
        }
        return List.copyOf(parts);
    }

    /// Every `share`-th, from the k-th on; all where all points of the sample were taken.
    private static int[] part(int[] drawn, int size, int share, int k) {
        if (drawn.length == size) {
            return drawn;
        }
        int[] part = new int[(drawn.length - k + share - 1) / share];
        for (int i = 0; i < part.length; i++) {
            part[i] = drawn[k + i * share];
        }
        return part;
    }

    /// The level that fills a batch when every source gives up to it.
    static int[] counts(int[] sizes, int points) {
        if (total(sizes) <= points) {
            return sizes.clone();
        }
        int[] rising = sizes.clone();
        Arrays.sort(rising);
        int left = points;
        for (int k = 0; k < rising.length; k++) {
            int level = left / (rising.length - k);
            if (rising[k] > level) {
                return Arrays.stream(sizes)
                        .map(n -> Math.min(n, Math.max(FEWEST, level)))
                        .toArray();
            }
            left -= rising[k];
        }
        return sizes.clone();
    }

    /// Of a source, so that its quarters are not empty.
    private static final int FEWEST = 8;

    private static int total(int[] sizes) {
        return Arrays.stream(sizes).sum();
    }
}
