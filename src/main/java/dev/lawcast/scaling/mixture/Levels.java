package dev.lawcast.scaling.mixture;

import java.util.ArrayList;
import java.util.List;

/// The first stage at every size that was trained, smallest first, with one weight per form.
///
/// @param stages one per size
/// @param weights of the forms, summing to 1
/// @param scale of the metric
record Levels(List<FirstStage> stages, double[] weights, ErrorScale scale) {

    /// Weights by the leave-one-mixture-out errors of these sizes.
    static Levels of(List<FirstStage> stages, ErrorScale scale) {
        return new Levels(List.copyOf(stages), FirstStage.weights(stages), scale);
    }

    int count() {
        return stages.size();
    }

    double size(int s) {
        return stages.get(s).cells().size();
    }

    double metric(int s, double[] p, double ot) {
        return stages.get(s).at(p, ot, weights);
    }

    double logError(int s, double[] p, double ot) {
        return scale.logError(metric(s, p, ot));
    }

    /// The sizes but the largest, weighted by their own errors.
    Levels withoutLargest() {
        return of(stages.subList(0, count() - 1), scale);
    }

    /// The same sizes fitted to other metrics.
    ///
    /// @param metrics `metrics[s][c]` of cell c at size s
    /// @param costs likewise
    Levels refitted(double[][] metrics, double[][] costs) {
        var others = new ArrayList<FirstStage>();
        for (int s = 0; s < count(); s++) {
            others.add(stages.get(s).refitted(metrics[s], costs[s], weights));
        }
        return new Levels(others, weights, scale);
    }
}
