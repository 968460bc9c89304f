package dev.lawcast.scaling.transport;

/// What an engine found, with what is needed to check it.
///
/// @param cost ⟨P, C⟩, the cost of moving the mass; no entropy in it
/// @param dualValue Σ a_i f_i + Σ b_j g_j; the exact engine's is a lower bound of the cost, the
///   entropic engine's contains the entropy against a⊗b
/// @param f potential of each row, defined also where its mass is 0; up to a constant
/// @param g potential of each column
/// @param dualityGap exact: cost − dual value of potentials that keep f_i + g_j ≤ c_ij; entropic:
///   value of the plan with its entropy − dual value
/// @param marginalError Σ_i |Σ_j P_ij − a_i| + Σ_j |Σ_i P_ij − b_j|
/// @param iterations pivots, or passes over the matrix in both directions
/// @param converged whether the stated tolerances were met
public record Transport(
        double cost,
        double dualValue,
        double[] f,
        double[] g,
        double dualityGap,
        double marginalError,
        long iterations,
        boolean converged) {}
