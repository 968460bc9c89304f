package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.forecast.Chain;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The second stage of a fit of two laws, the first of which is fitted: the law from the first
/// metric to the second, then both as one curve.
final class ChainFit {

    private ChainFit() {}

    /// @param first how the first law ended, with a curve
    /// @return null where it was cancelled
    static @Nullable Ending end(
            Outcome first,
            FitRequest request,
            FitRequest then,
            Snapshot snapshot,
            Snapshot.SecondStage stage,
            FitProgress progress,
            JsonMapper json) {
        FitOutcome outcome =
                Fitter.fit(
                        then.law(java.util.List.of()),
                        stage.fitted(),
                        then.settings(progress.threads()),
                        progress.quiet());
        if (outcome instanceof FitOutcome.Cancelled) {
            return null;
        }
        Outcome second = Outcome.of(outcome).naming(new SymbolNames(then.variables()));
        FittedLaw curve =
                first.fitted() == null || second.fitted() == null
                        ? null
                        : Chain.of(first.fitted(), second.fitted(), stage.chained());
        Outcome whole =
                curve == null
                        ? new Outcome(
                                second.status(),
                                "The second law (%s) has no curve. %s"
                                        .formatted(then.metric(), second.reason()),
                                first.report(),
                                null)
                        : first.with(curve);
        var score = HeldOutScore.of(curve, request, stage.heldOut(), null);
        ObjectNode report = json.createObjectNode();
        report.put("status", second.status().name());
        report.put("reason", second.reason());
        report.setAll(Ending.report(second, null, json));
        return Ending.of(whole, score, request, snapshot, null, null, json)
                .with("then", report, json);
    }
}
