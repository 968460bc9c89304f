package dev.lawcast.scaling.mixture;

import org.jspecify.annotations.Nullable;

/// How a second stage would have projected the largest trained size from the smaller ones.
///
/// @param stage its id
/// @param meanAbsoluteError over the mixtures of that size, in the metric; null where there are too
///   few sizes
/// @param bias mean of projected − measured; null likewise
/// @param chosen whether the projection uses it
public record StageScore(
        String stage, @Nullable Double meanAbsoluteError, @Nullable Double bias, boolean chosen) {}
