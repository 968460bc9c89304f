package dev.lawcast.runs;

import dev.lawcast.experiments.Experiment;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// A run while an upload is read; one object serves all rows, what is held is a copy. Numbers stand
/// by the position of their variable or metric less 1, NaN where there is none.
final class RunRow {

    /// The line of the upload, or the index in its list.
    long place;

    @Nullable String key;
    final double[] variables;
    final @Nullable String[] labels;
    final double[] metrics;
    final double[] standardErrors;
    @Nullable String group;
    @Nullable Long seed;
    @Nullable String status;
    final Map<String, String> tags = new TreeMap<>();
    @Nullable Instant startedAt;
    @Nullable String excluded;

    RunRow(Experiment experiment) {
        variables = new double[experiment.variables().size()];
        labels = new String[experiment.variables().size()];
        metrics = new double[experiment.metrics().size()];
        standardErrors = new double[experiment.metrics().size()];
    }

    /// A copy that later rows do not change.
    RunRow(RunRow row) {
        place = row.place;
        key = row.key;
        variables = row.variables.clone();
        labels = row.labels.clone();
        metrics = row.metrics.clone();
        standardErrors = row.standardErrors.clone();
        group = row.group;
        seed = row.seed;
        status = row.status;
        tags.putAll(row.tags);
        startedAt = row.startedAt;
        excluded = row.excluded;
    }

    /// About how many bytes of heap a copy takes.
    long bytes() {
        long texts = length(key) + length(group) + length(status) + length(excluded);
        for (String label : labels) {
            texts += length(label);
        }
        for (var tag : tags.entrySet()) {
            texts += 40 + length(tag.getKey()) + length(tag.getValue());
        }
        return 300 + 12L * (variables.length + labels.length) + 16L * metrics.length + 2 * texts;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : 20 + text.length();
    }

    void begin(long newPlace) {
        place = newPlace;
        key = null;
        Arrays.fill(variables, Double.NaN);
        Arrays.fill(labels, null);
        Arrays.fill(metrics, Double.NaN);
        Arrays.fill(standardErrors, Double.NaN);
        group = null;
        seed = null;
        status = null;
        tags.clear();
        startedAt = null;
        excluded = null;
    }
}
