package dev.lawcast.forecasts;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.forecast.Forecasts;
import dev.lawcast.scaling.forecast.Targets;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import java.util.List;
import java.util.Map;

/// Reads what is asked of a fit, asks the curve, and answers in the experiment's names.
@Service
public class ForecastService {

    private static final int MOST_POINTS = 10_000;

    private final Fits fits;

    ForecastService(Fits fits) {
        this.fits = fits;
    }

    ForecastAnswer forecast(String id, JsonBody body) {
        Fit fit = fits.get(id);
        body.allow("points", "level");
        double level = level(fit, body);
        if (!body.has("points")) {
            body.missing("points");
        }
        List<JsonBody> given = body.objects("points", MOST_POINTS);
        body.errors().throwIfAny();
        return fits.separateGroups(fit) == null
                ? forecast(fit, given, level, fits.basis(fit))
                : GroupForecasts.at(fits, fit, given, level);
    }

    /// What a fit expects at some points, without profile intervals.
    ///
    /// @param points by the experiment's names
    /// @throws ApiException as the endpoint
    public ForecastAnswer at(Fit fit, List<JsonBody> points, double level) {
        return fits.separateGroups(fit) == null
                ? forecast(fit, points, level, null)
                : GroupForecasts.at(fits, fit, points, level);
    }

    private ForecastAnswer forecast(
            Fit fit, List<JsonBody> given, double level, Forecasts.@Nullable Basis basis) {
        FittedLaw fitted = fits.fittedLaw(fit);
        LawPoints points = points(fit, fitted);
        List<double[]> places = given.stream().map(point -> points.read(point, null)).toList();
        given.forEach(point -> point.errors().throwIfAny());
        return ForecastAnswer.of(
                fit.id().toString(),
                fit.metric(),
                level,
                Forecasts.at(fitted, places, level, basis, fits.widening(fit)),
                points);
    }

    public TargetAnswer target(String id, JsonBody body) {
        Fit fit = fits.get(id);
        body.allow("value", "solve_for", "given", "level", "group");
        Double value = body.number("value");
        if (value == null && !body.has("value")) {
            body.missing("value");
        }
        double level = level(fit, body);
        body.errors().throwIfAny();
        FittedLaw fitted = fitted(fit, body);
        LawPoints points = points(fit, fitted);
        String solveFor = solveFor(body, points);
        JsonBody given = body.object("given");
        Map<String, Double> values = Map.of();
        if (given != null) {
            values = solveFor.isEmpty() ? Map.of() : points.values(given, solveFor, null);
        } else if (points.names().size() > 1) {
            body.missing("given");
        }
        body.errors().throwIfAny();
        return TargetAnswer.of(
                id,
                fit.metric(),
                level,
                Targets.solve(fitted, value == null ? 0 : value, solveFor, values, level),
                points);
    }

    AllocationAnswer allocate(String id, JsonBody body) {
        Fit fit = fits.get(id);
        body.allow("budget", "cost", "level", "group");
        double flops = positive(body, "budget", "flops", null);
        double k = positive(body, "cost", "k", Allocations.DEFAULT_FLOPS_PER_UNIT);
        double level = level(fit, body);
        body.errors().throwIfAny();
        FittedLaw fitted = fitted(fit, body);
        if (!Allocations.supports(fitted.law())) {
            body.fail(
                    "budget",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "The law '"
                            + fit.law()
                            + (fitted.law().variables().size() == 1
                                    ? "' has one size, so there is nothing to split. Fit 'chinchilla' for a split between parameters and tokens."
                                    : "' does not say how to split a compute budget. Fit 'chinchilla' for a split between parameters and tokens."));
            body.errors().throwIfAny();
        }
        return AllocationAnswer.of(
                id,
                fit.metric(),
                level,
                Allocations.ofFlops(fitted, flops, k, level),
                points(fit, fitted));
    }

    private LawPoints points(Fit fit, FittedLaw fitted) {
        return new LawPoints(fits.variables(fit), fitted.law().variables(), fits.labels(fit));
    }

    /// The curve asked about: of a fit of each group alone, that of the body's group.
    private FittedLaw fitted(Fit fit, JsonBody body) {
        if (fits.separateGroups(fit) == null) {
            if (body.has("group")) {
                body.fail(
                        "group",
                        null,
                        ErrorCode.UNKNOWN_FIELD,
                        "The fit %s has one curve, not one for each group.".formatted(fit.id()));
                body.errors().throwIfAny();
            }
            return fits.fittedLaw(fit);
        }
        FittedLaw fitted = GroupForecasts.group(fits.fittedGroups(fit), body, "group");
        body.errors().throwIfAny();
        return java.util.Objects.requireNonNull(fitted);
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
                    "'"
                            + name
                            + "' is no variable of this fit; it has "
                            + String.join(", ", known)
                            + "."
                            + Suggestion.didYouMean(name, known));
        }
        return symbol == null ? "" : symbol;
    }

    /// A number > 0 in an object of the body.
    private static double positive(
            JsonBody body, String object, String field, @Nullable Double otherwise) {
        JsonBody holder = body.object(object);
        if (holder == null) {
            if (otherwise == null && !body.has(object)) {
                body.missing(object);
            }
            return otherwise == null ? 1 : otherwise;
        }
        holder.allow(field);
        Double value = holder.number(field);
        if (value == null) {
            if (otherwise == null && !holder.has(field)) {
                holder.missing(field);
            }
            return otherwise == null ? 1 : otherwise;
        }
        if (!(value > 0)) {
            holder.fail(
                    field,
                    value.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'" + field + "' is " + value + ", must be > 0.");
        }
        return value;
    }

    private double level(Fit fit, JsonBody body) {
        return fits.level(fit, body);
    }
}
