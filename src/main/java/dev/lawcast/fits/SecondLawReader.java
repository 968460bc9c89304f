package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Reads `then` of a request for a fit: the second law of a chain, which shares with the first all
/// that is not about the law.
final class SecondLawReader {

    private final Experiment experiment;
    private final JsonBody body;

    SecondLawReader(Experiment experiment, JsonBody body) {
        this.experiment = experiment;
        this.body = body;
    }

    /// @param metric of the first law, the only variable of the second
    /// @param drawn how the first law is bootstrapped
    /// @return null where there is none
    @Nullable FitRequest read(LawReader.Choice first, String metric, FitRequest.Bootstrap drawn) {
        JsonBody given = body.object("then");
        if (given == null) {
            return null;
        }
        given.allow("law", "metric", "objective", "fixed", "bounds", "starts", "priors");
        if (!chains(first)) {
            return null;
        }
        var reader = new FitRequestReader(experiment, given);
        String last = reader.metric();
        LawReader.Choice choice = new LawReader(experiment, given).read();
        ScalingLaw law = choice.law();
        check(given, choice, metric, last);
        FitRequest second =
                new FitRequest(
                        choice.id(),
                        choice.custom(),
                        0,
                        last,
                        Map.of(law.variables().getFirst().name(), metric),
                        null,
                        List.of(),
                        body.text("where", 10_000),
                        reader.objective(law),
                        reader.parameterValues(law, "fixed", given.object("fixed")),
                        reader.bounds(law),
                        reader.starts(law),
                        "estimated",
                        null,
                        new FitRequestReader(experiment, body).holdOut(law),
                        // other draws than the first law's: the two are wrong independently
                        new FitRequest.Bootstrap(
                                drawn.replicates(), drawn.unit(), drawn.method(), drawn.seed() + 1),
                        PriorReader.read(law, given),
                        false,
                        null,
                        FitRequestReader.level(body));
        PriorReader.checkLoss(given, second);
        return second;
    }

    /// Whether the first law can lead to a second one.
    private boolean chains(LawReader.Choice first) {
        if (first.id().equals(FitRequest.AUTO)
                || first.groupBy() != null
                || LawChoice.hasLabels(first.law())) {
            body.fail(
                    "then",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "'then' goes with one named law without groups.");
            return false;
        }
        if (FitRequestReader.points(body)) {
            body.fail(
                    "then",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "'then' goes with the final metrics of runs, not with 'points': a point has one metric.");
            return false;
        }
        return true;
    }

    private static void check(JsonBody given, LawReader.Choice choice, String metric, String last) {
        if (choice.id().equals(FitRequest.AUTO)
                || choice.law().variables().size() != 1
                || LawChoice.hasLabels(choice.law())) {
            given.fail(
                    "law",
                    choice.id(),
                    ErrorCode.OUT_OF_RANGE,
                    "The law of 'then' has one variable, the metric '%s'. Maybe 'downstream_error' or 'quality_vs_loss', or a formula of it."
                            .formatted(metric));
        }
        if (last.equals(metric)) {
            given.fail(
                    "metric",
                    last,
                    ErrorCode.DUPLICATE,
                    "'then' leads from '%s' to itself; name another metric.".formatted(metric));
        }
        given.errors().throwIfAny();
    }
}
