package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;

import java.util.List;
import java.util.Map;

/// Solves a fitted law for a size.
public final class Targets {

    private Targets() {}

    /// @param value of the metric that is wanted, in its unit
    /// @param solveFor a variable of the law
    /// @param given every other variable of the law
    /// @throws IllegalArgumentException for unknown, missing or superfluous variables and for sizes
    ///   that are not finite and > 0
    public static Target solve(
            FittedLaw fitted,
            double value,
            String solveFor,
            Map<String, Double> given,
            double level) {
        return new Target(
                value, solveFor, given, false, null, null, 0, null, 0, null, null, List.of());
    }
}
