package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A law with constants that somebody gives. Which labels it has and how often its repeated piece
/// stands is read off the names of the constants: `b[books]` is of the pool `books`, `c2` is of a
/// second break.
///
/// @param labels in the order of their codes
record Evaluation(ScalingLaw law, List<String> labels, double[] constants) {

    private static final Pattern OF_LABEL = Pattern.compile("[^\\[]+\\[(.+)]");

    /// The answer.
    ///
    /// @param values one for each point, null where the law has none
    /// @param undefined which points those are, and why
    record Values(String law, List<@Nullable Double> values, List<Undefined> undefined) {}

    /// @param point position, from 0
    record Undefined(int point, String reason) {}

    /// Throws what is wrong.
    static Evaluation read(ScalingLaw usual, JsonBody body) {
        JsonBody given = body.object("parameters");
        List<String> names = given == null ? List.of() : given.names();
        List<String> labels = labels(usual, names);
        if (labels.isEmpty() && hasLabels(usual)) {
            String example = usual.parameters().getLast().name();
            body.fail(
                    "parameters",
                    null,
                    ErrorCode.MISSING,
                    "The law '%s' has constants of labels, named as in '%s'; none is given."
                            .formatted(usual.id(), example));
            body.errors().throwIfAny();
        }
        ScalingLaw law = usual.in(new LawForm(pieces(usual, labels, names), labels));
        List<String> known = law.parameters().stream().map(LawParameter::name).toList();
        double[] constants = new double[known.size()];
        for (int k = 0; k < constants.length; k++) {
            constants[k] = constant(body, given, law.parameters().get(k), known);
        }
        for (String name : names) {
            if (given != null && !known.contains(name)) {
                given.fail(
                        name,
                        null,
                        ErrorCode.UNKNOWN_NAME,
                        "The law '%s' has no parameter '%s'; it has %s.%s"
                                .formatted(
                                        law.id(),
                                        name,
                                        String.join(", ", known),
                                        Suggestion.didYouMean(name, known)));
            }
        }
        body.errors().throwIfAny();
        return new Evaluation(law, labels, constants);
    }

    private static double constant(
            JsonBody body, @Nullable JsonBody given, LawParameter parameter, List<String> known) {
        String name = parameter.name();
        if (given == null || !given.has(name)) {
            (given == null ? body : given)
                    .fail(
                            given == null ? "parameters" : name,
                            null,
                            ErrorCode.MISSING,
                            "The parameter '%s' is missing; the law has %s."
                                    .formatted(name, String.join(", ", known)));
            return Double.NaN;
        }
        Double value = given.number(name);
        if (value != null && !(value >= parameter.lower() && value <= parameter.upper())) {
            given.fail(
                    name,
                    value.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'%s' is %s, must be from %s to %s."
                            .formatted(name, value, parameter.lower(), parameter.upper()));
        }
        return value == null ? Double.NaN : value;
    }

    private static boolean hasLabels(ScalingLaw law) {
        return law.variables().stream().anyMatch(v -> v.kind() == LawVariable.Kind.LABEL);
    }

    private static List<String> labels(ScalingLaw law, List<String> names) {
        var labels = new LinkedHashSet<String>();
        if (hasLabels(law)) {
            for (String name : names) {
                Matcher of = OF_LABEL.matcher(name);
                if (of.matches()) {
                    labels.add(of.group(1));
                }
            }
        }
        return labels.stream().limit(LawForm.MOST_LABELS).toList();
    }

    /// The fewest pieces that have all constants given; the usual number where none has.
    private static int pieces(ScalingLaw law, List<String> labels, List<String> names) {
        int[] range = law.pieces();
        return IntStream.rangeClosed(range[0], range[1])
                .filter(pieces -> pieces > 0)
                .filter(pieces ->
                        law.in(new LawForm(pieces, labels)).parameters().stream()
                                .map(LawParameter::name)
                                .toList()
                                .containsAll(names))
                .findFirst()
                .orElse(0);
    }

    Values at(List<double[]> places) {
        var values = new ArrayList<@Nullable Double>();
        var undefined = new ArrayList<Undefined>();
        for (int i = 0; i < places.size(); i++) {
            String reason = null;
            double value = Double.NaN;
            try {
                value = law.value(constants, places.get(i));
            } catch (IllegalArgumentException e) {
                reason = e.getMessage();
            }
            boolean finite = Double.isFinite(value);
            values.add(finite ? value : null);
            if (!finite) {
                undefined.add(
                        new Undefined(
                                i,
                                reason == null ? "The formula has no finite value here." : reason));
            }
        }
        return new Values(law.id(), values, undefined);
    }
}
