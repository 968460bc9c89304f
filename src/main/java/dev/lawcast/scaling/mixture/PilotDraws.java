package dev.lawcast.scaling.mixture;

import java.util.SplittableRandom;

/// How the transport cost would differ with other pilot samples of the same sizes.
///
/// Replicate b draws the points of each source and of the validation sample with replacement. To
/// first order the cost changes by the dual potentials alone,
///
/// ΔOT_b(p) = Σ_i p_i·Σ_s (c_bis/n_i − 1/n_i)·f_is + Σ_t (c_bt/m − 1/m)·g_t
///
/// with c the counts (del Barrio & Loubes 2019, *Central limit theorems for empirical
/// transportation cost in general dimension*; large samples by [#BLOCKS] blocks of points), so that
/// no replicate needs a solution of its own. The bias of the cost of small samples is not in it.
final class PilotDraws {

    private static final int BLOCKS = 512;

    private final long seed;
    private final int draws;

    PilotDraws(long seed, int draws) {
        this.seed = seed;
        this.draws = draws;
    }

    /// ΔOT_b(p) of every replicate, the same samples for every mixture.
    double[] changes(MixtureCost.Potentials potentials, double[] p) {
        double[] changes = new double[draws];
        double[][] f = new double[p.length][];
        for (int i = 0; i < p.length; i++) {
            f[i] = blocks(potentials.f()[i]);
        }
        double[] g = blocks(potentials.g());
        for (int b = 0; b < draws; b++) {
            for (int i = 0; i <= p.length; i++) {
                var random = new SplittableRandom((seed * 1_000_003 + b) * 1_009 + i);
                double[] values = i < p.length ? f[i] : g;
                double share = i < p.length ? p[i] : 1;
                double sum = 0;
                for (int s = 0; s < values.length && share > 0; s++) {
                    sum += values[random.nextInt(values.length)];
                }
                changes[b] += share * sum / values.length;
            }
        }
        return changes;
    }

    /// Deviations from the mean, those of large samples averaged in blocks of every 512th point;
    /// the mean of drawn blocks varies as that of drawn points.
    private static double[] blocks(double[] values) {
        int n = Math.min(values.length, BLOCKS);
        double[] sums = new double[n];
        int[] counts = new int[n];
        double mean = MixtureCells.mean(values);
        for (int s = 0; s < values.length; s++) {
            sums[s % n] += values[s] - mean;
            counts[s % n]++;
        }
        for (int j = 0; j < n; j++) {
            sums[j] /= counts[j];
        }
        return sums;
    }
}
