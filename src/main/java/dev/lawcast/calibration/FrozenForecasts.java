package dev.lawcast.calibration;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBodies;
import dev.lawcast.api.JsonBody;
import dev.lawcast.events.Events;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.experiments.Metric;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.forecasts.ForecastAnswer;
import dev.lawcast.forecasts.ForecastService;
import dev.lawcast.runs.Run;
import dev.lawcast.runs.RunArrival;
import dev.lawcast.runs.RunArrivals;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.forecast.ForecastScore;
import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/// Freezes forecasts, and scores them when their run arrives.
@Service
public class FrozenForecasts {

    /// What is told when a forecast has been scored.
    static final String SCORED = "forecast.scored";

    /// Every forecast is kept at these, so that its calibration can be told at each.
    public static final List<Double> LEVELS = List.of(.5, .8, .9, .95, .99);

    private static final int MOST_POINTS = 1_000;
    private static final double TOLERANCE = .01;

    private final Experiments experiments;
    private final Fits fits;
    private final ForecastService forecasts;
    private final FrozenForecastRepository rows;
    private final RunArrivals arrivals;
    private final Events events;
    private final CalibrationMetrics metrics;
    private final JsonMapper json;

    FrozenForecasts(
            Experiments experiments,
            Fits fits,
            ForecastService forecasts,
            FrozenForecastRepository rows,
            RunArrivals arrivals,
            Events events,
            CalibrationMetrics metrics,
            JsonMapper json) {
        this.experiments = experiments;
        this.fits = fits;
        this.forecasts = forecasts;
        this.rows = rows;
        this.arrivals = arrivals;
        this.events = events;
        this.metrics = metrics;
        this.json = json;
    }

    /// The body of `POST /fits/{id}/frozen-forecasts`.
    @Transactional
    List<FrozenForecast> freeze(String fitId, JsonBody body) {
        Fit fit = fits.get(fitId);
        body.allow("points", "level", "runs", "tolerance");
        if (!body.has("points")) {
            body.missing("points");
        }
        List<JsonBody> points = body.objects("points", MOST_POINTS);
        List<String> runs = body.texts("runs", MOST_POINTS);
        if (body.has("runs") && runs.size() != points.size() && body.errors().isEmpty()) {
            body.fail(
                    "runs",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "'runs' names %d runs, there are %d points."
                            .formatted(runs.size(), points.size()));
        }
        for (String run : runs) {
            if (run.isBlank() || run.length() > Run.LONGEST_KEY || run.indexOf('\0') >= 0) {
                body.fail(
                        "runs",
                        run,
                        ErrorCode.OUT_OF_RANGE,
                        "'runs' holds a text that is no key of a run: 1 to %d characters, none of them NUL."
                                .formatted(Run.LONGEST_KEY));
            }
        }
        Double tolerance = body.number("tolerance");
        if (tolerance != null && !(tolerance >= 0 && tolerance <= .5)) {
            body.fail(
                    "tolerance",
                    tolerance.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'tolerance' is " + tolerance + ", must be from 0 to 0.5.");
        }
        double level = fits.level(fit, body);
        body.errors().throwIfAny();
        return freeze(fit, points, runs, level, tolerance == null ? TOLERANCE : tolerance);
    }

    /// Freezes what a fit says of some points.
    ///
    /// @param points by the experiment's names, as JSON
    /// @throws ApiException as a forecast
    @Transactional
    public void freeze(Fit fit, List<String> points, double level) {
        freeze(fit, points.stream().map(JsonBodies::kept).toList(), List.of(), level, TOLERANCE);
    }

    private List<FrozenForecast> freeze(
            Fit fit, List<JsonBody> points, List<String> runs, double level, double tolerance) {
        var levels = new TreeSet<>(LEVELS);
        levels.add(level);
        List<ForecastAnswer.At> asked = forecasts.at(fit, points, level).forecasts();
        var byLevel = new ArrayList<List<ForecastAnswer.At>>();
        for (double each : levels) {
            byLevel.add(each == level ? asked : forecasts.at(fit, points, each).forecasts());
        }
        String space = json.readTree(fit.request()).at("/objective/space").asString("raw");
        var made = new ArrayList<UUID>();
        for (int i = 0; i < points.size(); i++) {
            ForecastAnswer.At at = asked.get(i);
            var intervals = new ArrayList<Interval>();
            for (List<ForecastAnswer.At> each : byLevel) {
                Interval interval = each.get(i).newRunInterval();
                if (interval != null) {
                    intervals.add(interval);
                }
            }
            UUID id = Ids.next();
            rows.insert(
                    new FrozenForecast(
                            id,
                            fit.experimentId(),
                            fit.id(),
                            fit.version(),
                            fit.metric(),
                            at.point(),
                            runs.isEmpty() ? null : runs.get(i),
                            tolerance,
                            level,
                            space,
                            at.mean(),
                            at.meanInterval(),
                            intervals,
                            java.util.Objects.requireNonNull(at.extrapolation()).factor(),
                            FrozenForecast.Status.OPEN,
                            null,
                            null,
                            null,
                            null,
                            fit.queuedAt(),
                            null));
            made.add(id);
        }
        arrivals.watch(experiments.get(fit.experimentId().toString()));
        return rows.of(made);
    }

    /// Points of the frozen forecasts of a fit, as JSON, with their level.
    public Map<String, Double> pointsOf(UUID fit) {
        var points = new java.util.LinkedHashMap<String, Double>();
        rows.ofFit(fit).forEach(f -> points.put(json.writeValueAsString(f.point()), f.level()));
        return points;
    }

    /// Scores the forecasts that speak of the runs that arrived.
    ///
    /// @return whether any was
    @Transactional
    public boolean arrived(RunArrival arrival) {
        List<FrozenForecast> open = rows.open(arrival.experiment());
        if (open.isEmpty()) {
            return false;
        }
        Experiment experiment = experiments.get(arrival.experiment().toString());
        boolean scored = false;
        List<Run> runs = arrivals.of(experiment, arrival);
        for (FrozenForecast forecast : open) {
            Metric metric = experiment.metric(forecast.metric()).orElse(null);
            if (metric == null) {
                continue;
            }
            for (Run run : runs) {
                Double measured = run.metrics().get(metric.name());
                boolean named = forecast.runKey() != null;
                if (measured == null
                        || named && !run.key().equals(forecast.runKey())
                        || !named && difference(forecast, run) != null
                        || arrivals.had(run, metric.position(), forecast.createdAt())) {
                    continue;
                }
                scored |= score(forecast, run, measured);
                break;
            }
        }
        return scored;
    }

    private boolean score(FrozenForecast forecast, Run run, double measured) {
        String difference = difference(forecast, run);
        if (difference != null) {
            rows.score(
                    forecast.id(),
                    FrozenForecast.Status.MISMATCHED,
                    "The run '%s' came with other sizes: %s.".formatted(run.key(), difference),
                    run.key(),
                    null,
                    null);
            return false;
        }
        Double logScore =
                ForecastScore.logarithmic(
                        measured,
                        forecast.mean(),
                        forecast.newRunInterval(),
                        ResidualSpace.valueOf(forecast.space().toUpperCase(Locale.ROOT)));
        if (!rows.score(
                forecast.id(), FrozenForecast.Status.SCORED, null, run.key(), measured, logScore)) {
            return false;
        }
        FrozenForecast scored = rows.of(List.of(forecast.id())).getFirst();
        metrics.scored(scored);
        events.publish(forecast.experiment(), SCORED, FrozenForecastView.of(scored));
        return true;
    }

    /// What differs between the sizes of a forecast and of a run, null where nothing does.
    private static @Nullable String difference(FrozenForecast forecast, Run run) {
        for (var wanted : forecast.point().entrySet()) {
            Object value = run.variables().get(wanted.getKey());
            if (value == null && wanted.getKey().equals("group")) {
                value = run.group();
            }
            if (!same(wanted.getValue(), value, forecast.tolerance())) {
                return "'%s' is %s, not %s".formatted(wanted.getKey(), value, wanted.getValue());
            }
        }
        return null;
    }

    private static boolean same(Object wanted, @Nullable Object given, double tolerance) {
        if (wanted instanceof Number a && given instanceof Number b) {
            double x = a.doubleValue();
            return Math.abs(b.doubleValue() - x) <= tolerance * Math.abs(x);
        }
        return given != null && wanted.toString().equals(given.toString());
    }

    List<FrozenForecast> page(
            String experiment, @Nullable String status, @Nullable UUID before, int limit) {
        return rows.page(experiments.get(experiment).id(), status, before, limit);
    }
}
