package dev.lawcast.scaling.fit;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/// The linearised law fitted by least squares to some of the runs, as a judge of each run.
final class Deleted {

    /// Of each run: derivatives and residual, at weight 1.
    private final double[][] row;

    private final double[] residual;

    private final double[] step;
    private final double[][] inverse;
    private final double squares;
    private final int freedom;

    /// @param columns parameters that move
    /// @param aside runs that are not fitted
    Deleted(Linearization at, int[] columns, boolean[] aside) {
        int n = at.runs();
        int p = columns.length;
        double[] scale = new double[p];
        for (int c = 0; c < p; c++) {
            for (double v : at.jacobian()[columns[c]]) {
                scale[c] = Math.max(scale[c], Math.abs(v));
            }
        }
        row = new double[n][p];
        residual = new double[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            double root = Math.sqrt(at.weight()[i]);
            // columns of very different length (A at N = 1, an exponent) are brought to one scale,
            // or the singular values would lose the small ones
            for (int c = 0; c < p; c++) {
                double v = at.jacobian()[columns[c]][i];
                row[i][c] = scale[c] > 0 ? root * v / scale[c] : 0;
            }
            residual[i] = root * at.residual()[i];
            kept += aside[i] ? 0 : 1;
        }
        double[][] design = new double[kept][];
        double[] rest = new double[kept];
        int fitted = 0;
        for (int i = 0; i < n; i++) {
            if (!aside[i]) {
                design[fitted] = row[i];
                rest[fitted++] = -residual[i];
            }
        }
        var decomposition = new SingularValueDecomposition(new Array2DRowRealMatrix(design, false));
        step = decomposition.getSolver().solve(new ArrayRealVector(rest, false)).toArray();
        double[] singular = decomposition.getSingularValues();
        double[][] v = decomposition.getV().getData();
        inverse = new double[p][p];
        for (int a = 0; a < p; a++) {
            for (int b = 0; b < p; b++) {
                for (int k = 0; k < p; k++) {
                    if (singular[k] > Covariance.SINGULAR * singular[0]) {
                        inverse[a][b] += v[a][k] * v[b][k] / (singular[k] * singular[k]);
                    }
                }
            }
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            if (!aside[i]) {
                double r = left(i);
                sum += r * r;
            }
        }
        squares = sum;
        freedom = kept - p;
    }

    int freedom() {
        return freedom;
    }

    /// Distance of a run from the fit in standard deviations; for a run that was fitted itself,
    /// those of the fit without it.
    double studentised(int i, boolean aside) {
        double r = left(i);
        double[] g = row[i];
        double leverage = 0;
        for (int a = 0; a < g.length; a++) {
            for (int b = 0; b < g.length; b++) {
                leverage += g[a] * inverse[a][b] * g[b];
            }
        }
        if (aside) {
            return r / Math.sqrt(Math.max(squares / freedom * (1 + leverage), 1e-300));
        }
        double share = Math.max(1 - leverage, 1e-3);
        double without = Math.max(squares - r * r / share, 1e-12 * squares) / (freedom - 1);
        return r / Math.sqrt(Math.max(without * share, 1e-300));
    }

    private double left(int i) {
        double sum = residual[i];
        double[] g = row[i];
        for (int c = 0; c < g.length; c++) {
            sum += g[c] * step[c];
        }
        return sum;
    }
}
