package dev.lawcast.scaling.transport;

/// How an entropic transport is solved.
///
/// @param tolerance of Σ_i |Σ_j P_ij − a_i| + Σ_j |Σ_i P_ij − b_j|; 1e−9 by default
/// @param mostPasses products with the kernel and its transpose, 20,000 by default; then the answer
///   is given as not converged
/// @param linearMemory whether costs and kernel are computed anew for every product instead of
///   kept; some ten times slower
/// @param parallel whether on all cores; the bits are the same
public record EntropicSettings(
        double tolerance, int mostPasses, boolean linearMemory, boolean parallel) {

    public static final EntropicSettings DEFAULT = new EntropicSettings(1e-9, 20_000, false, true);

    /// @throws IllegalArgumentException where the tolerance is below what doubles reach
    public EntropicSettings {
        if (!(tolerance >= 1e-13 && tolerance < 1)) {
            throw new IllegalArgumentException(
                    "The tolerance is " + tolerance + ", must be within 1e-13 and 1.");
        }
    }

    public EntropicSettings withLinearMemory() {
        return new EntropicSettings(tolerance, mostPasses, true, parallel);
    }

    public EntropicSettings withTolerance(double other) {
        return new EntropicSettings(other, mostPasses, linearMemory, parallel);
    }
}
