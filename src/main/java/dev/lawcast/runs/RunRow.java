package dev.lawcast.runs;

import dev.lawcast.experiments.Experiment;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// A run while an upload is read; one object serves all rows. Numbers stand by the position of
/// their variable or metric less 1, NaN where there is none.
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
