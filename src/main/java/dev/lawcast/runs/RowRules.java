package dev.lawcast.runs;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;
import dev.lawcast.experiments.VariableRole;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What must hold of a whole row: the ranges that roles and bounds give, mixtures that sum to 1,
/// and no more unique things than things.
final class RowRules {

    /// Shares of a mixture are often rounded to two or three digits.
    static final double MIXTURE_TOLERANCE = 5e-3;

    private final Experiment experiment;
    private final List<Variable> mixture;
    private final List<Pair> pairs = new ArrayList<>();

    /// `part` cannot be larger than `whole`.
    private record Pair(Variable part, Variable whole) {}

    RowRules(Experiment experiment) {
        this.experiment = experiment;
        this.mixture = experiment.variables().stream().filter(v -> v.role().isMixture()).toList();
        if (only("pool")
                .isEmpty()) { // else it is the size of a pool, of which a run may see a part
            pair("unique_tokens", "tokens");
            pair("unique_samples", "samples");
        }
        pair("nonzero_parameters", "parameters");
    }

    void check(RunRow row, RowErrors errors) {
        if (row.key == null && !errors.has(RunColumn.Attribute.KEY)) {
            errors.add(
                    RunColumn.Attribute.KEY,
                    null,
                    ErrorCode.MISSING,
                    "The run has no key. Every run needs one, so that it can be sent again.");
        }
        for (Variable variable : experiment.variables()) {
            double value = row.variables[variable.position() - 1];
            switch (variable.role().kind()) {
                case SIZE -> {
                    if (value <= 0) {
                        size(variable, value, errors);
                    }
                }
                case FRACTION -> {
                    if (value < 0 || value > 1) {
                        fraction(variable, value, row, errors);
                    }
                }
                case LABEL, OTHER -> {}
            }
        }
        for (Metric metric : experiment.metrics()) {
            metric(metric, row, errors);
        }
        if (!mixture.isEmpty()) {
            mixture(row, errors);
        }
        for (Pair pair : pairs) {
            double part = row.variables[pair.part.position() - 1];
            double whole = row.variables[pair.whole.position() - 1];
            if (part > whole) {
                errors.add(
                        new RunColumn.OfVariable(pair.part),
                        Double.toString(part),
                        ErrorCode.OUT_OF_RANGE,
                        named(row)
                                + pair.part.name()
                                + " "
                                + part
                                + " > "
                                + pair.whole.name()
                                + " "
                                + whole
                                + ". Maybe the two columns are swapped.");
            }
        }
    }

    private void pair(String part, String whole) {
        Optional<Variable> first = only(part);
        Optional<Variable> second = only(whole);
        if (first.isPresent() && second.isPresent()) {
            pairs.add(new Pair(first.get(), second.get()));
        }
    }

    private Optional<Variable> only(String role) {
        List<Variable> having =
                experiment.variables().stream().filter(v -> v.role().name().equals(role)).toList();
        return having.size() == 1 ? Optional.of(having.getFirst()) : Optional.empty();
    }

    private static void size(Variable variable, double value, RowErrors errors) {
        errors.add(
                new RunColumn.OfVariable(variable),
                Double.toString(value),
                ErrorCode.OUT_OF_RANGE,
                "'"
                        + variable.name()
                        + "' is "
                        + value
                        + ", must be > 0, because its role is "
                        + variable.role().name()
                        + "."
                        + (value == 0
                                ? " Maybe 0 stands for a missing value: leave it out."
                                : " Maybe it is a logarithm, or two columns are swapped."));
    }

    private void fraction(Variable variable, double value, RunRow row, RowErrors errors) {
        errors.add(
                new RunColumn.OfVariable(variable),
                Double.toString(value),
                ErrorCode.OUT_OF_RANGE,
                "'"
                        + variable.name()
                        + "' is "
                        + value
                        + ", must be from 0 to 1, because its role is "
                        + variable.role().name()
                        + "."
                        + sizeFrom(row, variable.name(), value, 0, 1)
                                .orElse(
                                        value > 1 && value <= 100
                                                ? " Maybe it is in percent."
                                                : ""));
    }

    private void metric(Metric metric, RunRow row, RowErrors errors) {
        double value = row.metrics[metric.position() - 1];
        double error = row.standardErrors[metric.position() - 1];
        double lower = metric.lowerBound() == null ? Double.NEGATIVE_INFINITY : metric.lowerBound();
        double upper = metric.upperBound() == null ? Double.POSITIVE_INFINITY : metric.upperBound();
        if (value < lower || value > upper) {
            errors.add(
                    new RunColumn.OfMetric(metric),
                    Double.toString(value),
                    ErrorCode.OUT_OF_RANGE,
                    "'"
                            + metric.name()
                            + "' is "
                            + value
                            + ", must be "
                            + (value < lower
                                    ? "at least " + lower + " (its lower_bound)."
                                    : "at most " + upper + " (its upper_bound).")
                            + (value == 0
                                    ? " Maybe a loss of 0 stands for a run that was not measured:"
                                            + " leave it out."
                                    : sizeFrom(row, metric.name(), value, lower, upper)
                                            .orElse("")));
        }
        if (error < 0) {
            errors.add(
                    new RunColumn.OfStandardError(metric),
                    Double.toString(error),
                    ErrorCode.OUT_OF_RANGE,
                    "The standard error of '"
                            + metric.name()
                            + "' is "
                            + error
                            + ", must be >= 0.");
        } else if (!Double.isNaN(error) && Double.isNaN(value)) {
            errors.add(
                    new RunColumn.OfStandardError(metric),
                    Double.toString(error),
                    ErrorCode.MISSING,
                    "The standard error of '"
                            + metric.name()
                            + "' is given, the value itself is missing.");
        }
    }

    /// A size whose value would fit here, and which could be the value that stands here.
    private Optional<String> sizeFrom(
            RunRow row, String name, double value, double lower, double upper) {
        if (value <= 0) {
            return Optional.empty();
        }
        return experiment.variables().stream()
                .filter(v -> v.role().kind() == VariableRole.Kind.SIZE)
                .filter(v -> row.variables[v.position() - 1] >= lower)
                .filter(v -> row.variables[v.position() - 1] <= upper)
                .map(v -> " Maybe the columns '" + name + "' and '" + v.name() + "' are swapped.")
                .findFirst();
    }

    private void mixture(RunRow row, RowErrors errors) {
        double sum = 0;
        List<String> missing = new ArrayList<>();
        for (Variable share : mixture) {
            double value = row.variables[share.position() - 1];
            if (Double.isNaN(value)) {
                missing.add(share.name());
            } else {
                sum += value;
            }
        }
        if (missing.size() == mixture.size()) {
            return;
        }
        var first = new RunColumn.OfVariable(mixture.getFirst());
        if (!missing.isEmpty()) {
            if (!errors.hasAny()) {
                errors.add(
                        first,
                        null,
                        ErrorCode.MISSING,
                        "The mixture lacks "
                                + String.join(
                                        ", ", missing.subList(0, Math.min(10, missing.size())))
                                + ". Give all shares or none; an unused source has share 0.");
            }
        } else if (Math.abs(sum - 1) > MIXTURE_TOLERANCE) {
            errors.add(
                    first,
                    Double.toString(sum),
                    ErrorCode.MIXTURE_SUM,
                    "The shares "
                            + mixture.stream()
                                    .limit(10)
                                    .map(Variable::name)
                                    .collect(Collectors.joining(", "))
                            + " sum to "
                            + sum
                            + ", must be 1 within "
                            + MIXTURE_TOLERANCE
                            + "."
                            + (Math.abs(sum - 100) <= 1 ? " Maybe they are in percent." : ""));
        }
    }

    private static String named(RunRow row) {
        return row.key == null ? "The run has " : "The run '" + row.key + "' has ";
    }
}
