package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Solves a fitted law for a size.
///
/// The interval holds every size at which the wanted value lies within the mean interval of the
/// forecast: it covers as often as the forecasts do, and it is open where the floor is in doubt.
public final class Targets {

    private static final double FARTHEST = 690; // |ln size|: beyond, doubles end
    private static final int HALVINGS = 60;

    private Targets() {}

    /// @param value of the metric that is wanted, in its unit
    /// @param solveFor a variable of the law
    /// @param given every other variable of the law
    /// @throws IllegalArgumentException for unknown, missing or superfluous variables and for sizes
    ///   that are not finite and > 0
    public static Target solve(
            FittedLaw fitted,
            double value,
            String solveFor,
            Map<String, Double> given,
            double level) {
        Requirements.level(level);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is " + value + ", must be finite");
        }
        int variable = indexOf(fitted, solveFor);
        if (fitted.law().variables().get(variable).kind() == LawVariable.Kind.LABEL) {
            throw new IllegalArgumentException(
                    "'" + solveFor + "' is a label; only sizes and numbers can be solved for");
        }
        double[] x = sizes(fitted, variable, given);
        var law = fitted.law();
        double floor = law.limit(variable, fitted.estimate(), x);
        @Nullable Spread floors = Spread.of(fitted, p -> law.limit(variable, p, x), level);
        double solution = law.sizeReaching(value, variable, fitted.estimate(), x);
        String reason = reason(fitted, value, solveFor, floor, solution);
        boolean solved = reason == null;
        Interval interval =
                Double.isNaN(solution)
                        ? null
                        : interval(fitted, value, variable, x, solution, level);
        if (solved) {
            x[variable] = solution;
        }
        Extrapolation extrapolation = solved ? Extrapolation.of(fitted, x) : null;
        return new Target(
                value,
                solveFor,
                given,
                solved || solution == 0,
                solved ? solution : null,
                interval,
                floor,
                floors == null ? null : floors.interval(level),
                unreachable(floors, value, floor),
                extrapolation,
                reason,
                extrapolation == null ? List.of() : Extrapolation.warnings(List.of(extrapolation)));
    }

    private static @Nullable String reason(
            FittedLaw fitted, double value, String solveFor, double floor, double solution) {
        if (Double.isNaN(solution)) {
            return "The fitted %s does not depend on %s.".formatted(fitted.law().id(), solveFor);
        }
        if (solution == 0) {
            return "Every size reaches %.6g.".formatted(value);
        }
        if (Double.isInfinite(solution)) {
            return "%.6g is %s the floor %.6g that the fitted law approaches as %s grows."
                    .formatted(value, value < floor ? "below" : "at", floor, solveFor);
        }
        return null;
    }

    private static double unreachable(@Nullable Spread floors, double value, double floor) {
        if (floors == null) {
            return value <= floor ? 1 : 0;
        }
        double[] d = floors.deviations();
        return (double) Arrays.stream(d).filter(v -> floors.at(v) >= value).count() / d.length;
    }

    private static @Nullable Interval interval(
            FittedLaw fitted,
            double value,
            int variable,
            double[] x,
            double solution,
            double level) {
        var band = new Band(fitted, variable, x.clone(), level);
        if (band.at(0) == null) {
            return null;
        }
        double from =
                solution > 0 && Double.isFinite(solution)
                        ? Math.log(solution)
                        : Math.log(fitted.data().upper()[variable]);
        return Interval.of(
                crossing(band, value, from, true), crossing(band, value, from, false), level);
    }

    /// Size at which a side of the band, falling with size, passes the value; NaN where it never
    /// does.
    private static double crossing(Band band, double value, double from, boolean lowerSide) {
        double step = 1;
        double low = from;
        double high = from;
        while (band.side(low, lowerSide) <= value) {
            low -= step;
            step *= 2;
            if (low < -FARTHEST) {
                return Double.NaN;
            }
        }
        step = 1;
        while (band.side(high, lowerSide) > value) {
            high += step;
            step *= 2;
            if (high > FARTHEST) {
                return Double.NaN;
            }
        }
        for (int i = 0; i < HALVINGS && high - low > 1e-9; i++) {
            double middle = .5 * (low + high);
            if (band.side(middle, lowerSide) <= value) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.exp(.5 * (low + high));
    }

    /// The mean interval as a function of ln size.
    private record Band(FittedLaw fitted, int variable, double[] x, double level) {

        @Nullable Interval at(double ln) {
            x[variable] = Math.exp(ln);
            Spread spread = Spread.ofMetric(fitted, x, level);
            return spread == null ? null : spread.interval(level);
        }

        double side(double ln, boolean lower) {
            Interval interval = at(ln);
            Double side = interval == null ? null : lower ? interval.lower() : interval.upper();
            return side != null
                    ? side
                    : lower ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
    }

    private static int indexOf(FittedLaw fitted, String name) {
        List<String> names = fitted.law().variables().stream().map(v -> v.name()).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "Law '%s' has no variable '%s'. It has %s"
                            .formatted(fitted.law().id(), name, names));
        }
        return index;
    }

    private static double[] sizes(FittedLaw fitted, int variable, Map<String, Double> given) {
        double[] x = new double[fitted.law().variables().size()];
        given.forEach((name, size) -> {
            int j = indexOf(fitted, name);
            if (j == variable) {
                throw new IllegalArgumentException("'" + name + "' is both given and solved for");
            }
            Requirements.value(fitted.law().variables().get(j), size);
            x[j] = size;
        });
        for (int j = 0; j < x.length; j++) {
            if (j != variable && !given.containsKey(fitted.law().variables().get(j).name())) {
                throw new IllegalArgumentException(
                        "Solving law '%s' needs '%s' to be given"
                                .formatted(
                                        fitted.law().id(), fitted.law().variables().get(j).name()));
            }
        }
        return x;
    }
}
