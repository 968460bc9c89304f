package dev.lawcast.projections;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;
import dev.lawcast.experiments.VariableRole;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Reads a request and checks it against the experiment.
final class ProjectionRequestReader {

    private static final int MOST_SIZES = 50;
    private static final int MOST_REPLICATES = 2_000;

    private ProjectionRequestReader() {}

    /// Sizes that are not named are filled in from the runs, by [SnapshotBuilder].
    static ProjectionRequest read(Experiment experiment, JsonBody body) {
        body.allow(
                "metric",
                "size",
                "validation",
                "revealed_sizes",
                "form",
                "second_stage",
                "ground_cost",
                "where",
                "level",
                "replicates",
                "seed");
        String metric = body.requiredText("metric", 200);
        List<String> metrics = experiment.metrics().stream().map(Metric::name).toList();
        if (body.has("metric") && !metrics.contains(metric)) {
            unknown(body, "metric", metric, "metric", metrics);
        }
        String size = body.requiredText("size", 200);
        List<String> sizes =
                experiment.variables().stream()
                        .filter(v -> v.role().kind() == VariableRole.Kind.SIZE)
                        .map(Variable::name)
                        .toList();
        if (body.has("size") && !sizes.contains(size)) {
            unknown(body, "size", size, "size variable", sizes);
        }
        List<Double> revealed =
                body.numbers("revealed_sizes", MOST_SIZES).stream().distinct().sorted().toList();
        for (double each : revealed) {
            if (!(each > 0)) {
                body.fail(
                        "revealed_sizes",
                        String.valueOf(each),
                        ErrorCode.OUT_OF_RANGE,
                        "A revealed size is " + each + ", must be > 0.");
            }
        }
        String validation = body.text("validation", 200);
        String form = or(body.oneOf("form", ProjectionRequest.forms()), ProjectionRequest.AUTO);
        String stage =
                or(body.oneOf("second_stage", ProjectionRequest.stages()), ProjectionRequest.AUTO);
        boolean projektor = form.equals(ProjectionRequest.PROJEKTOR);
        if (projektor && !body.has("second_stage")) {
            stage = "log_linear";
        }
        if (validation == null && (projektor || form.endsWith("ot") || form.equals("ot_linear"))) {
            body.fail(
                    "validation",
                    null,
                    ErrorCode.MISSING,
                    "The form '" + form + "' needs the transport to a validation sample; name it.");
        }
        String ground = body.oneOf("ground_cost", GroundCosts.ids());
        Long replicates = body.integer("replicates", 0, MOST_REPLICATES);
        Long seed = body.integer("seed", 0, (1L << 53) - 1);
        return new ProjectionRequest(
                metric,
                size,
                validation,
                revealed,
                form,
                stage,
                ground != null
                        ? ground
                        : projektor ? GroundCosts.SQUARED_EUCLIDEAN.id() : GroundCosts.AUTO,
                body.text("where", 10_000),
                level(body, .95),
                replicates == null ? 200 : replicates.intValue(),
                seed == null ? 1 : seed);
    }

    static double level(JsonBody body, double otherwise) {
        Double level = body.number("level");
        if (level != null && !(level >= .5 && level <= .999)) {
            body.fail(
                    "level",
                    level.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'level' is " + level + ", must be from .5 to .999.");
        }
        return level == null ? otherwise : level;
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    private static void unknown(
            JsonBody body, String field, String value, String kind, List<String> known) {
        body.fail(
                field,
                value,
                ErrorCode.UNKNOWN_NAME,
                "The experiment has no "
                        + kind
                        + " '"
                        + value
                        + "'; it has "
                        + (known.isEmpty() ? "none" : String.join(", ", known))
                        + "."
                        + Suggestion.didYouMean(value, known));
    }
}
