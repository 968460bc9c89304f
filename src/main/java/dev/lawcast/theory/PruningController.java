package dev.lawcast.theory;

import com.fasterxml.jackson.annotation.JsonProperty;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.theory.PruningFrontier;
import dev.lawcast.scaling.theory.PruningSetting;
import dev.lawcast.scaling.theory.PruningTheory;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.List;

/// The theory of pruning: a law without parameters, so there is nothing to fit.
@RestController
@Needs(Role.READER) // each only asks
@RequestMapping("/api/v1/laws/pruning_theory")
class PruningController {

    private static final int MOST_POINTS = 500;
    private static final int MOST_SIZES = 12;

    /// @param overlap R
    record Value(double error, @JsonProperty("R") double overlap, double kappa) {

        static Value of(PruningTheory.Result result) {
            return new Value(result.error(), result.overlap(), result.margin());
        }
    }

    record Values(List<Value> values) {}

    record Point(double keepFraction, String keep, double alphaKept, double error) {

        static Point of(PruningFrontier.Point point) {
            return new Point(
                    point.keepFraction(), Words.of(point.keep()), point.alphaKept(), point.error());
        }
    }

    record Frontier(
            double alphaTotal,
            double errorUnpruned,
            Point best,
            Point sparest,
            List<Point> points) {

        static Frontier of(PruningFrontier.Frontier frontier) {
            return new Frontier(
                    frontier.alphaTotal(),
                    frontier.errorUnpruned(),
                    Point.of(frontier.best()),
                    Point.of(frontier.sparest()),
                    frontier.points().stream().map(Point::of).toList());
        }
    }

    record Step(
            double alphaTotalFrom,
            double alphaTotalTo,
            double exponentUnpruned,
            @Nullable Double exponentSparest,
            boolean beyondPowerLaw) {

        static Step of(PruningFrontier.Step step) {
            return new Step(
                    step.alphaTotalFrom(),
                    step.alphaTotalTo(),
                    step.exponentUnpruned(),
                    step.exponentSparest(),
                    step.beyondPowerLaw());
        }
    }

    record Frontiers(
            double thetaDegrees,
            List<Frontier> frontiers,
            List<Step> steps,
            @Nullable Double beyondPowerLawFrom) {}

    @PostMapping("/evaluations")
    Values evaluate(JsonBody body) {
        body.allow("parameters", "points");
        JsonBody parameters = body.object("parameters");
        if (parameters != null) {
            parameters.allow(); // the theory has none
        }
        if (!body.has("points")) {
            body.missing("points");
        }
        var settings = new ArrayList<PruningSetting>();
        for (JsonBody point : body.objects("points", MOST_POINTS)) {
            settings.add(setting(point));
        }
        body.errors().throwIfAny();
        return new Values(settings.stream().map(PruningTheory::of).map(Value::of).toList());
    }

    @PostMapping("/frontiers")
    Frontiers frontiers(JsonBody body) {
        body.allow("alpha_total", "theta_degrees");
        if (!body.has("alpha_total")) {
            body.missing("alpha_total");
        }
        List<Double> sizes =
                body.numbers("alpha_total", MOST_SIZES).stream().sorted().distinct().toList();
        double theta = Words.optional(body, "theta_degrees", 0, 90, 0);
        for (double size : sizes) {
            Words.isWithin(
                    body,
                    "alpha_total",
                    size,
                    PruningSetting.LEAST_ALPHA,
                    PruningSetting.MOST_ALPHA);
        }
        body.errors().throwIfAny();
        List<PruningFrontier.Frontier> frontiers =
                sizes.stream().map(size -> PruningFrontier.of(size, theta)).toList();
        List<PruningFrontier.Step> steps = PruningFrontier.steps(frontiers);
        return new Frontiers(
                theta,
                frontiers.stream().map(Frontier::of).toList(),
                steps.stream().map(Step::of).toList(),
                PruningFrontier.turn(steps));
    }

    static PruningSetting setting(JsonBody point) {
        point.allow("alpha_total", "keep_fraction", "keep", "theta_degrees");
        return new PruningSetting(
                Words.required(
                        point,
                        "alpha_total",
                        PruningSetting.LEAST_ALPHA,
                        PruningSetting.MOST_ALPHA),
                Words.required(point, "keep_fraction", PruningSetting.LEAST_FRACTION, 1),
                Words.keep(point),
                Words.optional(point, "theta_degrees", 0, 90, 0));
    }
}
