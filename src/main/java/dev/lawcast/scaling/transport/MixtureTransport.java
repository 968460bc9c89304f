package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/// How far mixtures of sources are from a validation sample: mass p_i/n_i on each point of source i
/// against 1/m on each validation point, on one cost matrix for all mixtures. Each is solved from
/// the answer of the last, so ask along a path. Not for several threads at once.
///
/// With debiasing the entropic distance is dual(p, V) − dual(p, p)/2 − dual(V, V)/2 (Feydy et al.
/// 2019), which is 0 between a sample and itself. It is another feature than the cost of the plan,
/// which is above the exact one.
public final class MixtureTransport {

    /// @param transport rows are the points of all sources, in their order
    /// @param divergence debiased, null where it was not asked for
    /// @param gradient change of the distance with each source's share, calibrated: gradient_i −
    ///   gradient_j is the derivative along e_i − e_j. With m_i the mean potential of source i it
    ///   is m_i minus the mean of all m (Just, Kang et al. 2023, arXiv 2305.00054). Where the
    ///   transport has a kink, as exact ones do at shares like 1/3, it is one of the subgradients.
    ///   The entropic engine's is that of the divergence, or else of the dual value.
    /// @param converged whether all transports in it are
    public record Distance(
            Transport transport,
            @Nullable Double divergence,
            double[] gradient,
            boolean converged) {}

    private final int[] sizes;
    private final double[] b;
    private final TransportEngine engine;
    private final @Nullable TransportEngine itself;
    private final @Nullable Transport ofValidation;

    private MixtureTransport(
            int[] sizes,
            int validation,
            TransportEngine engine,
            @Nullable TransportEngine itself,
            @Nullable Transport ofValidation) {
        this.sizes = sizes.clone();
        this.engine = engine;
        this.itself = itself;
        this.ofValidation = ofValidation;
        b = Masses.uniform(validation);
    }

    /// @param cancelled asked now and then
    public static MixtureTransport exact(GroundCosts costs, BooleanSupplier cancelled) {
        CostMatrix cost = CostMatrix.of(costs.toValidation());
        return on(costs.sizes(), cost.columns(), new ExactTransport(cost, cancelled));
    }

    /// @param share ε over the unweighted mean of all costs between sources and validation sample
    /// @param debiased whether the divergence is wanted, which takes the costs among the sources
    /// @param cancelled asked now and then
    public static MixtureTransport entropic(
            GroundCosts costs,
            double share,
            boolean debiased,
            EntropicSettings settings,
            BooleanSupplier cancelled) {
        boolean kept = !settings.linearMemory();
        CostRows cost = kept ? CostMatrix.of(costs.toValidation()) : costs.toValidation();
        double mean = costs.mean();
        var engine = new EntropicTransport(cost, share * mean, mean, settings, cancelled);
        if (!debiased) {
            return on(costs.sizes(), cost.columns(), engine);
        }
        CostRows among = kept ? CostMatrix.of(costs.amongSources()) : costs.amongSources();
        CostRows within = kept ? CostMatrix.of(costs.withinValidation()) : costs.withinValidation();
        double[] b = Masses.uniform(cost.columns());
        Transport validation =
                new EntropicTransport(within, share * mean, mean, settings, cancelled).solve(b, b);
        return new MixtureTransport(
                costs.sizes(),
                cost.columns(),
                engine,
                new EntropicTransport(among, share * mean, mean, settings, cancelled),
                validation);
    }

    /// On an engine with the points of all sources as rows and the validation points as columns.
    static MixtureTransport on(int[] sizes, int validation, TransportEngine engine) {
        return new MixtureTransport(sizes, validation, engine, null, null);
    }

    /// @param p share of each source, not negative, adding up to 1; 0 leaves one out
    /// @throws IllegalArgumentException where the shares are none
    public Distance at(double[] p) {
        Masses.check(p, sizes.length, "the sources");
        double[] a = masses(p, sizes);
        Transport transport = engine.solve(a, b);
        if (itself == null || ofValidation == null) {
            return new Distance(transport, null, gradient(transport.f()), transport.converged());
        }
        Transport self = itself.solve(a, a);
        double divergence =
                transport.dualValue() - self.dualValue() / 2 - ofValidation.dualValue() / 2;
        double[] f = transport.f().clone();
        for (int i = 0; i < f.length; i++) {
            f[i] -= (self.f()[i] + self.g()[i]) / 2;
        }
        boolean converged = transport.converged() && self.converged() && ofValidation.converged();
        return new Distance(transport, divergence, gradient(f), converged);
    }

    /// p_i/n_i for each point of source i.
    static double[] masses(double[] p, int[] sizes) {
        int n = 0;
        for (int size : sizes) {
            n += size;
        }
        double[] masses = new double[n];
        int at = 0;
        for (int s = 0; s < sizes.length; s++) {
            for (int i = 0; i < sizes[s]; i++) {
                masses[at++] = p[s] / sizes[s];
            }
        }
        return masses;
    }

    private double[] gradient(double[] f) {
        double[] gradient = new double[sizes.length];
        double mean = 0;
        int at = 0;
        for (int s = 0; s < sizes.length; s++) {
            double sum = 0;
            for (int i = 0; i < sizes[s]; i++) {
                sum += f[at++];
            }
            gradient[s] = sum / sizes[s];
            mean += gradient[s] / sizes.length;
        }
        for (int s = 0; s < sizes.length; s++) {
            gradient[s] -= mean;
        }
        return gradient;
    }
}
