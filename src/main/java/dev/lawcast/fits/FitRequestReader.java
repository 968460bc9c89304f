package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the body of `POST /experiments/{id}/fits` against its experiment and the catalogue.
/// Everything that is wrong is named at once.
final class FitRequestReader {

    static final double LEVEL = .95;
    static final int REPLICATES = 1000;
    static final int MOST_REPLICATES = 20_000;
    private static final double DELTA = 1e-3;
    private static final int MOST_STARTS = 100;

    private final Experiment experiment;
    private final JsonBody body;

    FitRequestReader(Experiment experiment, JsonBody body) {
        this.experiment = experiment;
        this.body = body;
    }

    static FitRequest read(Experiment experiment, JsonBody body) {
        return new FitRequestReader(experiment, body).read();
    }

    private FitRequest read() {
        body.allow(
                "law",
                "breaks",
                "metric",
                "variables",
                "group_by",
                "tied",
                "where",
                "objective",
                "fixed",
                "bounds",
                "starts",
                "noise",
                "weights",
                "hold_out",
                "bootstrap",
                "priors",
                "points",
                "then",
                "level");
        String metric = metric();
        LawReader.Choice choice = new LawReader(experiment, body).read();
        body.errors().throwIfAny();
        ScalingLaw law = choice.law();
        FitRequest.Bootstrap bootstrap = bootstrap();
        FitRequest request =
                new FitRequest(
                        choice.id(),
                        choice.custom(),
                        choice.pieces(),
                        metric,
                        VariableMapping.read(experiment, law, body, choice.groupBy()),
                        choice.groupBy(),
                        choice.tied(),
                        body.text("where", 10_000),
                        objective(law),
                        parameterValues(law, "fixed", body.object("fixed")),
                        bounds(law),
                        starts(law),
                        orElse(body.oneOf("noise", FitRequest.NOISES), "estimated"),
                        weights(),
                        holdOut(law),
                        bootstrap,
                        PriorReader.read(law, body),
                        Boolean.TRUE.equals(body.flag("points")),
                        new SecondLawReader(experiment, body).read(choice, metric, bootstrap),
                        level(body));
        PriorReader.checkLoss(body, request);
        body.errors().throwIfAny();
        return request;
    }

    String metric() {
        String name = body.requiredText("metric", 200);
        if (!name.isEmpty() && experiment.metric(name).isEmpty()) {
            unknown(
                    "metric",
                    name,
                    "metric of this experiment",
                    experiment.metrics().stream().map(Metric::name).toList());
        }
        return name;
    }

    FitRequest.ObjectiveChoice objective(ScalingLaw law) {
        JsonBody given = body.object("objective");
        if (given == null) {
            return FitRequest.ObjectiveChoice.of(law.defaultObjective());
        }
        given.allow("space", "loss", "delta");
        var usual = FitRequest.ObjectiveChoice.of(law.defaultObjective());
        String space = orElse(given.oneOf("space", FitRequest.SPACES), usual.space());
        String loss = orElse(given.oneOf("loss", FitRequest.LOSSES), usual.loss());
        Double delta = given.number("delta");
        if (loss.equals("squared")) {
            if (delta != null) {
                given.fail(
                        "delta",
                        delta.toString(),
                        ErrorCode.OUT_OF_RANGE,
                        "'delta' belongs to the losses huber and soft_l1; the loss is squared.");
            }
            return new FitRequest.ObjectiveChoice(space, loss, null);
        }
        if (delta != null && !(delta > 0)) {
            given.fail(
                    "delta",
                    delta.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'delta' is " + delta + ", must be > 0.");
        }
        Double otherwise = usual.delta();
        return new FitRequest.ObjectiveChoice(
                space,
                loss,
                delta != null && delta > 0 ? delta : otherwise == null ? DELTA : otherwise);
    }

    Map<String, Double> parameterValues(ScalingLaw law, String what, @Nullable JsonBody given) {
        var values = new LinkedHashMap<String, Double>();
        if (given == null) {
            return values;
        }
        for (String name : given.names()) {
            LawParameter parameter = parameter(law, given, name);
            Double value = given.number(name);
            if (parameter == null || value == null) {
                continue;
            }
            if (value < parameter.lower() || value > parameter.upper()) {
                given.fail(
                        name,
                        value.toString(),
                        ErrorCode.OUT_OF_RANGE,
                        "'"
                                + name
                                + "' in '"
                                + what
                                + "' is "
                                + value
                                + ", the law takes "
                                + range(parameter)
                                + ".");
            }
            values.put(name, value);
        }
        if (what.equals("fixed") && values.size() == law.parameters().size()) {
            body.fail(
                    "fixed",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "Every parameter is fixed, so nothing is left to fit.");
        }
        return values;
    }

    Map<String, FitRequest.Limits> bounds(ScalingLaw law) {
        var bounds = new LinkedHashMap<String, FitRequest.Limits>();
        JsonBody given = body.object("bounds");
        if (given == null) {
            return bounds;
        }
        JsonBody fixed = body.object("fixed");
        for (String name : given.names()) {
            if (fixed != null && fixed.has(name)) {
                given.fail(
                        name,
                        null,
                        ErrorCode.DUPLICATE,
                        "'" + name + "' is fixed and has bounds; it can have one of the two.");
            }
            LawParameter parameter = parameter(law, given, name);
            JsonBody limits = given.object(name);
            if (parameter == null || limits == null) {
                continue;
            }
            limits.allow("lower", "upper");
            Double lower = limits.number("lower");
            Double upper = limits.number("upper");
            if (lower != null && upper != null && lower >= upper) {
                given.fail(
                        name,
                        null,
                        ErrorCode.OUT_OF_RANGE,
                        "The bounds of '"
                                + name
                                + "' are "
                                + lower
                                + " and "
                                + upper
                                + ": lower must be less than upper; to hold it at a value use 'fixed'.");
            } else if ((lower != null && lower > parameter.upper())
                    || (upper != null && upper < parameter.lower())) {
                given.fail(
                        name,
                        null,
                        ErrorCode.OUT_OF_RANGE,
                        "The bounds of '"
                                + name
                                + "' leave nothing of what the law takes: "
                                + range(parameter)
                                + ".");
            }
            bounds.put(name, new FitRequest.Limits(lower, upper));
        }
        return bounds;
    }

    List<Map<String, Double>> starts(ScalingLaw law) {
        return body.objects("starts", MOST_STARTS).stream()
                .map(start -> parameterValues(law, "starts", start))
                .toList();
    }

    /// Whether the points of the curves are to be fitted, without a word on what else stands there.
    static boolean points(JsonBody body) {
        JsonNode given = body.field("points");
        return given != null && given.isBoolean() && given.booleanValue();
    }

    private @Nullable String weights() {
        String name = body.text("weights", 200);
        if (name != null) {
            VariableMapping.check(experiment, body, "weights", name);
        }
        return name;
    }

    FitRequest.@Nullable HoldOut holdOut(ScalingLaw law) {
        JsonBody given = body.object("hold_out");
        if (given == null) {
            return null;
        }
        given.allow("variable", "above");
        String variable = given.requiredText("variable", 200);
        if (!points(body) || !variable.equals(FitRequest.STEP)) {
            VariableMapping.check(experiment, given, "variable", variable);
        }
        Double above = given.number("above");
        if (above == null && !given.has("above")) {
            given.missing("above");
        }
        return new FitRequest.HoldOut(variable, above == null ? 0 : above);
    }

    private FitRequest.Bootstrap bootstrap() {
        JsonBody given = body.object("bootstrap");
        if (given == null) {
            return new FitRequest.Bootstrap(REPLICATES, "auto", "auto", 1);
        }
        given.allow("replicates", "unit", "method", "seed");
        Long replicates = given.integer("replicates", 0, MOST_REPLICATES);
        Long seed = given.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        return new FitRequest.Bootstrap(
                replicates == null ? REPLICATES : replicates.intValue(),
                orElse(given.oneOf("unit", FitRequest.UNITS), "auto"),
                orElse(given.oneOf("method", FitRequest.METHODS), "auto"),
                seed == null ? 1 : seed);
    }

    /// `level` of a body: above .5, below 1.
    static double level(JsonBody body) {
        return level(body, LEVEL);
    }

    /// Likewise with another default.
    static double level(JsonBody body, double otherwise) {
        Double level = body.number("level");
        if (level != null && !(level >= .5 && level <= .999)) {
            body.fail(
                    "level",
                    level.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'level' is "
                            + level
                            + ", must be from .5 to .999."
                            + (level >= 50 && level <= 99.9
                                    ? " Maybe a percentage: " + level / 100 + "?"
                                    : ""));
        }
        return level == null ? otherwise : level;
    }

    static @Nullable LawParameter parameter(ScalingLaw law, JsonBody given, String name) {
        Optional<LawParameter> found =
                law.parameters().stream().filter(p -> named(p.name(), name)).findFirst();
        if (found.isEmpty()) {
            List<String> known = law.parameters().stream().map(LawParameter::name).toList();
            given.fail(
                    name,
                    null,
                    ErrorCode.UNKNOWN_NAME,
                    "The law '"
                            + law.id()
                            + "' has no parameter '"
                            + InputError.cut(name)
                            + "'; it has "
                            + String.join(", ", known)
                            + "."
                            + Suggestion.didYouMean(name, known));
        }
        return found.orElse(null);
    }

    /// Whether a name is the parameter's, or that of the parameter of one label: `b[clean]` of
    /// `b[pool]`. Which labels there are the runs say, so [Fits] looks again.
    private static boolean named(String parameter, String name) {
        int bracket = parameter.indexOf('[');
        return parameter.equals(name)
                || (bracket > 0
                        && name.endsWith("]")
                        && name.startsWith(parameter.substring(0, bracket + 1)));
    }

    private void unknown(String field, String given, String kind, List<String> known) {
        body.fail(
                field,
                given,
                ErrorCode.UNKNOWN_NAME,
                "There is no "
                        + kind
                        + " '"
                        + given
                        + "'; there are "
                        + String.join(", ", known)
                        + "."
                        + Suggestion.didYouMean(given, known));
    }

    private static String range(LawParameter parameter) {
        return "values from " + parameter.lower() + " to " + parameter.upper();
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
