package dev.lawcast.scaling.mixture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Mixtures spread over the simplex: a lattice, or random ones where a lattice would be too large.
final class Candidates {

    private static final int MOST = 150;
    private static final int[] STEPS = {50, 20, 10, 5, 4, 3, 2};

    private Candidates() {}

    /// @param k sources
    static List<double[]> of(int k, long seed) {
        for (int steps : STEPS) {
            if (count(k, steps) <= MOST) {
                var lattice = new ArrayList<double[]>();
                fill(new int[k], 0, steps, steps, lattice);
                return lattice;
            }
        }
        var random = new SplittableRandom(seed);
        var mixtures = new ArrayList<double[]>();
        for (int m = 0; m < MOST; m++) {
            double[] p = new double[k];
            double sum = 0;
            for (int i = 0; i < k; i++) {
                p[i] = -Math.log1p(-random.nextDouble());
                p[i] = Math.pow(p[i], 1 + 2. * m / MOST); // later ones nearer to the faces
                sum += p[i];
            }
            for (int i = 0; i < k; i++) {
                p[i] /= sum;
            }
            mixtures.add(p);
        }
        return mixtures;
    }

    /// Mixtures of k sources in steps of 1/steps: (steps + k − 1 choose k − 1).
    private static double count(int k, int steps) {
        double count = 1;
        for (int i = 1; i < k; i++) {
            count *= (double) (steps + i) / i;
        }
        return count;
    }

    private static void fill(int[] parts, int i, int left, int steps, List<double[]> to) {
        if (i == parts.length - 1) {
            parts[i] = left;
            double[] p = new double[parts.length];
            for (int j = 0; j < p.length; j++) {
                p[j] = (double) parts[j] / steps;
            }
            to.add(p);
            return;
        }
        for (int part = left; part >= 0; part--) {
            parts[i] = part;
            fill(parts, i + 1, left - part, steps, to);
        }
    }
}
