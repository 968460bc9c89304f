package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// A variable that two curves have in common: one name or one role, or the name that the question
/// uses for both.
record SharedVariable(ComparedCurve first, LawVariable a, ComparedCurve second, LawVariable b) {

    /// How far beyond the sizes of both curves crossings are looked for.
    private static final double BEYOND = 1000;

    /// The one that the question names; null, and an error, where a curve has none of that name.
    static @Nullable SharedVariable named(
            ComparedCurve first, ComparedCurve second, String name, JsonBody body) {
        LawVariable a = find(first, name);
        LawVariable b = find(second, name);
        if (a == null || b == null) {
            body.fail(
                    "along",
                    name,
                    ErrorCode.UNKNOWN_NAME,
                    "'%s' is no variable of %s; a has %s, b has %s."
                            .formatted(
                                    name,
                                    a == null ? "a" : "b",
                                    String.join(", ", first.points().experimentNames()),
                                    String.join(", ", second.points().experimentNames())));
            return null;
        }
        if (a.kind() == LawVariable.Kind.LABEL || b.kind() == LawVariable.Kind.LABEL) {
            body.fail(
                    "along",
                    name,
                    ErrorCode.OUT_OF_RANGE,
                    "'%s' holds text; curves cross along sizes and numbers.".formatted(name));
            return null;
        }
        return new SharedVariable(first, a, second, b);
    }

    private static @Nullable LawVariable find(ComparedCurve curve, String name) {
        return curve.points().variables().stream()
                .filter(v -> curve.means(v, name))
                .findFirst()
                .orElse(null);
    }

    /// The only one that is not given; null where there is none or a choice.
    static @Nullable SharedVariable only(
            ComparedCurve first, ComparedCurve second, @Nullable JsonBody given) {
        var found = new ArrayList<SharedVariable>();
        for (LawVariable a : first.open()) {
            for (LawVariable b : second.open()) {
                boolean number =
                        a.kind() != LawVariable.Kind.LABEL && b.kind() != LawVariable.Kind.LABEL;
                boolean isGiven =
                        given != null && (first.gives(given, a) || second.gives(given, b));
                if (number && !isGiven && first.shares(a, second, b)) {
                    found.add(new SharedVariable(first, a, second, b));
                }
            }
        }
        return found.size() == 1 ? found.getFirst() : null;
    }

    String name() {
        return first.points().name(a.name());
    }

    /// What must be given besides, by the names that the curves have for it.
    List<String> missing(@Nullable JsonBody given) {
        var missing = new LinkedHashSet<String>();
        missing.addAll(missing(first, a, given));
        missing.addAll(missing(second, b, given));
        return List.copyOf(missing);
    }

    private static List<String> missing(
            ComparedCurve curve, LawVariable but, @Nullable JsonBody given) {
        return curve.open().stream()
                .filter(v -> !v.equals(but) && (given == null || !curve.gives(given, v)))
                .map(v -> curve.points().name(v.name()))
                .toList();
    }

    /// From the smallest value of both curves to the largest and well beyond; {NaN, NaN} where
    /// neither curve says for which values it holds.
    double[] range() {
        double low = Math.min(lower(first, a), lower(second, b));
        double high = Math.max(upper(first, a), upper(second, b));
        if (!(low <= high)) {
            return new double[] {Double.NaN, Double.NaN};
        }
        return switch (a.kind()) {
            case SIZE -> new double[] {low / BEYOND, high * BEYOND};
            case FRACTION -> new double[] {0, 1};
            case NUMBER, LABEL -> new double[] {2 * low - high - 1, 2 * high - low + 1};
        };
    }

    /// The largest value of both curves' data, NaN where neither has any.
    double largest() {
        double high = Math.max(upper(first, a), upper(second, b));
        return Double.isInfinite(high) ? Double.NaN : high;
    }

    private static double lower(ComparedCurve curve, LawVariable variable) {
        double value =
                curve.contender()
                        .fitted()
                        .data()
                        .lower()[curve.points().variables().indexOf(variable)];
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }

    private static double upper(ComparedCurve curve, LawVariable variable) {
        double value =
                curve.contender()
                        .fitted()
                        .data()
                        .upper()[curve.points().variables().indexOf(variable)];
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }
}
