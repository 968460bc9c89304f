package dev.lawcast.schedules;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBodies;
import dev.lawcast.api.JsonBody;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.forecasts.ForecastAnswer;
import dev.lawcast.forecasts.ForecastService;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.QuickFit;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.forecast.Forecast;
import dev.lawcast.scaling.forecast.Forecasts;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/// Compares a refit with the version before.
@Service
class Differences {

    static final double LEVEL = .95;

    /// Leaving out a run costs a fit.
    private static final int MOST_LEFT_OUT = 10;

    private final Fits fits;
    private final ForecastService forecasts;
    private final WatchedPoints watched;
    private final JsonMapper json;

    Differences(Fits fits, ForecastService forecasts, WatchedPoints watched, JsonMapper json) {
        this.fits = fits;
        this.forecasts = forecasts;
        this.watched = watched;
        this.json = json;
    }

    /// @throws ApiException `fit_has_no_parent`, `fit_not_finished`
    Difference of(String id) {
        Fit fit = fits.get(id);
        UUID parentId = fit.parentId();
        if (parentId == null) {
            throw new ApiException(
                    ErrorCode.FIT_HAS_NO_PARENT,
                    "The fit "
                            + id
                            + " is a first version. Maybe one of its schedule's refits is meant.");
        }
        if (!fit.status().ended()) {
            throw new ApiException(
                    ErrorCode.FIT_NOT_FINISHED, "The fit " + id + " is " + fit.status() + ".");
        }
        return between(fits.get(parentId.toString()), fit, LEVEL, MOST_LEFT_OUT);
    }

    /// @param level of the intervals that new runs are held against
    /// @param leftOut for so many new runs it is found out what they moved the estimates by
    Difference between(Fit parent, Fit fit, double level, int leftOut) {
        Observations before = fits.observations(parent);
        Observations after = fits.observations(fit);
        Observations comparable = fits.observations(fit, parent);
        RunChanges runs = RunChanges.between(before, comparable);
        JsonNode reportBefore = fits.report(parent);
        JsonNode report = fits.report(fit);
        var points = new ArrayList<Difference.Forecast>();
        String reason = null;
        try {
            for (WatchedPoints.At at : watched.of(fit, parent)) {
                points.add(forecast(parent, fit, at));
            }
        } catch (ApiException e) {
            reason = e.getMessage();
        }
        return new Difference(
                fit.id().toString(),
                parent.id().toString(),
                fit.version(),
                parent.version(),
                fit.status(),
                parent.status(),
                ParameterChanges.between(reportBefore, report, runs),
                points,
                reason,
                new Difference.Runs(
                        added(parent, fit, after, comparable, runs.added(), report, level, leftOut),
                        runs.added().size(),
                        runs.dropped().stream().limit(Difference.Runs.NAMED).toList(),
                        runs.dropped().size(),
                        runs.changed().stream()
                                .limit(Difference.Runs.NAMED)
                                .map(pair ->
                                        new Difference.Changed(
                                                after.keys().get(pair[1]),
                                                before.y()[pair[0]],
                                                after.y()[pair[1]]))
                                .toList(),
                        runs.changed().size()),
                warnings(reportBefore, report));
    }

    private Difference.Forecast forecast(Fit parent, Fit fit, WatchedPoints.At at) {
        // read anew for each: what is wrong with a point is written into it
        ForecastAnswer.At before = one(parent, at);
        ForecastAnswer.At after = one(fit, at);
        double change = after.mean() - before.mean();
        return new Difference.Forecast(
                after.point(),
                at.level(),
                new Difference.Expected(before.mean(), before.meanInterval()),
                new Difference.Expected(after.mean(), after.meanInterval()),
                change,
                before.mean() == 0 ? null : change / Math.abs(before.mean()));
    }

    private ForecastAnswer.At one(Fit fit, WatchedPoints.At at) {
        List<JsonBody> point = List.of(JsonBodies.kept(at.point()));
        return forecasts.at(fit, point, at.level()).forecasts().getFirst();
    }

    /// Those that the version before expected least come first.
    private List<Difference.Added> added(
            Fit parent,
            Fit fit,
            Observations after,
            Observations comparable,
            List<Integer> rows,
            JsonNode report,
            double level,
            int leftOut) {
        FittedLaw law = curve(parent);
        List<Integer> known =
                law == null
                        ? List.of()
                        : rows.stream()
                                .filter(i -> takes(law, comparable, i))
                                .sorted(
                                        Comparator.comparingDouble(
                                                i -> -Math.abs(surprise(law, comparable, i))))
                                .limit(Difference.Runs.NAMED)
                                .toList();
        List<Forecast> expected =
                law == null || known.isEmpty()
                        ? List.of()
                        : Forecasts.at(
                                        law,
                                        known.stream().map(i -> point(comparable, i)).toList(),
                                        level,
                                        fits.widening(parent))
                                .forecasts();
        var all = new ArrayList<Difference.Added>();
        for (int k = 0; k < known.size(); k++) {
            int i = known.get(k);
            Forecast forecast = expected.get(k);
            var interval = forecast.newRunInterval();
            all.add(
                    new Difference.Added(
                            after.keys().get(i),
                            after.y()[i],
                            forecast.mean(),
                            interval,
                            interval == null ? null : interval.contains(after.y()[i]),
                            java.util.Objects.requireNonNull(forecast.extrapolation()).factor(),
                            k < leftOut ? influence(fit, after, i, report) : List.of()));
        }
        rows.stream()
                .filter(i -> law == null || !takes(law, comparable, i))
                .limit(Difference.Runs.NAMED - all.size())
                .map(i ->
                        new Difference.Added(
                                after.keys().get(i),
                                after.y()[i],
                                null,
                                null,
                                null,
                                null,
                                List.of()))
                .forEach(all::add);
        return all;
    }

    private @Nullable FittedLaw curve(Fit fit) {
        return fit.curve() == null || fits.separateGroups(fit) != null ? null : fits.fittedLaw(fit);
    }

    /// False for a label that the version before did not know.
    private static boolean takes(FittedLaw law, Observations runs, int i) {
        return IntStream.range(0, runs.x().length)
                .allMatch(j -> law.law().variables().get(j).kind().takes(runs.x()[j][i]));
    }

    private static double surprise(FittedLaw law, Observations runs, int i) {
        double off = law.value(point(runs, i)) - runs.y()[i];
        return Double.isFinite(off) ? off / Math.max(Math.abs(runs.y()[i]), 1e-300) : 0;
    }

    private static double[] point(Observations runs, int i) {
        return IntStream.range(0, runs.x().length).mapToDouble(j -> runs.x()[j][i]).toArray();
    }

    /// The later version fitted again without the run.
    private List<Difference.Influence> influence(
            Fit fit, Observations runs, int left, JsonNode report) {
        FittedLaw law = curve(fit);
        FitSettings settings = fits.settings(fit);
        if (law == null || settings == null) {
            return List.of();
        }
        int[] rest = IntStream.range(0, runs.size()).filter(i -> i != left).toArray();
        FittedLaw without = QuickFit.of(law.law(), runs.rows(rest), settings, Progress.NONE);
        if (without == null) {
            return List.of();
        }
        Map<String, Double> errors = new HashMap<>();
        report.path("parameters")
                .forEach(p ->
                        errors.put(
                                p.path("name").asString(),
                                p.path("standard_error").doubleValue(0)));
        var found = new ArrayList<Difference.Influence>();
        for (int j = 0; j < law.estimate().length; j++) {
            String name = law.law().parameters().get(j).name();
            double change = law.estimate()[j] - without.estimate()[j];
            double error = errors.getOrDefault(name, 0.);
            if (change != 0 && Double.isFinite(change)) {
                found.add(
                        new Difference.Influence(name, change, error > 0 ? change / error : null));
            }
        }
        return found;
    }

    private Difference.Warnings warnings(JsonNode before, JsonNode after) {
        if (!before.has("warnings") || !after.has("warnings")) {
            return new Difference.Warnings(List.of(), List.of(), 0); // one has no report
        }
        List<Warning> earlier = warnings(before);
        List<Warning> now = warnings(after);
        List<Warning> appeared = without(now, earlier);
        return new Difference.Warnings(
                appeared, without(earlier, now), now.size() - appeared.size());
    }

    private List<Warning> warnings(JsonNode report) {
        return report.path("warnings")
                .valueStream()
                .map(warning -> json.treeToValue(warning, Warning.class))
                .toList();
    }

    /// Those whose code the others do not have.
    private static List<Warning> without(List<Warning> some, List<Warning> others) {
        return some.stream()
                .filter(w -> others.stream().noneMatch(other -> other.code().equals(w.code())))
                .toList();
    }
}
