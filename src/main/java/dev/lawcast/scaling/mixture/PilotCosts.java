package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.MixtureTransport;
import dev.lawcast.scaling.transport.Sample;
import dev.lawcast.scaling.transport.Transport;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Exact transport between pilot samples; what was solved once is kept.
public final class PilotCosts implements MixtureCost {

    private static final long MOST_KEPT = 20_000_000; // potentials
    private static final double GRAIN = 1e-9; // of shares, below which mixtures are one

    private final String groundCost;
    private final int[] sizes;
    private final int validation;
    private final MixtureTransport transport;
    private final Map<List<Long>, Potentials> kept = new HashMap<>();
    private long solved;

    /// @param groundCost its name in answers
    /// @param stopped asked during solutions, which then end with a
    ///   [java.util.concurrent.CancellationException]
    public PilotCosts(
            String groundCost,
            List<Sample> sources,
            Sample validation,
            GroundCost cost,
            BooleanSupplier stopped) {
        this.groundCost = groundCost;
        var costs = new GroundCosts(sources, validation, cost);
        this.sizes = costs.sizes();
        this.validation = validation.features().rows();
        this.transport = MixtureTransport.exact(costs, stopped);
    }

    @Override
    public String groundCost() {
        return groundCost;
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
        long each = validation + Arrays.stream(sizes).asLongStream().sum();
        if ((kept.size() + 1) * each > MOST_KEPT) {
            kept.clear();
        }
        kept.put(key, found);
        return found;
    }

    private Potentials solve(double[] p) {
        Transport plan = transport.at(p).transport();
        double[][] f = new double[sizes.length][];
        int at = 0;
        for (int i = 0; i < sizes.length; i++) {
            f[i] = Arrays.copyOfRange(plan.f(), at, at + sizes[i]);
            at += sizes[i];
        }
        return new Potentials(plan.cost(), f, plan.g());
    }
}
