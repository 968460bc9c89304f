package dev.lawcast.schedules;

import dev.lawcast.scaling.fit.EstimateChange;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares the parameters of two reports, group by group where they have groups.
final class ParameterChanges {

    private final RunChanges runs;

    private ParameterChanges(RunChanges runs) {
        this.runs = runs;
    }

    static List<Difference.Parameter> between(JsonNode before, JsonNode after, RunChanges runs) {
        return new ParameterChanges(runs).between(before, after);
    }

    private List<Difference.Parameter> between(JsonNode before, JsonNode after) {
        if (!after.has("groups") && !before.has("groups")) {
            return ofOne(null, before, after);
        }
        Map<String, JsonNode> earlier = new LinkedHashMap<>();
        before.path("groups").forEach(g -> earlier.put(g.path("group").asString(), g));
        var all = new ArrayList<Difference.Parameter>();
        for (JsonNode group : after.path("groups")) {
            String name = group.path("group").asString();
            JsonNode old = earlier.remove(name);
            all.addAll(ofOne(name, old == null ? group.path("absent") : old, group));
        }
        earlier.forEach((name, old) -> all.addAll(ofOne(name, old, old.path("absent"))));
        return all;
    }

    private List<Difference.Parameter> ofOne(
            @Nullable String group, JsonNode before, JsonNode after) {
        Map<String, JsonNode> earlier = new LinkedHashMap<>();
        before.path("parameters").forEach(p -> earlier.put(p.path("name").asString(), p));
        var all = new ArrayList<Difference.Parameter>();
        for (JsonNode parameter : after.path("parameters")) {
            JsonNode old = earlier.remove(parameter.path("name").asString());
            all.add(
                    one(
                            group,
                            old == null ? parameter.path("absent") : old,
                            parameter,
                            before,
                            after));
        }
        earlier.values()
                .forEach(old -> all.add(one(group, old, old.path("absent"), before, after)));
        return all;
    }

    private Difference.Parameter one(
            @Nullable String group, JsonNode old, JsonNode now, JsonNode before, JsonNode after) {
        JsonNode described = now.isMissingNode() ? old : now;
        Double from = number(old, "estimate");
        Double to = number(now, "estimate");
        Double change = from == null || to == null ? null : to - from;
        Double error = number(old, "standard_error");
        Double errorNow = number(now, "standard_error");
        Double z = null;
        String reason = null;
        if (from == null || to == null) {
            reason = "Only one of the versions has an estimate.";
        } else if (error == null || errorNow == null) {
            reason = "Only estimates with a standard error can be compared.";
        } else if (!before.at("/chosen/law").equals(after.at("/chosen/law"))) {
            reason = "The versions chose different laws.";
        } else if (!runs.onlyAdded() && !runs.onlyDropped()) {
            reason =
                    "Runs both came and went or changed; z is known where one version's runs lie within the other's.";
        } else {
            var earlier = new EstimateChange.Version(from, error, scatter(before));
            var later = new EstimateChange.Version(to, errorNow, scatter(after));
            z =
                    runs.onlyAdded()
                            ? EstimateChange.z(earlier, later)
                            : EstimateChange.z(later, earlier);
            if (z == null) {
                reason = "The runs that came or went say next to nothing of it.";
            } else if (runs.onlyDropped()) {
                z = -z;
            }
        }
        return new Difference.Parameter(
                group,
                described.path("name").asString(),
                described.path("unit").asString(),
                from,
                to,
                change,
                change == null || error == null || error == 0 ? null : change / error,
                z,
                reason);
    }

    private static @Nullable Double scatter(JsonNode report) {
        return report.at("/objective/noise").asString("").equals("known")
                ? null
                : number(report.path("objective"), "residual_scale");
    }

    static @Nullable Double number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNumber() ? value.doubleValue() : null;
    }
}
