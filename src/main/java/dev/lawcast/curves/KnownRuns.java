package dev.lawcast.curves;

import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The runs that an upload has named so far and that exist, locked, with the last step of each of
/// their curves.
final class KnownRuns {

    private final Map<String, Known> byKey = new HashMap<>();
    private final Integer[] metrics;

    static final class Known {

        final long id;
        final String key;
        private final double[] last; // by metric, in the experiment's order

        private Known(long id, String key, int metrics) {
            this.id = id;
            this.key = key;
            this.last = new double[metrics];
            Arrays.fill(last, Double.NEGATIVE_INFINITY);
        }

        /// Whether the step comes after all that the curve has; if so, it is its last one now.
        boolean append(int metric, double step) {
            if (step > last[metric]) {
                last[metric] = step;
                return true;
            }
            return false;
        }
    }

    KnownRuns(Experiment experiment) {
        this.metrics = experiment.metrics().stream().map(Metric::id).toArray(Integer[]::new);
    }

    int metricId(int index) {
        return metrics[index];
    }

    @Nullable Known get(String key) {
        return byKey.get(key);
    }

    /// Keys in the batch that are not known yet.
    Set<String> missing(PointBatch batch) {
        var missing = new LinkedHashSet<String>();
        String before = "";
        for (int i = 0; i < batch.size; i++) {
            String key = batch.run[i];
            if (!key.equals(before) && !byKey.containsKey(key)) {
                missing.add(key);
            }
            before = key;
        }
        return missing;
    }

    void add(List<PointRepository.Found> found) {
        for (var run : found) {
            byKey.put(run.key(), new Known(run.id(), run.key(), metrics.length));
        }
    }

    /// Takes over where the stored curves of these runs end.
    void readLastSteps(PointRepository repository, List<PointRepository.Found> found) {
        var byId = new HashMap<Long, Known>();
        for (var run : found) {
            byId.put(run.id(), byKey.get(run.key()));
        }
        var index = new HashMap<Integer, Integer>();
        for (int i = 0; i < metrics.length; i++) {
            index.put(metrics[i], i);
        }
        repository.lastSteps(
                byId.keySet().toArray(Long[]::new),
                metrics,
                (run, metric, step) -> {
                    Known known = byId.get(run);
                    Integer at = index.get(metric);
                    if (known != null && at != null) {
                        known.last[at] = step;
                    }
                });
    }

    Map<Long, String> keysById() {
        var keys = new HashMap<Long, String>();
        byKey.values().forEach(run -> keys.put(run.id, run.key));
        return keys;
    }
}
