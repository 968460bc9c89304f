package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// What the end of a fit writes into its row.
///
/// @param report JSON
/// @param curve JSON: a [Curve], a [GroupCurves] for a fit of each group alone, or null
record Ending(
        FitStatus status,
        @Nullable String reason,
        String report,
        @Nullable String curve,
        byte @Nullable [] draws) {

    static Ending of(
            Outcome outcome,
            @Nullable HeldOutScore heldOut,
            @Nullable Snapshot snapshot,
            JsonMapper json) {
        ObjectNode report = report(outcome, heldOut, json);
        if (snapshot != null) {
            report.set("left_out", json.valueToTree(snapshot.leftOut()));
        }
        FittedLaw fitted = outcome.fitted();
        List<String> labels = snapshot == null ? List.of() : snapshot.labels();
        return new Ending(
                outcome.status(),
                outcome.reason(),
                json.writeValueAsString(report),
                fitted == null ? null : json.writeValueAsString(Curve.of(fitted, labels)),
                fitted == null ? null : Curve.bytes(fitted.draws()));
    }

    static ObjectNode report(Outcome outcome, @Nullable HeldOutScore heldOut, JsonMapper json) {
        ObjectNode report =
                outcome.report() == null
                        ? json.createObjectNode()
                        : json.valueToTree(outcome.report());
        if (heldOut != null) {
            report.set("hold_out", json.valueToTree(heldOut));
        }
        return report;
    }
}
