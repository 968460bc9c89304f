package dev.lawcast.customlaws;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.formula.FormulaException;
import dev.lawcast.scaling.formula.FormulaLaw;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A formula as a request spells it.
///
/// @param formula the right side of metric = …
/// @param variables names in the formula that are variables; all others are parameters
/// @param parameters bounds; parameters without an entry are unbounded
public record FormulaText(String formula, List<String> variables, List<Parameter> parameters) {

    /// Characters that a formula may have.
    public static final int LONGEST = 2_000;

    private static final int MOST_NAMES = 50;

    /// Bounds of a parameter; null is open.
    public record Parameter(String name, @Nullable Double lower, @Nullable Double upper) {

        FormulaLaw.Bounds bounds() {
            return new FormulaLaw.Bounds(
                    lower == null ? Double.NEGATIVE_INFINITY : lower,
                    upper == null ? Double.POSITIVE_INFINITY : upper);
        }
    }

    /// From the fields `formula`, `variables` and `parameters` of a body; null where one is missing
    /// or wrong, which is left in the body's errors.
    public static @Nullable FormulaText read(JsonBody given) {
        String formula = given.requiredText("formula", LONGEST);
        List<String> variables = given.texts("variables", MOST_NAMES);
        if (variables.isEmpty()) {
            if (!given.has("variables")) {
                given.missing("variables");
            } else {
                given.fail(
                        "variables",
                        null,
                        ErrorCode.OUT_OF_RANGE,
                        "'variables' is empty; name those of the formula that are no parameters.");
            }
        }
        List<Parameter> parameters = parameters(given);
        return formula.isEmpty() || variables.isEmpty()
                ? null
                : new FormulaText(formula, variables, parameters);
    }

    private static List<Parameter> parameters(JsonBody given) {
        var parameters = new ArrayList<Parameter>();
        Set<String> names = new HashSet<>();
        for (JsonBody parameter : given.objects("parameters", MOST_NAMES)) {
            parameter.allow("name", "lower", "upper");
            String name = parameter.requiredText("name", 100);
            Double lower = parameter.number("lower");
            Double upper = parameter.number("upper");
            if (lower != null && upper != null && lower >= upper) {
                parameter.fail(
                        "lower",
                        lower.toString(),
                        ErrorCode.OUT_OF_RANGE,
                        "The bounds of '%s' are %s and %s: lower must be less than upper."
                                .formatted(name, lower, upper));
            } else if (!names.add(name)) {
                parameter.fail(
                        "name",
                        name,
                        ErrorCode.DUPLICATE,
                        "'" + name + "' stands twice in 'parameters'.");
            } else {
                parameters.add(new Parameter(name, lower, upper));
            }
        }
        return parameters;
    }

    /// Says what is wrong with a formula, at the field that holds it.
    public static void refuse(JsonBody given, String formula, FormulaException e) {
        given.fail(
                "formula",
                formula,
                ErrorCode.INVALID_FORMULA,
                "Column %d: %s\n%s".formatted(e.column(), e.getMessage(), e.caret()));
    }

    /// The law, its variables any finite numbers.
    ///
    /// @throws FormulaException for what is no formula, with the column
    public FormulaLaw law() {
        return FormulaLaw.ofVariables(
                formula,
                variables.stream().map(FormulaText::number).toList(),
                parameters.stream().collect(Collectors.toMap(Parameter::name, Parameter::bounds)));
    }

    private static LawVariable number(String name) {
        return new LawVariable(
                name, List.of("other"), "1", "A variable of the formula.", LawVariable.Kind.NUMBER);
    }
}
