package dev.lawcast.customlaws;

import dev.lawcast.scaling.formula.FormulaLaw;
import dev.lawcast.scaling.law.LawParameter;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// A formula under a name, as it is shown.
///
/// @param latex the formula in LaTeX
/// @param parameters all of the formula, in the order in which fits report them
record SavedLaw(
        String name,
        String formula,
        String latex,
        List<String> variables,
        List<Parameter> parameters,
        Instant createdAt) {

    /// @param lower null where there is no bound
    /// @param linear whether the formula is linear in it once the others are fixed
    record Parameter(String name, @Nullable Double lower, @Nullable Double upper, boolean linear) {

        static Parameter of(LawParameter parameter) {
            return new Parameter(
                    parameter.name(),
                    finite(parameter.lower()),
                    finite(parameter.upper()),
                    parameter.linear());
        }

        private static @Nullable Double finite(double bound) {
            return Double.isInfinite(bound) ? null : bound;
        }
    }

    static SavedLaw of(String name, FormulaText text, Instant createdAt) {
        FormulaLaw law = text.law();
        return new SavedLaw(
                name,
                text.formula(),
                law.formula(),
                text.variables(),
                law.parameters().stream().map(Parameter::of).toList(),
                createdAt);
    }
}
