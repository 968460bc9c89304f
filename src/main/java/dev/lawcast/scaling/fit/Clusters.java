package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ResidualLoss;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Rows that are not independent of each other, such as checkpoints of one training.
///
/// Covariance of the estimate with G clusters: (G − 1)/G·Σ_c u_c·u_cᵀ, u_c = (Σ_{i∉c}
/// wᵢ·gᵢ·gᵢᵀ)⁻¹·Σ_{i∈c} wᵢ·ψᵢ/mean(ψ′)·gᵢ the change of the estimate, by one Newton step, when the
/// cluster is left out: the jackknife, which needs no correction for the cluster's leverage (Bell
/// and McCaffrey 2002).
///
/// @param members the rows of each cluster
/// @param shared whether any two rows share a cluster
record Clusters(List<int[]> members, boolean shared) {

    static Clusters of(Observations data) {
        List<String> names = data.clusters();
        if (names == null) {
            return new Clusters(Configurations.each(data.size()), false);
        }
        var rows = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < names.size(); i++) {
            rows.computeIfAbsent(names.get(i), _ -> new ArrayList<>()).add(i);
        }
        return new Clusters(
                rows.values().stream()
                        .map(r -> r.stream().mapToInt(Integer::intValue).toArray())
                        .toList(),
                rows.size() < names.size());
    }

    int count() {
        return members.size();
    }

    /// The covariance with clusters in place of rows.
    ///
    /// @param rows that of single rows, whose other fields are kept
    Covariance covariance(Covariance rows, Linearization at, int[] columns, ResidualLoss loss) {
        int p = columns.length;
        double[] scale = new double[p];
        double[][] jacobian = new double[p][];
        for (int c = 0; c < p; c++) {
            jacobian[c] = at.jacobian()[columns[c]];
            double squares = 0;
            for (int i = 0; i < at.runs(); i++) {
                squares += at.weight()[i] * jacobian[c][i] * jacobian[c][i];
            }
            scale[c] = squares > 0 ? 1 / Math.sqrt(squares) : 1;
        }
        double slope = Covariance.meanSlope(at.residual(), loss);
        double[][] matrix = new double[p][p];
        double[][] total = new double[p][p];
        for (int[] cluster : members) {
            addProducts(total, 1, cluster, at.weight(), jacobian, scale);
        }
        for (int[] cluster : members) {
            double[][] left = new double[p][];
            double[] pull = new double[p];
            for (int a = 0; a < p; a++) {
                left[a] = total[a].clone();
                for (int i : cluster) {
                    double psi = Covariance.psi(loss, at.residual()[i]) / slope;
                    pull[a] += at.weight()[i] * psi * jacobian[a][i] * scale[a];
                }
            }
            addProducts(left, -1, cluster, at.weight(), jacobian, scale);
            double[] change =
                    new SingularValueDecomposition(new Array2DRowRealMatrix(left, false))
                            .getSolver()
                            .solve(new ArrayRealVector(pull, false))
                            .toArray();
            for (int a = 0; a < p; a++) {
                for (int b = 0; b < p; b++) {
                    matrix[a][b] += change[a] * scale[a] * change[b] * scale[b];
                }
            }
        }
        double share = (count() - 1.) / count();
        for (double[] row : matrix) {
            for (int b = 0; b < p; b++) {
                row[b] *= share;
            }
        }
        return new Covariance(matrix, rows.leverage(), rows.rank(), rows.residualScale());
    }

    /// Adds ±Σ w·g·gᵀ over some rows.
    private static void addProducts(
            double[][] to,
            int sign,
            int[] rows,
            double[] weight,
            double[][] jacobian,
            double[] scale) {
        for (int i : rows) {
            for (int a = 0; a < to.length; a++) {
                double ja = sign * weight[i] * jacobian[a][i] * scale[a];
                for (int b = 0; b < to.length; b++) {
                    to[a][b] += ja * jacobian[b][i] * scale[b];
                }
            }
        }
    }
}
