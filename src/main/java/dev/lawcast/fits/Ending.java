package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.forecast.Widening;
import dev.lawcast.scaling.select.AutoFit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// What the end of a fit writes into its row.
///
/// @param curve a [Curve], a [GroupCurves] for a fit of each group alone, or null
record Ending(
        FitStatus status,
        @Nullable String reason,
        Packed report,
        @Nullable Packed curve,
        byte @Nullable [] draws) {

    /// @param widening what forecasts beyond the runs are widened by, null where that is not known
    /// @param chosen how the law was chosen, null where it was given
    static Ending of(
            Outcome outcome,
            @Nullable HeldOutScore heldOut,
            FitRequest request,
            Snapshot snapshot,
            @Nullable AutoFit chosen,
            @Nullable Widening widening,
            JsonMapper json) {
        ObjectNode report = report(outcome, heldOut, json);
        if (chosen != null) {
            report.set("chosen", json.valueToTree(ChosenLaw.of(chosen)));
            report.set("candidates", json.valueToTree(chosen.candidates()));
        }
        say(snapshot.warnings(), report, json);
        report.set("left_out", json.valueToTree(snapshot.leftOut()));
        FittedLaw fitted = outcome.fitted();
        return new Ending(
                outcome.status(),
                outcome.reason(),
                Packed.of(json.writeValueAsBytes(report)),
                fitted == null
                        ? null
                        : Packed.of(
                                json.writeValueAsBytes(
                                        Curve.of(fitted, snapshot.labels(), widening))),
                fitted == null ? null : Curve.bytes(fitted.draws()));
    }

    /// Adds warnings to those of a report.
    static void say(List<Warning> warnings, ObjectNode report, JsonMapper json) {
        if (warnings.isEmpty()) {
            return;
        }
        ArrayNode all = report.withArray("warnings");
        warnings.forEach(warning -> all.add(json.valueToTree(warning)));
    }

    /// The same with one more field of the report.
    Ending with(String field, Object value, JsonMapper json) {
        var more = (ObjectNode) json.readTree(report.json());
        more.set(field, json.valueToTree(value));
        return new Ending(status, reason, Packed.of(json.writeValueAsBytes(more)), curve, draws);
    }

    /// The end of a fit that found nothing.
    static Ending without(Outcome outcome) {
        return new Ending(outcome.status(), outcome.reason(), Packed.of("{}"), null, null);
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
