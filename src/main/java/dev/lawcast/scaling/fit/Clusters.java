package dev.lawcast.scaling.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Rows that are not independent of each other, such as checkpoints of one training.
///
/// Covariance of the estimate with G clusters: G/(G − 1)·Σ_c u_c·u_cᵀ, u_c the sum of the changes
/// that leaving each row of the cluster out makes of the estimate, by one Newton step (Liang and
/// Zeger 1986 with the leverage correction of Bell and McCaffrey 2002).
///
/// @param members the rows of each cluster
record Clusters(List<int[]> members) {

    static Clusters of(Observations data) {
        List<String> names = data.clusters();
        if (names == null) {
            return new Clusters(Configurations.each(data.size()));
        }
        var rows = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < names.size(); i++) {
            rows.computeIfAbsent(names.get(i), _ -> new ArrayList<>()).add(i);
        }
        return new Clusters(
                rows.values().stream()
                        .map(r -> r.stream().mapToInt(Integer::intValue).toArray())
                        .toList());
    }

    int count() {
        return members.size();
    }

    /// Whether any two rows share a cluster.
    boolean shared() {
        return members.stream().anyMatch(m -> m.length > 1);
    }

    /// The covariance with clusters in place of rows.
    Covariance covariance(Covariance rows, Influences influences) {
        double[][] steps = influences.steps();
        int p = steps.length;
        double[][] matrix = new double[p][p];
        double[] change = new double[p];
        for (int[] cluster : members) {
            for (int c = 0; c < p; c++) {
                change[c] = 0;
                for (int i : cluster) {
                    change[c] += steps[c][i];
                }
            }
            for (int a = 0; a < p; a++) {
                for (int b = 0; b < p; b++) {
                    matrix[a][b] += change[a] * change[b] * count() / Math.max(1, count() - 1);
                }
            }
        }
        return new Covariance(matrix, rows.leverage(), rows.rank(), rows.residualScale());
    }
}
