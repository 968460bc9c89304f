package dev.lawcast.scaling.law;

import java.util.function.ToDoubleFunction;

/// A number that people read off a law's parameters, such as the other constants in which the same
/// curve is often written.
///
/// @param name the symbol, ASCII
/// @param unit as in [LawParameter#unit()]
/// @param meaning one sentence for people
/// @param value from the parameters in the law's order; not finite where it does not exist
public record DerivedQuantity(
        String name, String unit, String meaning, ToDoubleFunction<double[]> value) {}
