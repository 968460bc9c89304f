package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/// Entropic optimal transport: min ⟨P, C⟩ + ε KL(P | a⊗b) over the same P as the exact one (Cuturi
/// 2013). Its dual value is max Σ a_i f_i + Σ b_j g_j − ε Σ a_i b_j (e^((f_i + g_j − c_ij)/ε) − 1).
///
/// The first call comes down to ε from a quarter of the mean cost in steps of four, each started
/// from the potentials of the one before (ε-scaling, Schmitzer 2019); later calls start from the
/// last potentials at ε itself, with the kernel as it is. Points without mass have the potential of
/// a first grain. Not for several threads at once.
public final class EntropicTransport implements TransportEngine {

    /// Of the mean cost.
    private static final double FIRST_EPSILON = .25;

    private static final double STEP = 4;

    /// Rows' error that is enough above ε.
    private static final double ON_THE_WAY = .05;

    private final CostRows cost;
    private final double epsilon;
    private final double firstEpsilon;
    private final EntropicSettings settings;
    private final BooleanSupplier cancelled;
    private final GibbsKernel kernel;
    private final Extrapolation known;
    private @Nullable Scaling last;

    /// @param epsilon ε, in units of the cost
    /// @param meanCost that ε comes down from
    /// @param cancelled asked at every pass
    /// @throws IllegalArgumentException where ε is not positive
    public EntropicTransport(
            CostRows cost,
            double epsilon,
            double meanCost,
            EntropicSettings settings,
            BooleanSupplier cancelled) {
        if (!(epsilon > 0 && epsilon <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "ε is "
                            + epsilon
                            + ", must be positive and finite. Maybe all costs are 0, and it is a"
                            + " share of their mean.");
        }
        this.cost = cost;
        this.epsilon = epsilon;
        this.settings = settings;
        this.cancelled = cancelled;
        known = new Extrapolation(settings.tolerance() / 100);
        double first = epsilon;
        while (first * STEP <= FIRST_EPSILON * meanCost) {
            first *= STEP;
        }
        firstEpsilon = first;
        kernel =
                settings.linearMemory()
                        ? new StreamedKernel(cost, settings.parallel())
                        : new StoredKernel(cost, settings.parallel());
    }

    public EntropicTransport(CostMatrix cost, double epsilon, EntropicSettings settings) {
        this(cost, epsilon, cost.mean(), settings, () -> false);
    }

    @Override
    public Transport solve(double[] a, double[] b) {
        Masses.check(a, cost.rows(), "the rows");
        Masses.check(b, cost.columns(), "the columns");
        Scaling scaling = last;
        last = null; // stays so where the solve is cancelled half-way
        if (scaling != null) {
            scaling.masses(a, b);
            scaling.begin(known.at(a));
            Transport found = finished(scaling, a, b);
            if (found.converged()) {
                return found;
            }
        }
        return finished(afresh(a, b), a, b);
    }

    private Scaling afresh(double[] a, double[] b) {
        var scaling = new Scaling(kernel, cost.rows(), cost.columns(), cancelled);
        scaling.masses(a, b);
        for (double next = firstEpsilon; next > epsilon * STEP / 2; next /= STEP) {
            scaling.absorb(next);
            scaling.run(ON_THE_WAY, settings.mostPasses());
        }
        scaling.absorb(epsilon);
        return scaling;
    }

    private Transport finished(Scaling scaling, double[] a, double[] b) {
        boolean converged = scaling.run(settings.tolerance(), settings.mostPasses());
        Transport found = found(scaling, a, b, converged);
        if (converged) {
            known.add(a, found.f());
            last = scaling;
        }
        return found;
    }

    private Transport found(Scaling scaling, double[] a, double[] b, boolean converged) {
        scaling.closeRowsWithoutMass();
        double[] f = scaling.f();
        double[] g = scaling.g();
        Potentials.balance(f, g, a, b);
        double dual =
                Potentials.dot(f, a) + Potentials.dot(g, b); // all mass is there: no third term
        double gap = 0;
        for (int i = 0; i < f.length; i++) {
            gap += (scaling.rowSum(i) - a[i]) * f[i];
        }
        return new Transport(
                scaling.cost(), dual, f, g, gap, scaling.error(), scaling.passes, converged);
    }
}
