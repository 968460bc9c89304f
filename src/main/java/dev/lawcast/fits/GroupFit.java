package dev.lawcast.fits;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.GroupFits;
import dev.lawcast.scaling.fit.Observations;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /// One group's end.
    ///
    /// @param report JSON: written one by one, on all cores, for there may be thousands
    private record Done(Outcome outcome, String report) {}

    /// @return null where it was cancelled
    @Nullable Ending run(FitProgress progress) {
        int count = snapshot.labels().size();
        List<int[]> fitted = members(0, snapshot.fitted().size(), count);
        List<int[]> held = members(snapshot.fitted().size(), snapshot.groups().length, count);
        List<Observations> groups = fitted.stream().map(snapshot.fitted()::rows).toList();
        List<FitOutcome> outcomes =
                GroupFits.fit(
                        request.law(List.of()),
                        groups,
                        request.settings(progress.threads()),
                        progress);
        if (progress.cancelled()) {
            return null;
        }
        var names = new SymbolNames(request.variables());
        List<Done> done =
                IntStream.range(0, count)
                        .parallel()
                        .mapToObj(g -> done(g, outcomes.get(g), held.get(g), names))
                        .toList();
        return ending(done);
    }

    private Done done(int group, FitOutcome outcome, int[] held, SymbolNames names) {
        Outcome end = Outcome.of(outcome).naming(names);
        var score = HeldOutScore.of(end.fitted(), request, snapshot.heldOut().rows(held), null);
        var report =
                new GroupReport(
                        snapshot.labels().get(group),
                        end.status(),
                        end.reason(),
                        end.report(),
                        score);
        return new Done(end, json.writeValueAsString(report));
    }

    private Ending ending(List<Done> done) {
        var curves = new GroupCurves.Builder();
        var without = new ArrayList<String>();
        FitStatus best = FitStatus.INSUFFICIENT_DATA;
        for (int g = 0; g < done.size(); g++) {
            Outcome end = done.get(g).outcome();
            String name = snapshot.labels().get(g);
            if (end.fitted() == null) {
                without.add(name);
            } else {
                curves.add(name, end.fitted());
            }
            if (end.status() == FitStatus.CONVERGED || g == 0) {
                best = end.status();
            }
        }
        ObjectNode rest = json.createObjectNode();
        Ending.say(snapshot.warnings(), rest, json);
        rest.set("left_out", json.valueToTree(snapshot.leftOut()));
        String report =
                done.stream()
                        .map(Done::report)
                        .collect(
                                Collectors.joining(
                                        ",",
                                        "{\"groups\":[",
                                        "]," + json.writeValueAsString(rest).substring(1)));
        boolean any = without.size() < done.size();
        return new Ending(
                any ? FitStatus.CONVERGED : best,
                reason(without, done.size()),
                report,
                any ? json.writeValueAsString(curves.curves()) : null,
                any ? curves.draws() : null);
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

    /// Rows of each group among the groups' numbers in [from, to).
    private List<int[]> members(int from, int to, int count) {
        var members = new ArrayList<IntStream.Builder>();
        for (int g = 0; g < count; g++) {
            members.add(IntStream.builder());
        }
        for (int i = from; i < to; i++) {
            members.get(snapshot.groups()[i]).add(i - from);
        }
        return members.stream().map(m -> m.build().toArray()).toList();
    }
}
