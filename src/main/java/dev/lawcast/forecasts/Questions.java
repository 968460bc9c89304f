package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.forecast.Allocation;
import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.forecast.Budget;
import dev.lawcast.scaling.forecast.Target;
import dev.lawcast.scaling.forecast.Targets;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What can be asked of any curve, read from a body. What is wrong is thrown.
final class Questions {

    static final int MOST_POINTS = 10_000;

    private Questions() {}

    /// Which size reaches a value?
    ///
    /// @param given the other variables, by symbol
    record Wanted(double value, String symbol, Map<String, Double> given) {

        Target of(FittedLaw fitted, double level) {
            return Targets.solve(fitted, value, symbol, given, level);
        }
    }

    /// How to spend what?
    ///
    /// @param budget what it is of → how much, as asked
    /// @param cost as asked, defaults written out
    /// @param share of the cost in the encoder that is compared with the best one, or null
    record Spending(
            Map<String, Double> budget,
            Map<String, Double> cost,
            Budget what,
            @Nullable Double share) {

        Allocation of(FittedLaw fitted, double level) {
            return Allocations.of(fitted, what, share, level);
        }
    }

    static List<JsonBody> points(JsonBody body) {
        if (!body.has("points")) {
            body.missing("points");
        }
        List<JsonBody> points = body.objects("points", MOST_POINTS);
        body.errors().throwIfAny();
        return points;
    }

    static List<double[]> places(List<JsonBody> given, LawPoints points) {
        List<double[]> places = given.stream().map(point -> points.read(point, null)).toList();
        given.forEach(point -> point.errors().throwIfAny());
        return places;
    }

    static Wanted wanted(JsonBody body, LawPoints points) {
        Double value = body.number("value");
        if (value == null && !body.has("value")) {
            body.missing("value");
        }
        String symbol = solveFor(body, points);
        JsonBody given = body.object("given");
        Map<String, Double> values = Map.of();
        if (given != null) {
            values = symbol.isEmpty() ? Map.of() : points.values(given, symbol, null);
        } else if (points.names().size() > 1) {
            body.missing("given");
        }
        body.errors().throwIfAny();
        return new Wanted(value == null ? 0 : value, symbol, values);
    }

    private static String solveFor(JsonBody body, LawPoints points) {
        List<String> known = points.experimentNames();
        if (!body.has("solve_for") && known.size() == 1) {
            return points.names().keySet().iterator().next();
        }
        String name = body.requiredText("solve_for", 200);
        String symbol = points.symbol(name);
        if (symbol == null && !name.isEmpty()) {
            body.fail(
                    "solve_for",
                    name,
                    ErrorCode.UNKNOWN_NAME,
                    "'%s' is no variable of this curve; it has %s.%s"
                            .formatted(
                                    name,
                                    String.join(", ", known),
                                    Suggestion.didYouMean(name, known)));
        }
        if (symbol != null && points.kind(symbol) == LawVariable.Kind.LABEL) {
            body.fail(
                    "solve_for",
                    name,
                    ErrorCode.OUT_OF_RANGE,
                    "'%s' holds text; only sizes and numbers can be solved for.".formatted(name));
        }
        return symbol == null ? "" : symbol;
    }
}
