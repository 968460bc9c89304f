package dev.lawcast.runs;

import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The columns that the runs of an experiment have, by name; tags come as they are named.
final class RunColumns {

    private final Map<String, RunColumn> byName = new LinkedHashMap<>();
    private final Map<String, RunColumn> variables = new HashMap<>();
    private final Map<String, RunColumn> metrics = new HashMap<>();
    private final Map<String, RunColumn> standardErrors = new HashMap<>();

    RunColumns(Experiment experiment) {
        for (var kind : RunColumn.Attribute.Kind.values()) {
            add(new RunColumn.Attribute(kind));
        }
        for (Variable variable : experiment.variables()) {
            variables.put(variable.name(), add(new RunColumn.OfVariable(variable)));
        }
        for (Metric metric : experiment.metrics()) {
            metrics.put(metric.name(), add(new RunColumn.OfMetric(metric)));
        }
        for (Metric metric : experiment.metrics()) {
            standardErrors.put(metric.name(), add(new RunColumn.OfStandardError(metric)));
        }
    }

    /// The column of that name, tags included, or null.
    @Nullable RunColumn named(String name) {
        if (name.startsWith(RunColumn.OfTag.PREFIX)) {
            return new RunColumn.OfTag(name.substring(RunColumn.OfTag.PREFIX.length()));
        }
        return byName.get(name);
    }

    @Nullable RunColumn variable(String name) {
        return variables.get(name);
    }

    @Nullable RunColumn metric(String name) {
        return metrics.get(name);
    }

    @Nullable RunColumn standardError(String name) {
        return standardErrors.get(name);
    }

    /// All but tags: attributes, variables, metrics, standard errors.
    Collection<RunColumn> all() {
        return byName.values();
    }

    String didYouMean(String name) {
        return Suggestion.didYouMean(name.strip(), byName.keySet());
    }

    String didYouMeanVariable(String name) {
        if (metrics.containsKey(name)) {
            return " It is a metric: put it into 'metrics'.";
        }
        return Suggestion.didYouMean(name.strip(), variables.keySet());
    }

    String didYouMeanMetric(String name) {
        if (variables.containsKey(name)) {
            return " It is a variable: put it into 'variables'.";
        }
        return Suggestion.didYouMean(name.strip(), metrics.keySet());
    }

    private RunColumn add(RunColumn column) {
        byName.put(column.name(), column);
        return column;
    }
}
