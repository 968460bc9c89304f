package dev.lawcast.projections;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.projections.ProjectionModels.Model;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.mixture.Forecast;
import dev.lawcast.scaling.mixture.Goal;
import dev.lawcast.scaling.mixture.Limits;
import dev.lawcast.scaling.mixture.Selector;
import dev.lawcast.scaling.mixture.Simplex;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/// What is asked of an ended projection.
@Service
class Questions {

    private static final int MOST_POINTS = 1_000;
    private static final double FAR = 16;

    private final Projections projections;
    private final ProjectionModels models;
    private final Duration longest;

    Questions(
            Projections projections,
            ProjectionModels models,
            @Value("${lawcast.projections.longest-answer}") Duration longest) {
        this.projections = projections;
        this.models = models;
        this.longest = longest;
    }

    private record Asked(double size, double[] mixture) {}

    ForecastAnswer forecasts(String id, JsonBody body) {
        KeptProjection kept = projections.finished(id);
        List<String> sources = projections.snapshot(kept).names();
        body.allow("points", "level");
        var divided = new ArrayList<String>();
        var points = new ArrayList<Asked>();
        for (JsonBody point : body.objects("points", MOST_POINTS)) {
            point.allow("size", "mixture");
            double size = positive(point, "size");
            points.add(new Asked(size, MixtureReader.mixture(point, "mixture", sources, divided)));
        }
        if (points.isEmpty()) {
            body.missing("points");
        }
        ProjectionRequestReader.level(body, .95);
        body.errors().throwIfAny();
        return answer(
                kept,
                model -> {
                    double level = ProjectionRequestReader.level(body, model.request().level());
                    long solved = model.solved();
                    long start = System.nanoTime();
                    var notes = new LinkedHashSet<String>(MixtureReader.note(divided));
                    var forecasts = new ArrayList<ForecastAnswer.Item>();
                    for (Asked asked : points) {
                        Forecast forecast =
                                model.projection().forecast(asked.size, asked.mixture, level);
                        forecasts.add(item(asked, forecast, model, sources));
                        far(forecast, asked, notes);
                    }
                    return new ForecastAnswer(
                            forecasts,
                            List.copyOf(notes),
                            model.solved() - solved,
                            (System.nanoTime() - start) / 1e6);
                });
    }

    private static ForecastAnswer.Item item(
            Asked asked, Forecast forecast, Model model, List<String> sources) {
        var point =
                new ForecastAnswer.Point(
                        asked.size,
                        MixtureReader.named(sources, Simplex.normalised(asked.mixture)));
        double smallest = model.request().revealedSizes().getFirst();
        return ForecastAnswer.item(point, forecast, smallest / asked.size, model.request().size());
    }

    private static void far(Forecast forecast, Asked asked, Set<String> notes) {
        if (forecast.extrapolation() > FAR) {
            notes.add(
                    "The size %s is %.3g times the largest that was trained: read the interval as a lower limit of the doubt."
                            .formatted(asked.size, forecast.extrapolation()));
        }
        if (forecast.clipped()) {
            notes.add(
                    "The projection for size %s left the metric's range and was clipped at its best value."
                            .formatted(asked.size));
        }
    }

    SelectionAnswer selections(String id, JsonBody body) {
        KeptProjection kept = projections.finished(id);
        ProjectionSnapshot snapshot = projections.snapshot(kept);
        body.allow(
                "size",
                "budget",
                "target",
                "caps",
                "floors",
                "prices",
                "available",
                "repetition",
                "level");
        Goal goal = goal(body);
        Limits limits = limits(body, snapshot);
        ProjectionRequestReader.level(body, .95);
        body.errors().throwIfAny();
        var notes = new ArrayList<String>();
        return answer(
                kept,
                model -> {
                    double level = ProjectionRequestReader.level(body, model.request().level());
                    var selection =
                            Selector.select(
                                    model.projection(),
                                    limits,
                                    goal,
                                    level,
                                    model.progress().get());
                    if (!selection.indistinguishable().isEmpty()) {
                        notes.add(
                                "The choice and the %d mixtures named as indistinguishable cannot be told apart by these runs: any of them may be the best."
                                        .formatted(selection.indistinguishable().size()));
                    }
                    return SelectionAnswer.of(selection, snapshot.names(), notes);
                });
    }

    private static Goal goal(JsonBody body) {
        Double target = body.number("target");
        JsonBody budget = body.object("budget");
        if (budget != null) {
            budget.allow("money");
        }
        int given =
                (target != null ? 1 : 0)
                        + (body.has("budget") ? 1 : 0)
                        + (body.has("size") ? 1 : 0);
        if (given != 1) {
            body.errors()
                    .add(
                            InputError.at(
                                    "",
                                    null,
                                    ErrorCode.MISSING,
                                    "Exactly one of 'size' (samples), 'budget' ({\"money\": …}) and 'target' (the metric to reach at the least price) is needed; "
                                            + given
                                            + " are given."));
        }
        if (target != null) {
            return new Goal.ReachTarget(target);
        }
        return budget != null
                ? new Goal.WithBudget(positive(budget, "money"))
                : new Goal.AtSize(body.has("size") ? positive(body, "size") : 1);
    }

    private static double positive(JsonBody body, String name) {
        Double value = body.number(name);
        if (value == null) {
            if (!body.has(name)) {
                body.missing(name);
            }
            return 1;
        }
        if (!(value > 0 && value <= 1e18)) {
            body.fail(
                    name,
                    value.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'" + name + "' is " + value + ", must be > 0 and at most 1e18.");
            return 1;
        }
        return value;
    }

    private static Limits limits(JsonBody body, ProjectionSnapshot snapshot) {
        List<String> names = snapshot.names();
        double[] lower = MixtureReader.values(body, "floors", names, 0, 0, 1);
        double[] upper = MixtureReader.values(body, "caps", names, 1, 0, 1);
        double[] price = MixtureReader.values(body, "prices", names, Double.NaN, 0, 1e18);
        double[] available = MixtureReader.values(body, "available", names, Double.NaN, 0, 1e18);
        boolean repetition = Boolean.TRUE.equals(body.flag("repetition"));
        for (int i = 0; i < names.size(); i++) {
            ProjectionSnapshot.Source source = snapshot.sources().get(i);
            Double unitPrice = source.unitPrice();
            if (Double.isNaN(price[i]) && unitPrice != null) {
                price[i] = unitPrice;
            }
            Long size = source.size();
            Long cap = source.cap();
            double most = cap == null ? Double.POSITIVE_INFINITY : cap;
            double declared =
                    !Double.isNaN(available[i])
                            ? available[i]
                            : size == null ? Double.POSITIVE_INFINITY : size;
            available[i] = repetition ? most : Math.min(most, declared);
        }
        return new Limits(names, lower, upper, available, price);
    }

    /// Asks a projection, brought back to memory where it is not there, within the time for
    /// answers.
    private <T> T answer(KeptProjection kept, Function<Model, T> question) {
        long end = System.nanoTime() + longest.toNanos();
        var progress =
                new Progress() {
                    @Override
                    public void report(double fraction) {}

                    @Override
                    public boolean cancelled() {
                        return System.nanoTime() - end > 0;
                    }
                };
        try {
            Model model = models.get(kept, progress);
            synchronized (model.projection()) {
                model.progress().set(progress);
                return question.apply(model);
            }
        } catch (CancellationException e) {
            throw new ApiException(
                    ErrorCode.UNAVAILABLE,
                    "It took longer than "
                            + longest.toSeconds()
                            + " s (lawcast.projections.longest-answer) and was stopped. Maybe smaller pilot samples, or a form without transport, do.");
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new ApiException(
                    ErrorCode.INVALID_INPUT,
                    message,
                    List.of(InputError.at("", null, ErrorCode.OUT_OF_RANGE, message)),
                    1);
        }
    }
}
