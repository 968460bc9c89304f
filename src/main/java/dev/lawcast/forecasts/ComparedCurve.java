package dev.lawcast.forecasts;

import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.forecast.Comparison;
import dev.lawcast.scaling.forecast.Contender;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// One of the two curves of a comparison, with what the question says of it alone.
///
/// @param fit null for a known law
/// @param knownLaw null for a fit
/// @param direction `minimize`, `maximize`, or null for what is no metric to better
/// @param fixed variables that the question fixes for this curve alone, or null
/// @param experiment whose runs it was fitted to, null where pairs of draws make no sense
record ComparedCurve(
        @Nullable String fit,
        @Nullable String knownLaw,
        String metric,
        @Nullable String unit,
        @Nullable String direction,
        Contender contender,
        LawPoints points,
        @Nullable JsonBody fixed,
        @Nullable UUID experiment) {

    /// The variables that are not fixed, in the law's order.
    List<LawVariable> open() {
        return points.variables().stream().filter(v -> !isFixed(v)).toList();
    }

    private boolean isFixed(LawVariable variable) {
        return fixed != null && gives(fixed, variable);
    }

    /// Whether a body has a variable, under one of its names.
    boolean gives(JsonBody given, LawVariable variable) {
        return given.has(points.field(given, variable.name()));
    }

    /// Whether a name stands for a variable.
    boolean means(LawVariable variable, String name) {
        String symbol = variable.name();
        return name.equals(points.name(symbol))
                || name.equals(symbol)
                || points.roles().getOrDefault(symbol, List.of()).contains(name);
    }

    /// The variable that takes a field of a body, null where none does.
    @Nullable LawVariable variable(JsonBody given, String field) {
        return points.variables().stream()
                .filter(v -> !isFixed(v) && points.field(given, v.name()).equals(field))
                .findFirst()
                .orElse(null);
    }

    /// What the question fixes for this curve, under its names.
    Map<String, Object> given() {
        var given = new LinkedHashMap<String, Object>();
        if (fixed != null) {
            for (String name : fixed.names()) {
                given.put(name, fixed.value(name));
            }
        }
        return given;
    }

    /// Values of every open variable but one, under this curve's names.
    Map<String, Object> named(double[] x, @Nullable LawVariable but) {
        var bySymbol = new LinkedHashMap<String, Double>();
        for (int j = 0; j < x.length; j++) {
            LawVariable variable = points.variables().get(j);
            if (!variable.equals(but) && !isFixed(variable)) {
                bySymbol.put(variable.name(), x[j]);
            }
        }
        return points.named(bySymbol);
    }

    /// Whether two variables are the same thing: of one name, or of one role.
    boolean shares(LawVariable mine, ComparedCurve other, LawVariable theirs) {
        for (String name : lasting(mine)) {
            if (other.lasting(theirs).contains(name)) {
                return true;
            }
        }
        return false;
    }

    /// Names that mean the same in another law too, other than symbols.
    private List<String> lasting(LawVariable variable) {
        var names = new ArrayList<String>();
        names.add(points.name(variable.name()));
        names.addAll(points.roles().getOrDefault(variable.name(), List.of()));
        return names;
    }

    /// A point in the order of the law, from what all curves share and what is fixed for this one;
    /// what is wrong is left in the body's errors.
    ///
    /// @param but a variable that is not read, or null
    double[] read(JsonBody given, @Nullable LawVariable but) {
        double[] x = new double[points.variables().size()];
        for (int j = 0; j < x.length; j++) {
            LawVariable variable = points.variables().get(j);
            if (variable.equals(but)) {
                continue;
            }
            Double value =
                    points.value(isFixed(variable) && fixed != null ? fixed : given, variable);
            x[j] = value == null ? 1 : value;
        }
        return x;
    }

    Comparison.Line line(double[] x, LawVariable along) {
        return new Comparison.Line(contender, x, points.variables().indexOf(along));
    }
}
