package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.Minibatches;
import dev.lawcast.scaling.transport.MixtureTransport;
import dev.lawcast.scaling.transport.Sample;
import dev.lawcast.scaling.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// Exact transport between pilot samples; what was solved once is kept. Of samples with more points
/// than are solved at once minibatches are drawn, the same for every mixture, and their mean
/// counts: above the cost between all points, but alike for all mixtures.
public final class PilotCosts implements MixtureCost {

    private static final long MOST_KEPT = 20_000_000; // potentials
    private static final double GRAIN = 1e-9; // of shares, below which mixtures are one

    /// Batches of half as many points a side as are solved at once fill the same memory.
    private static final int BATCHES = 4;

    private final String groundCost;
    private final List<GroundCosts> batches;
    private final List<MixtureTransport> transports;
    private final Map<List<Long>, Potentials> kept = new HashMap<>();
    private long solved;

    /// @param groundCost its name in answers
    /// @param mostPoints of a side that are solved at once
    /// @param seed of the minibatches
    /// @param stopped asked during solutions, which then end with a
    ///   [java.util.concurrent.CancellationException]
    public PilotCosts(
            String groundCost,
            List<Sample> sources,
            Sample validation,
            GroundCost cost,
            int mostPoints,
            long seed,
            BooleanSupplier stopped) {
        this.groundCost = groundCost;
        var costs = new GroundCosts(sources, validation, cost);
        this.batches =
                Minibatches.needed(costs, mostPoints)
                        ? Minibatches.of(costs, mostPoints / 2, BATCHES, new SplittableRandom(seed))
                        : List.of(costs);
        this.transports =
                batches.stream().map(each -> MixtureTransport.exact(each, stopped)).toList();
    }

    @Override
    public String groundCost() {
        return groundCost;
    }

    /// Batches that stand for all points; 1 where all are solved at once.
    public int batches() {
        return batches.size();
    }

    /// Mixtures that were solved so far, not looked up.
    public long solved() {
        return solved;
    }

    @Override
    public Potentials at(double[] p) {
        List<Long> key = Arrays.stream(p).mapToObj(share -> Math.round(share / GRAIN)).toList();
        Potentials known = kept.get(key);
        if (known != null) {
            return known;
        }
        Potentials found = solve(p);
        solved++;
        long each = found.g().length;
        for (double[] f : found.f()) {
            each += f.length;
        }
        if ((kept.size() + 1) * each > MOST_KEPT) {
            kept.clear();
        }
        kept.put(key, found);
        return found;
    }

    /// Potentials of all batches one after the other.
    private Potentials solve(double[] p) {
        int count = batches.size();
        double[] costs = new double[count];
        double[][] f = new double[p.length][];
        double[] g = {};
        for (int k = 0; k < count; k++) {
            Transport plan = transports.get(k).at(p).transport();
            costs[k] = plan.cost();
            int at = 0;
            for (int i = 0; i < p.length; i++) {
                int size = batches.get(k).sizes()[i];
                f[i] = appended(f[i], plan.f(), at, size);
                at += size;
            }
            g = appended(g, plan.g(), 0, plan.g().length);
        }
        double mean = MixtureCells.mean(costs);
        return new Potentials(mean, f, g, error(costs, mean));
    }

    private static double[] appended(double @Nullable [] first, double[] of, int from, int count) {
        int length = first == null ? 0 : first.length;
        double[] both = first == null ? new double[count] : Arrays.copyOf(first, length + count);
        System.arraycopy(of, from, both, length, count);
        return both;
    }

    /// Of the mean; 0 for one batch, which has all points.
    private static double error(double[] costs, double mean) {
        double squares = 0;
        for (double cost : costs) {
            squares += (cost - mean) * (cost - mean);
        }
        int n = costs.length;
        return n == 1 ? 0 : Math.sqrt(squares / (n - 1) / n);
    }
}
