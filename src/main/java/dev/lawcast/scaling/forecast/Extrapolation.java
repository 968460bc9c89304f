package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.fit.WarningCode;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.PoolLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How far a point lies outside the runs: a ratio for sizes; for fractions and numbers 1 + distance
/// in widths of the runs' range; 1 for labels. Of a union of pools the size of each pool counts.
///
/// @param factor of the worst variable
/// @param variable the worst one
/// @param inside whether every variable is within the runs' range
public record Extrapolation(
        double factor, String variable, boolean inside, List<PerVariable> variables) {

    /// Beyond this factor forecasts of published studies begin to leave their intervals.
    static final double FAR = 3;

    /// @param factor how many times above the largest (or below the smallest) run; 1 inside
    public record PerVariable(String variable, double factor, boolean inside) {}

    public static Extrapolation of(FittedLaw fitted, double[] point) {
        double[] x = fitted.law() instanceof PoolLaw law ? law.alone(point) : point;
        var all = new ArrayList<PerVariable>();
        for (int j = 0; j < x.length; j++) {
            LawVariable variable = fitted.law().variables().get(j);
            double lower = fitted.data().lower()[j];
            double upper = fitted.data().upper()[j];
            double factor =
                    switch (variable.kind()) {
                        case SIZE -> Math.max(x[j] / upper, lower / x[j]);
                        case FRACTION, NUMBER ->
                                1 + Math.max(x[j] - upper, lower - x[j]) / (upper - lower);
                        case LABEL -> 1;
                    };
            // a range of width 0 makes 0/0 of a point on it
            double outside = factor > 1 ? Math.min(Double.MAX_VALUE, factor) : 1;
            all.add(new PerVariable(variable.name(), outside, outside == 1));
        }
        PerVariable worst =
                all.stream().max(Comparator.comparingDouble(PerVariable::factor)).orElseThrow();
        return new Extrapolation(
                worst.factor(), worst.variable(), worst.inside(), List.copyOf(all));
    }

    /// One warning for the worst point, if any lies outside.
    public static List<Warning> warnings(List<Extrapolation> points) {
        @Nullable Extrapolation worst =
                points.stream().max(Comparator.comparingDouble(Extrapolation::factor)).orElse(null);
        if (worst == null || worst.inside()) {
            return List.of();
        }
        long outside = points.stream().filter(p -> !p.inside()).count();
        var code = worst.factor() > FAR ? WarningCode.FAR_EXTRAPOLATION : WarningCode.OUTSIDE_DATA;
        return List.of(
                code.warning(
                        "%d of %d points lie outside the runs, the farthest by a factor %.3g in %s."
                                .formatted(
                                        outside, points.size(), worst.factor(), worst.variable())));
    }
}
