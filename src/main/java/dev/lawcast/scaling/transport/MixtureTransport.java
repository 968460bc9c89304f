package dev.lawcast.scaling.transport;

/// How far mixtures of sources are from a validation sample: mass p_i/n_i on each point of source i
/// against 1/m on each validation point, on one cost matrix for all mixtures. Each is solved from
/// the answer of the last, so ask along a path. Not for several threads at once.
public final class MixtureTransport {

    /// @param transport rows are the points of all sources, in their order
    /// @param gradient change of the distance with each source's share, calibrated: gradient_i −
    ///   gradient_j is the derivative along e_i − e_j. With m_i the mean potential of source i it
    ///   is m_i minus the mean of all m (Just, Kang et al. 2023, arXiv 2305.00054). Where the
    ///   transport has a kink, as exact ones do at shares like 1/3, it is one of the subgradients.
    public record Distance(Transport transport, double[] gradient) {}

    private final int[] sizes;
    private final double[] b;
    private final TransportEngine engine;

    /// @param sizes points in each source; together the rows of the engine's cost matrix
    /// @param validation points of the validation sample, its columns
    public MixtureTransport(int[] sizes, int validation, TransportEngine engine) {
        this.sizes = sizes.clone();
        this.engine = engine;
        b = Masses.uniform(validation);
    }

    /// The exact engine on these samples.
    public static MixtureTransport exact(GroundCosts costs) {
        CostMatrix cost = costs.toValidation();
        return new MixtureTransport(costs.sizes(), cost.columns(), new ExactTransport(cost));
    }

    /// @param p share of each source, not negative, adding up to 1; 0 leaves one out
    /// @throws IllegalArgumentException where the shares are none
    public Distance at(double[] p) {
        Masses.check(p, sizes.length, "the sources");
        Transport transport = engine.solve(masses(p, sizes), b);
        return new Distance(transport, gradient(transport.f()));
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
