package dev.lawcast.forecasts;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.forecast.Contender;
import dev.lawcast.scaling.known.KnownLaw;
import dev.lawcast.scaling.known.KnownLaws;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the curves that a comparison names: fits by their identifier, known laws by theirs.
@Component
class ComparedCurves {

    /// What a text among the curves is the value of.
    private static final String SHORTHAND = "curve";

    private final Fits fits;
    private final Experiments experiments;

    ComparedCurves(Fits fits, Experiments experiments) {
        this.fits = fits;
        this.experiments = experiments;
    }

    /// Two curves. Throws what is wrong.
    List<ComparedCurve> read(JsonBody body) {
        if (!body.has("fits")) {
            body.missing("fits");
        }
        List<JsonBody> members = body.objectsOrTexts("fits", 2, SHORTHAND);
        if (body.errors().isEmpty() && members.size() != 2) {
            body.fail(
                    "fits",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "'fits' names %d curves, two are compared.".formatted(members.size()));
        }
        body.errors().throwIfAny();
        List<Optional<ComparedCurve>> curves = members.stream().map(this::curve).toList();
        body.errors().throwIfAny();
        return curves.stream().map(Optional::orElseThrow).toList();
    }

    private Optional<ComparedCurve> curve(JsonBody member) {
        member.allow(SHORTHAND, "fit", "known_law", "given");
        String either = member.text(SHORTHAND, 200);
        String fit = member.text("fit", 200);
        String known = member.text("known_law", 200);
        if (either != null) {
            if (Ids.parse(either).isPresent()) {
                fit = either;
            } else {
                known = either;
            }
        }
        if ((fit == null) == (known == null)) {
            member.fail(
                    "fit",
                    null,
                    ErrorCode.MISSING,
                    "Name either a 'fit' or a 'known_law' to compare.");
            return Optional.empty();
        }
        JsonBody given = member.object("given");
        return fit != null
                ? ofFit(member, fit, given)
                : ofKnown(member, String.valueOf(known), given);
    }

    private Optional<ComparedCurve> ofKnown(JsonBody member, String id, @Nullable JsonBody given) {
        Optional<KnownLaw> found = KnownLaws.find(id);
        if (found.isEmpty()) {
            List<String> ids = KnownLaws.all().stream().map(KnownLaw::id).toList();
            member.fail(
                    member.has("known_law") ? "known_law" : SHORTHAND,
                    id,
                    ErrorCode.UNKNOWN_NAME,
                    "There is no fit and no known law '%s'.%s"
                            .formatted(id, Suggestion.didYouMean(id, ids)));
            return Optional.empty();
        }
        KnownLaw known = found.get();
        return checked(
                null,
                new ComparedCurve(
                        null,
                        id,
                        known.metric().name(),
                        known.metric().unit(),
                        KnownLawView.of(known).metric().direction(),
                        new Contender(known.fitted(), null, null),
                        KnownLawController.points(known),
                        given,
                        null));
    }

    private Optional<ComparedCurve> ofFit(JsonBody member, String id, @Nullable JsonBody given) {
        Fit fit;
        try {
            fit = fits.get(id);
        } catch (ApiException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            member.fail(
                    member.has("fit") ? "fit" : SHORTHAND,
                    id,
                    ErrorCode.UNKNOWN_NAME,
                    String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        Experiment experiment = experiments.get(fit.experimentId().toString());
        String groupBy = fits.separateGroups(fit);
        FittedLaw fitted = groupBy == null ? fits.fittedLaw(fit) : group(member, fit, groupBy);
        if (fitted == null) {
            return Optional.empty();
        }
        Map<String, String> names = fits.variables(fit);
        Metric metric = experiment.metric(fit.metric()).orElseThrow();
        return checked(
                groupBy,
                new ComparedCurve(
                        id,
                        null,
                        fit.metric(),
                        metric.unit(),
                        metric.direction().word(),
                        new Contender(
                                fitted,
                                groupBy == null ? fits.basis(fit) : null,
                                fits.widening(fit)),
                        new LawPoints(
                                names,
                                fitted.law(),
                                groupBy == null ? fits.labels(fit) : List.of(),
                                roles(experiment, names),
                                true),
                        given,
                        groupBy == null ? fit.experimentId() : null));
    }

    /// With an error for what is given and no variable of the curve.
    ///
    /// @param groupBy what else may be given, or null
    private static Optional<ComparedCurve> checked(@Nullable String groupBy, ComparedCurve curve) {
        JsonBody given = curve.fixed();
        if (given != null) {
            for (String name : given.names()) {
                boolean known =
                        name.equals(groupBy)
                                || curve.points().variables().stream()
                                        .anyMatch(v -> curve.means(v, name));
                if (!known) {
                    given.fail(
                            name,
                            null,
                            ErrorCode.UNKNOWN_NAME,
                            "'%s' is no variable of this curve; it has %s."
                                    .formatted(
                                            name,
                                            String.join(", ", curve.points().experimentNames())));
                }
            }
        }
        return Optional.of(curve);
    }

    /// The curve of the group that the member is given.
    private @Nullable FittedLaw group(JsonBody member, Fit fit, String groupBy) {
        JsonBody given = member.object("given");
        if (given == null) {
            member.fail(
                    "given",
                    null,
                    ErrorCode.MISSING,
                    "The fit %s has a curve for each value of '%s'. Say which: \"given\": {\"%s\": …}."
                            .formatted(fit.id(), groupBy, groupBy));
            return null;
        }
        return GroupForecasts.group(fits.fittedGroups(fit), given, groupBy);
    }

    /// The roles that only one variable of the experiment has, by symbol.
    private static Map<String, List<String>> roles(
            Experiment experiment, Map<String, String> names) {
        var roles = new LinkedHashMap<String, List<String>>();
        names.forEach((symbol, name) -> {
            Optional<Variable> variable = experiment.variable(name);
            if (variable.isEmpty() || variable.get().role().name().equals("other")) {
                return;
            }
            String role = variable.get().role().name();
            if (experiment.variables().stream().filter(v -> v.role().name().equals(role)).count()
                    == 1) {
                roles.put(symbol, List.of(role));
            }
        });
        return roles;
    }
}
