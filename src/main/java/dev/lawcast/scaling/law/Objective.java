package dev.lawcast.scaling.law;

/// What a fit minimises: Σ wᵢ·loss(rᵢ) with residuals r in the given space.
public record Objective(ResidualSpace space, ResidualLoss loss) {

    /// Σ w·(ln L̂ − ln L)², the default where a law's paper says nothing else.
    public static final Objective LOG_SQUARED =
            new Objective(ResidualSpace.LOG, new ResidualLoss.Squared());

    /// Σ w·(L̂ − L)².
    public static final Objective RAW_SQUARED =
            new Objective(ResidualSpace.RAW, new ResidualLoss.Squared());

    /// Huber with δ = 1e−3 of ln L̂ − ln L, as for Chinchilla.
    static final Objective LOG_HUBER =
            new Objective(ResidualSpace.LOG, new ResidualLoss.Huber(1e-3));
}
