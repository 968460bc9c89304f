package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.fits.FittedGroups;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.forecast.Forecasts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/// Forecasts of a fit of each group alone: every point names its group.
final class GroupForecasts {

    private GroupForecasts() {}

    static ForecastAnswer at(Fits fits, Fit fit, List<JsonBody> given, double level) {
        FittedGroups groups = fits.fittedGroups(fit);
        String groupBy = Objects.requireNonNull(fits.separateGroups(fit));
        var curves = new ArrayList<@Nullable FittedLaw>();
        var places = new ArrayList<double[]>();
        for (JsonBody point : given) {
            FittedLaw fitted = group(groups, point, groupBy);
            curves.add(fitted);
            places.add(
                    fitted == null
                            ? new double[0]
                            : points(fits, fit, fitted).read(point, groupBy));
        }
        given.forEach(point -> point.errors().throwIfAny());
        var answers = new ArrayList<ForecastAnswer.At>();
        var warnings = new ArrayList<Warning>();
        for (int i = 0; i < given.size(); i++) {
            FittedLaw fitted = Objects.requireNonNull(curves.get(i));
            Forecasts one = Forecasts.at(fitted, List.of(places.get(i)), level);
            var at = ForecastAnswer.at(one.forecasts().getFirst(), points(fits, fit, fitted));
            var point = new LinkedHashMap<String, Object>();
            point.put(groupBy, Objects.requireNonNull(LawPoints.label(given.get(i), groupBy)));
            point.putAll(at.point());
            answers.add(at.at(point));
            warnings.addAll(one.warnings());
        }
        return new ForecastAnswer(
                fit.id().toString(),
                fit.metric(),
                level,
                answers,
                warnings.stream().distinct().toList());
    }

    private static LawPoints points(Fits fits, Fit fit, FittedLaw fitted) {
        return new LawPoints(fits.variables(fit), fitted.law(), List.of());
    }

    /// The curve of the group that a body names in a field; null (and an error) where there is
    /// none.
    static @Nullable FittedLaw group(FittedGroups groups, JsonBody body, String field) {
        String name = LawPoints.label(body, field);
        if (name == null) {
            if (!body.has(field)) {
                body.missing(field);
            }
            return null;
        }
        FittedLaw fitted = groups.of(name);
        if (fitted == null) {
            body.fail(
                    field,
                    name,
                    ErrorCode.UNKNOWN_NAME,
                    "The fit has no curve of the group '%s'; it has %s.%s"
                            .formatted(
                                    name,
                                    String.join(", ", groups.names().stream().limit(20).toList()),
                                    Suggestion.didYouMean(name, groups.names())));
        }
        return fitted;
    }
}
