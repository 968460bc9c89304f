package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

/// What moving a point costs: |x − x′|² + λ·W₂²(class of x in its sample, class of x′ in its own);
/// the second term is how far apart the points of the two classes are (optimal transport dataset
/// distance, Alvarez-Melis & Fusi 2020, arXiv 2002.02923).
///
/// @param standardized whether each feature is divided by its standard deviation over all points of
///   all samples; constant features then count nothing
/// @param labelWeight λ; 0 leaves labels out; null for the λ with which both terms are equal on
///   average
public record GroundCost(boolean standardized, @Nullable Double labelWeight) {

    /// Squared Euclidean on the features as they are, without labels.
    public static final GroundCost SQUARED_EUCLIDEAN = new GroundCost(false, 0.0);

    /// @throws IllegalArgumentException where λ is negative or not finite
    public GroundCost {
        if (labelWeight != null && !(labelWeight >= 0 && labelWeight <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "The label weight is " + labelWeight + ", must be finite and not negative.");
        }
    }
}
