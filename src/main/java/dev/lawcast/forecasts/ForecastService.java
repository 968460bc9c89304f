package dev.lawcast.forecasts;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.forecast.Forecasts;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import java.util.List;

/// Reads what is asked of a fit, asks the curve, and answers in the experiment's names.
@Service
public class ForecastService {

    private final Fits fits;

    ForecastService(Fits fits) {
        this.fits = fits;
    }

    ForecastAnswer forecast(String id, JsonBody body) {
        Fit fit = fits.get(id);
        body.allow("points", "level");
        double level = level(fit, body);
        List<JsonBody> given = Questions.points(body);
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
        List<double[]> places = Questions.places(given, points);
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
        double level = level(fit, body);
        body.errors().throwIfAny();
        FittedLaw fitted = fitted(fit, body);
        LawPoints points = points(fit, fitted);
        Questions.Wanted wanted = Questions.wanted(body, points);
        return TargetAnswer.of(id, fit.metric(), level, wanted.of(fitted, level), points);
    }

    AllocationAnswer allocate(String id, JsonBody body) {
        Fit fit = fits.get(id);
        body.allow("budget", "cost", "given", "share", "level", "group");
        double level = level(fit, body);
        body.errors().throwIfAny();
        FittedLaw fitted = fitted(fit, body);
        LawPoints points = points(fit, fitted);
        Questions.Spending spending = SpendingReader.read(body, fitted.law(), points);
        return AllocationAnswer.of(
                id, fit.metric(), level, spending, spending.of(fitted, level), points);
    }

    private LawPoints points(Fit fit, FittedLaw fitted) {
        return new LawPoints(fits.variables(fit), fitted.law(), fits.labels(fit));
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

    private double level(Fit fit, JsonBody body) {
        return fits.level(fit, body);
    }
}
