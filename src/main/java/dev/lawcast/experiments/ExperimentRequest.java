package dev.lawcast.experiments;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a POST makes or a PATCH changes, checked.
///
/// @param variables those to be added, with the positions they get
/// @param metrics likewise; their ids are given by the database
record ExperimentRequest(
        String name, @Nullable String description, List<Variable> variables, List<Metric> metrics) {

    private static final int MOST_VARIABLES = 200;
    private static final int MOST_METRICS = 100;
    private static final int LONGEST_TEXT = 10_000;
    private static final int LONGEST_UNIT = 50;

    static ExperimentRequest create(JsonBody body) {
        body.allow("name", "description", "variables", "metrics");
        var request =
                new ExperimentRequest(
                        body.requiredText("name", 200),
                        body.text("description", LONGEST_TEXT),
                        new ArrayList<>(),
                        new ArrayList<>());
        for (String list : List.of("variables", "metrics")) {
            if (!body.has(list)) {
                body.missing(list);
            }
        }
        request.read(body, List.of(), List.of());
        return request;
    }

    /// Names and texts that stand in the body replace the old ones, variables and metrics are
    /// added; those that stand there already the same way may be repeated.
    static ExperimentRequest change(JsonBody body, Experiment old) {
        body.allow("name", "description", "variables", "metrics");
        String name = old.name();
        if (body.mentions("name")) {
            name = body.requiredText("name", 200);
        }
        String description =
                body.mentions("description")
                        ? body.text("description", LONGEST_TEXT)
                        : old.description();
        var request =
                new ExperimentRequest(name, description, new ArrayList<>(), new ArrayList<>());
        request.read(body, old.variables(), old.metrics());
        return request;
    }

    private void read(JsonBody body, List<Variable> oldVariables, List<Metric> oldMetrics) {
        var names = new ColumnNames();
        oldVariables.forEach(variable -> names.add(variable.name(), "a variable"));
        oldMetrics.forEach(metric -> names.add(metric.name(), "a metric"));
        var conflicts = new ArrayList<InputError>();
        var sources = new HashMap<String, String>();
        oldVariables.forEach(v -> sources.put(v.role().name(), v.name()));
        for (JsonBody one : body.objects("variables", MOST_VARIABLES)) {
            Variable variable = variable(one, oldVariables.size() + variables.size() + 1);
            Optional<Variable> old =
                    oldVariables.stream().filter(v -> v.name().equals(variable.name())).findFirst();
            if (old.isEmpty()) {
                names.check(one, variable.name(), "a variable");
                checkSource(one, variable, sources);
                variables.add(variable);
            } else if (!old.get().role().equals(variable.role())
                    || !Objects.equals(old.get().unit(), variable.unit())) {
                conflicts.add(conflict(one, "variable", variable.name()));
            }
        }
        for (JsonBody one : body.objects("metrics", MOST_METRICS)) {
            Metric metric = metric(one, oldMetrics.size() + metrics.size() + 1);
            Optional<Metric> old =
                    oldMetrics.stream().filter(m -> m.name().equals(metric.name())).findFirst();
            if (old.isEmpty()) {
                names.check(one, metric.name(), "a metric");
                metrics.add(metric);
            } else if (!same(old.get(), metric)) {
                conflicts.add(conflict(one, "metric", metric.name()));
            }
        }
        atMost(body, "variables", oldVariables.size() + variables.size(), MOST_VARIABLES);
        atMost(body, "metrics", oldMetrics.size() + metrics.size(), MOST_METRICS);
        body.errors().throwIfAny();
        if (!conflicts.isEmpty()) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    conflicts.getFirst().message(),
                    conflicts,
                    conflicts.size());
        }
    }

    /// Two shares of one source would be counted twice in the mixture's sum.
    private static void checkSource(
            JsonBody body, Variable variable, Map<String, String> variables) {
        String role = variable.role().name();
        String before = variables.putIfAbsent(role, variable.name());
        if (before != null && variable.role().isMixture()) {
            body.fail(
                    "role",
                    role,
                    ErrorCode.DUPLICATE,
                    "The role '"
                            + InputError.cut(role)
                            + "' stands twice: '"
                            + before
                            + "' has it already. Each source of a mixture has one variable.");
        }
    }

    private static Variable variable(JsonBody body, int position) {
        body.allow("name", "role", "unit");
        String name = body.requiredText("name", ColumnNames.LONGEST);
        String given = body.requiredText("role", 200);
        Optional<VariableRole> role = VariableRole.of(given);
        if (role.isEmpty() && !given.isEmpty()) {
            body.fail(
                    "role",
                    given,
                    ErrorCode.UNKNOWN_NAME,
                    "The role '"
                            + InputError.cut(given)
                            + "' is not known."
                            + Suggestion.didYouMean(given, VariableRole.NAMES)
                            + " Roles are "
                            + String.join(", ", VariableRole.NAMES)
                            + " and mixture:<source>.");
        }
        return new Variable(
                position, name, role.orElse(VariableRole.OTHER), body.text("unit", LONGEST_UNIT));
    }

    private static Metric metric(JsonBody body, int position) {
        body.allow("name", "direction", "unit", "lower_bound", "upper_bound");
        String name = body.requiredText("name", ColumnNames.LONGEST);
        String direction = body.oneOf("direction", List.of("minimize", "maximize"));
        Double lower = body.number("lower_bound");
        Double upper = body.number("upper_bound");
        if (lower != null && upper != null && lower >= upper) {
            body.fail(
                    "lower_bound",
                    lower.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'lower_bound' is "
                            + lower
                            + ", must be less than 'upper_bound', "
                            + upper
                            + ". Maybe the two are swapped.");
        }
        return new Metric(
                0,
                position,
                name,
                Metric.Direction.of(direction == null ? "minimize" : direction),
                body.text("unit", LONGEST_UNIT),
                lower,
                upper);
    }

    private static boolean same(Metric a, Metric b) {
        return a.equals(
                new Metric(
                        a.id(),
                        a.position(),
                        b.name(),
                        b.direction(),
                        b.unit(),
                        b.lowerBound(),
                        b.upperBound()));
    }

    private static InputError conflict(JsonBody body, String kind, String name) {
        return InputError.at(
                body.pointerTo("name"),
                name,
                ErrorCode.CONFLICT,
                "The "
                        + kind
                        + " '"
                        + InputError.cut(name)
                        + "' is declared already, in another way; what is declared cannot change,"
                        + " because runs are stored by it.");
    }

    private static void atMost(JsonBody body, String list, int count, int most) {
        if (count > most) {
            body.fail(
                    list,
                    null,
                    ErrorCode.TOO_LONG,
                    "The experiment would have " + count + " " + list + ", at most " + most + ".");
        }
    }
}
