package dev.lawcast.scaling.mixture;

import java.util.List;

/// How well a first-stage form predicts mixtures it has not seen.
///
/// @param form its id
/// @param meanAbsoluteError over left-out mixtures of all sizes, in the metric
/// @param rootMeanSquare the same
/// @param weight of the form in the average, 0 where it does not count
/// @param columns free coefficients beside the constant
/// @param dropped columns that say nothing beyond the others
public record FormScore(
        String form,
        double meanAbsoluteError,
        double rootMeanSquare,
        double weight,
        int columns,
        List<String> dropped) {}
