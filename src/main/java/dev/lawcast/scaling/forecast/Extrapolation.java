package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;

import java.util.ArrayList;
import java.util.List;

/// How far a point lies outside the runs.
///
/// @param factor of the worst variable
/// @param variable the worst one
/// @param inside whether every variable is within the runs' range
public record Extrapolation(
        double factor, String variable, boolean inside, List<PerVariable> variables) {

    /// @param factor how many times above the largest (or below the smallest) run; 1 inside
    public record PerVariable(String variable, double factor, boolean inside) {}

    static Extrapolation of(FittedLaw fitted, double[] x) {
        var all = new ArrayList<PerVariable>();
        PerVariable worst = null;
        for (int j = 0; j < x.length; j++) {
            double factor =
                    Math.max(
                            1,
                            Math.max(
                                    x[j] / fitted.data().upper()[j],
                                    fitted.data().lower()[j] / x[j]));
            var one = new PerVariable(fitted.law().variables().get(j).name(), factor, factor == 1);
            all.add(one);
            if (worst == null || factor > worst.factor()) {
                worst = one;
            }
        }
        if (worst == null) {
            throw new IllegalArgumentException("A point needs at least one variable");
        }
        return new Extrapolation(
                worst.factor(), worst.variable(), worst.inside(), List.copyOf(all));
    }
}
