package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.GroupFits;
import dev.lawcast.scaling.fit.Observations;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
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

    /// One group's end.
    private record Done(Outcome outcome, @Nullable HeldOutScore heldOut) {}

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
        var done = new ArrayList<Done>();
        for (int g = 0; g < count; g++) {
            Outcome end = Outcome.of(outcomes.get(g)).naming(names);
            Observations kept = snapshot.heldOut().rows(held.get(g));
            done.add(new Done(end, HeldOutScore.of(end.fitted(), request, kept, null)));
        }
        return ending(done);
    }

    private Ending ending(List<Done> done) {
        var curves = new GroupCurves.Builder();
        ObjectNode report = json.createObjectNode();
        ArrayNode groups = report.putArray("groups");
        var without = new ArrayList<String>();
        FitStatus best = FitStatus.INSUFFICIENT_DATA;
        for (int g = 0; g < done.size(); g++) {
            Done one = done.get(g);
            String name = snapshot.labels().get(g);
            ObjectNode group = groups.addObject();
            group.put("group", name);
            group.put("status", one.outcome().status().name());
            group.put("reason", one.outcome().reason());
            group.setAll(Ending.report(one.outcome(), one.heldOut(), request, json));
            if (one.outcome().fitted() == null) {
                without.add(name);
            } else {
                curves.add(name, one.outcome().fitted());
            }
            if (one.outcome().status() == FitStatus.CONVERGED || g == 0) {
                best = one.outcome().status();
            }
        }
        Ending.say(snapshot.warnings(), report, json);
        report.set("left_out", json.valueToTree(snapshot.leftOut()));
        boolean any = without.size() < done.size();
        return new Ending(
                any ? FitStatus.CONVERGED : best,
                reason(without, done.size()),
                json.writeValueAsString(report),
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
