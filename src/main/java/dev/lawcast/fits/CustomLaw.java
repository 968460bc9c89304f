package dev.lawcast.fits;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.lawcast.scaling.formula.FormulaLaw;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.LawVariable.Kind;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A law that a user typed.
///
/// @param formula as typed
/// @param variables names in the formula that are variables; all others are parameters
/// @param parameters bounds by name; parameters without an entry are unbounded
record CustomLaw(
        String formula, List<Symbol> variables, Map<String, FitRequest.Limits> parameters) {

    /// @param kind `size`, `fraction` or `number`
    record Symbol(String name, String kind) {

        private LawVariable variable() {
            return new LawVariable(
                    name,
                    LawVariable.ANY_SIZE,
                    "1",
                    "A variable of the formula.",
                    Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
        }
    }

    /// @throws dev.lawcast.scaling.formula.FormulaException for what is no formula, with the column
    @JsonIgnore
    ScalingLaw law() {
        return FormulaLaw.ofVariables(
                formula,
                variables.stream().map(Symbol::variable).toList(),
                parameters.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> bounds(e.getValue()))));
    }

    private static FormulaLaw.Bounds bounds(FitRequest.Limits limits) {
        var both = limits.bounds();
        return new FormulaLaw.Bounds(both.lower(), both.upper());
    }
}
