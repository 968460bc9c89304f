package dev.lawcast.fits;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.GroupFits;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Fits each group alone and says of each how it ended.
final class GroupFit {

    private final FitRequest request;
    private final Snapshot snapshot;
    private final JsonMapper json;

    GroupFit(FitRequest request, Snapshot snapshot, JsonMapper json) {
        this.request = request;
        this.snapshot = snapshot;
        this.json = json;
    }

    /// @param report its fields stand beside the others
    private record GroupReport(
            String group,
            FitStatus status,
            @Nullable String reason,
            @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Object report,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HeldOutScore holdOut) {}

    /// What comes of some groups that follow each other.
    ///
    /// @param first how the first of them ended
    /// @param report the groups' reports as they are kept
    /// @param curves likewise, of those that have one
    /// @param without names of those that have none
    private record Part(
            FitStatus first, byte[] report, byte[] curves, byte[] draws, List<String> without) {}

    /// @return null where it was cancelled
    @Nullable Ending run(FitProgress progress) {
        int count = snapshot.labels().size();
        int[][] members = snapshot.fittedOfGroups();
        int[][] held = snapshot.heldOutOfGroups();
        var names = new SymbolNames(request.variables());
        List<Part> parts =
                GroupFits.fit(
                        request.law(List.of()),
                        g -> snapshot.fitted().rows(members[g]),
                        count,
                        request.settings(progress.threads()),
                        progress,
                        (first, outcomes) -> part(first, outcomes, held, names));
        return progress.cancelled() ? null : ending(parts, count);
    }

    private Part part(int first, List<FitOutcome> outcomes, int[][] held, SymbolNames names) {
        var reports = new ByteArrayOutputStream();
        var curves = new ByteArrayOutputStream();
        var draws = new ByteArrayOutputStream();
        var without = new ArrayList<String>();
        for (int i = 0; i < outcomes.size(); i++) {
            int group = first + i;
            String name = snapshot.labels().get(group);
            Outcome end = Outcome.of(outcomes.get(i)).naming(names);
            FittedLaw fitted = end.fitted();
            var score =
                    HeldOutScore.of(fitted, request, snapshot.heldOut().rows(held[group]), null);
            add(reports, new GroupReport(name, end.status(), end.reason(), end.report(), score));
            if (fitted == null) {
                without.add(name);
            } else {
                add(curves, GroupCurves.Of.of(name, fitted));
                draws.writeBytes(Curve.bytes(fitted.draws()));
            }
        }
        return new Part(
                Outcome.of(outcomes.getFirst()).status(),
                Packed.part(reports.toByteArray()),
                Packed.part(curves.toByteArray()),
                draws.toByteArray(),
                without);
    }

    /// One more element of a list.
    private void add(ByteArrayOutputStream list, Object element) {
        if (list.size() > 0) {
            list.write(',');
        }
        json.writeValue(list, element);
    }

    private Ending ending(List<Part> parts, int count) {
        ObjectNode rest = json.createObjectNode();
        Ending.say(snapshot.warnings(), rest, json);
        rest.set("left_out", json.valueToTree(snapshot.leftOut()));
        String end = "]," + json.writeValueAsString(rest).substring(1);
        var without = parts.stream().flatMap(part -> part.without().stream()).toList();
        var draws = new ByteArrayOutputStream();
        parts.forEach(part -> draws.writeBytes(part.draws()));
        boolean any = without.size() < count;
        return new Ending(
                any
                        ? FitStatus.CONVERGED
                        : parts.isEmpty() ? FitStatus.INSUFFICIENT_DATA : parts.getFirst().first(),
                reason(without, count),
                Packed.list("{\"groups\":[", parts.stream().map(Part::report).toList(), end),
                any
                        ? Packed.list(
                                "{\"groups\":[", parts.stream().map(Part::curves).toList(), "]}")
                        : null,
                any ? draws.toByteArray() : null);
    }

    private @Nullable String reason(List<String> without, int count) {
        if (count == 0) {
            return "No run has a value of '" + request.groupBy() + "' and all that the law needs.";
        }
        return without.isEmpty()
                ? null
                : "%d of %d groups have no curve: %s%s. Each says why."
                        .formatted(
                                without.size(),
                                count,
                                String.join(", ", without.subList(0, Math.min(5, without.size()))),
                                without.size() > 5 ? ", …" : "");
    }
}
