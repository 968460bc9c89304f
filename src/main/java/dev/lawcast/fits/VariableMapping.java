package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Variable;
import dev.lawcast.experiments.VariableRole;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the experiment's variable for each variable of a law: the one that the request names, by
/// the law's symbol or by a role that only one symbol has, else the one whose role fits. A law of
/// several sizes takes the best role that is there; a law of one size takes any, and so must not
/// have a choice. A metric can stand for a variable where the request names it: a law may lead from
/// one metric to another.
final class VariableMapping {

    private final Experiment experiment;
    private final ScalingLaw law;
    private final JsonBody body;
    private final @Nullable String groupBy;

    private VariableMapping(
            Experiment experiment, ScalingLaw law, JsonBody body, @Nullable String groupBy) {
        this.experiment = experiment;
        this.law = law;
        this.body = body;
        this.groupBy = groupBy;
    }

    /// Law variable → experiment variable, in the law's order; what is wrong is left in the body's
    /// errors.
    ///
    /// @param groupBy what the request groups by: it stands for the law's label
    static Map<String, String> read(
            Experiment experiment, ScalingLaw law, JsonBody body, @Nullable String groupBy) {
        return new VariableMapping(experiment, law, body, groupBy).read();
    }

    /// Whether a name that was given is a variable with numbers.
    static void check(Experiment experiment, JsonBody given, String field, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            return;
        }
        Optional<Variable> variable = experiment.variable(name);
        if (variable.isEmpty()) {
            List<String> known = experiment.variables().stream().map(Variable::name).toList();
            given.fail(
                    field,
                    name,
                    ErrorCode.UNKNOWN_NAME,
                    "There is no variable '"
                            + name
                            + "' in this experiment."
                            + Suggestion.didYouMean(name, known));
        } else if (variable.get().role().kind() == VariableRole.Kind.LABEL) {
            given.fail(
                    field,
                    name,
                    ErrorCode.WRONG_TYPE,
                    "The variable '"
                            + name
                            + "' holds text (role "
                            + variable.get().role().name()
                            + "), numbers are wanted.");
        }
    }

    private Map<String, String> read() {
        JsonBody given = body.object("variables");
        Map<String, String> named = given == null ? Map.of() : named(given);
        var mapping = new LinkedHashMap<String, String>();
        for (LawVariable variable : law.variables()) {
            String name = named.get(variable.name());
            if (name == null) {
                name =
                        variable.kind() != LawVariable.Kind.LABEL
                                ? byRole(variable)
                                : groupBy != null ? groupBy : labelByRole(variable);
            }
            if (name != null) {
                mapping.put(variable.name(), name);
            }
        }
        if (mapping.values().stream().distinct().count() < mapping.size()) {
            body.fail(
                    "variables",
                    null,
                    ErrorCode.DUPLICATE,
                    "One variable of the experiment stands for several of the law: "
                            + mapping
                            + ".");
        }
        return mapping;
    }

    private Map<String, String> named(JsonBody given) {
        var named = new LinkedHashMap<String, String>();
        List<String> symbols = law.variables().stream().map(LawVariable::name).toList();
        for (String field : given.names()) {
            String symbol = symbols.contains(field) ? field : onlySymbolOfRole(field);
            if (symbol == null) {
                given.fail(
                        field,
                        null,
                        ErrorCode.UNKNOWN_NAME,
                        "The law '"
                                + law.id()
                                + "' has no variable '"
                                + InputError.cut(field)
                                + "'; it has "
                                + String.join(", ", symbols)
                                + ".");
                continue;
            }
            String name = given.text(field, 200);
            if (name == null) {
                continue;
            }
            if (kind(symbol) == LawVariable.Kind.LABEL) {
                LawReader.checkLabel(experiment, given, field, name);
            } else if (isStep(name)) {
                named.put(symbol, name);
                continue;
            } else if (experiment.metric(name).isEmpty() || experiment.variable(name).isPresent()) {
                check(experiment, given, field, name);
            }
            named.put(symbol, name);
        }
        return named;
    }

    /// Whether a name is the step of a curve's point.
    private boolean isStep(String name) {
        return name.equals(FitRequest.STEP) && FitRequestReader.points(body);
    }

    private LawVariable.Kind kind(String symbol) {
        return law.variables().stream()
                .filter(v -> v.name().equals(symbol))
                .map(LawVariable::kind)
                .findFirst()
                .orElse(LawVariable.Kind.SIZE);
    }

    /// The only variable with text of a fitting role, else the run's own group.
    private String labelByRole(LawVariable wanted) {
        List<String> fitting =
                experiment.variables().stream()
                        .filter(v -> wanted.roles().contains(v.role().name()))
                        .map(Variable::name)
                        .toList();
        return fitting.size() == 1 ? fitting.getFirst() : FitRequest.RUN_GROUP;
    }

    private @Nullable String onlySymbolOfRole(String role) {
        List<LawVariable> with =
                law.variables().stream().filter(v -> v.roles().contains(role)).toList();
        return with.size() == 1 ? with.getFirst().name() : null;
    }

    /// The variable, or the other metric, that has the symbol's very name, else the variable whose
    /// role fits.
    private @Nullable String byRole(LawVariable wanted) {
        String symbol = wanted.name();
        if (isStep(symbol) || (law.variables().size() == 1 && FitRequestReader.points(body))) {
            return FitRequest.STEP;
        }
        Optional<Variable> namesake = experiment.variable(symbol);
        boolean variable =
                namesake.filter(v -> v.role().kind() != VariableRole.Kind.LABEL).isPresent();
        boolean metric =
                namesake.isEmpty()
                        && experiment.metric(symbol).isPresent()
                        && !symbol.equals(body.text("metric", 200));
        if (variable || metric) {
            return symbol;
        }
        var possible = new ArrayList<String>();
        for (String role : wanted.roles()) {
            List<String> ofRole =
                    experiment.variables().stream()
                            .filter(v -> v.role().name().equals(role))
                            .map(Variable::name)
                            .toList();
            if (ofRole.size() == 1 && possible.isEmpty() && law.variables().size() > 1) {
                return ofRole.getFirst();
            }
            possible.addAll(ofRole);
        }
        if (possible.size() == 1) {
            return possible.getFirst();
        }
        body.fail(
                "variables",
                null,
                ErrorCode.MISSING,
                possible.isEmpty()
                        ? "No variable of this experiment can be '"
                                + symbol
                                + "': none has the role "
                                + String.join(", ", wanted.roles())
                                + "."
                        : "Several variables of this experiment can be '"
                                + symbol
                                + "': "
                                + String.join(", ", possible)
                                + ". Say which, as in {\"variables\": {\""
                                + symbol
                                + "\": \""
                                + possible.getFirst()
                                + "\"}}.");
        return null;
    }
}
