package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitOutcome.WrongShape;
import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import org.jspecify.annotations.Nullable;

/// Whether a metric of several sizes rises with one of them while the others are held: the slope of
/// ln size in a least-squares fit that gives each other size a line and a curve.
final class PartialTrend {

    private static final double ALARM = 1e-4;
    private static final double SINGULAR = 1e-8;

    private PartialTrend() {}

    static @Nullable WrongShape rising(
            Observations data, int j, String variable, ResidualSpace space) {
        int n = data.size();
        int columns = 2 + 2 * (data.x().length - 1);
        if (n < columns + 2) {
            return null;
        }
        double[][] design = new double[n][columns];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = space.of(data.y()[i]);
            int c = 0;
            design[i][c++] = 1;
            design[i][c++] = centred(data.x()[j], i);
            for (int k = 0; k < data.x().length; k++) {
                if (k != j) {
                    double u = centred(data.x()[k], i);
                    design[i][c++] = u;
                    design[i][c++] = u * u;
                }
            }
        }
        var decomposition = new SingularValueDecomposition(new Array2DRowRealMatrix(design, false));
        double[] singular = decomposition.getSingularValues();
        if (singular[columns - 1] < SINGULAR * singular[0]) {
            return null; // the sizes do not vary apart from each other
        }
        double[] beta = decomposition.getSolver().solve(new ArrayRealVector(y, false)).toArray();
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double r = y[i];
            for (int c = 0; c < columns; c++) {
                r -= beta[c] * design[i][c];
            }
            squares += r * r;
        }
        double variance = 0;
        for (int c = 0; c < columns; c++) {
            double v = decomposition.getV().getEntry(1, c) / singular[c];
            variance += v * v;
        }
        double t = beta[1] / Math.sqrt(Math.max(variance * squares / (n - columns), 1e-300));
        if (t < new TDistribution(n - columns).inverseCumulativeProbability(1 - ALARM)) {
            return null;
        }
        return new WrongShape(
                "increasing",
                "With the other sizes held, the metric rises with %s (slope %.3g per unit of ln %s, %.1f standard errors). Maybe it is an accuracy, or the columns are swapped."
                        .formatted(variable, beta[1], variable, t));
    }

    private static double centred(double[] column, int i) {
        return Math.log(column[i] / column[0]);
    }
}
