package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;

import org.jspecify.annotations.Nullable;

/// One of two curves that are compared.
///
/// @param basis runs it was fitted to and how; null where it was not fitted, or chosen among laws
/// @param widening as its forecasts are widened, null where they are not
public record Contender(
        FittedLaw fitted, Forecasts.@Nullable Basis basis, @Nullable Widening widening) {

    /// Whether its constants are given and taken for exact.
    boolean exact() {
        return fitted.free() == 0;
    }
}
