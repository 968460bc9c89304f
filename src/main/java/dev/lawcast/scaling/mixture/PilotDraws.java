package dev.lawcast.scaling.mixture;

import java.util.SplittableRandom;

/// How the transport cost would differ with other pilot samples of the same sizes.
///
/// Replicate b draws the points of each source and of the validation sample with replacement. To
/// first order the cost changes by the dual potentials alone,
///
/// ΔOT_b(p) = Σ_i p_i·Σ_s (c_bis/n_i − 1/n_i)·f_is + Σ_t (c_bt/m − 1/m)·g_t
///
/// with c the counts (del Barrio & Loubes 2019, *Central limit theorems for empirical transportation
/// cost in general dimension*), so that no replicate needs a solution of its own. The bias of the
/// cost of small samples is not in it.
final class PilotDraws {

    private final long seed;
    private final int draws;

    PilotDraws(long seed, int draws) {
        this.seed = seed;
        this.draws = draws;
    }

    /// ΔOT_b(p) of every replicate, the same samples for every mixture.
    double[] changes(MixtureCost.Potentials potentials, double[] p) {
        double[] changes = new double[draws];
        for (int b = 0; b < draws; b++) {
            var random = new SplittableRandom(seed * 1_000_003 + b);
            for (int i = 0; i <= p.length; i++) {
                double[] values = i < p.length ? potentials.f()[i] : potentials.g();
                double share = i < p.length ? p[i] : 1;
                double mean = MixtureCells.mean(values);
                double sum = 0;
                for (int s = 0; s < values.length; s++) {
                    sum += values[random.nextInt(values.length)] - mean;
                }
                changes[b] += share * sum / values.length;
            }
        }
        return changes;
    }
}
