package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.List;

/// Keeps the best of many candidate starting points, judged on at most a few hundred rows by the
/// squares of their relative errors (of their errors, where a metric is not positive).
final class Starts {

    private static final int ROWS = 200;

    private final ScalingLaw law;
    private final int most;
    private final List<double[]> best = new ArrayList<>();
    private final List<Double> misfits = new ArrayList<>();
    private final boolean relative;

    /// The rows that candidates are computed from and judged on.
    final Sizes sizes;

    final double[] y;

    /// Weights of the rows for [LeastSquares]: 1/y², or 1.
    final double[] weight;

    private final double[] point;

    /// @param most how many candidates are kept
    Starts(ScalingLaw law, Sizes sizes, double[] y, int most) {
        this.law = law;
        this.most = most;
        int step = Math.max(1, (y.length + ROWS - 1) / ROWS);
        int rows = (y.length + step - 1) / step;
        double[][] x = new double[sizes.x().length][rows];
        double[][] logarithms = new double[x.length][rows];
        this.y = new double[rows];
        weight = new double[rows];
        boolean positive = true;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < x.length; j++) {
                x[j][i] = sizes.x()[j][i * step];
                logarithms[j][i] = sizes.logarithms()[j][i * step];
            }
            this.y[i] = y[i * step];
            positive &= this.y[i] > 0;
        }
        relative = positive;
        for (int i = 0; i < rows; i++) {
            weight[i] = relative ? 1 / (this.y[i] * this.y[i]) : 1;
        }
        this.sizes = new Sizes(x, logarithms, rows);
        point = new double[x.length];
    }

    int rows() {
        return y.length;
    }

    /// Least metric among the rows.
    double least() {
        double least = Double.POSITIVE_INFINITY;
        for (double value : y) {
            least = Math.min(least, value);
        }
        return least;
    }

    /// Greatest metric among the rows.
    double greatest() {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double value : y) {
            greatest = Math.max(greatest, value);
        }
        return greatest;
    }

    /// Takes a copy of p if it is among the best so far.
    void offer(double[] p) {
        double misfit = 0;
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < point.length; j++) {
                point[j] = sizes.x()[j][i];
            }
            double error = law.value(p, point) - y[i];
            misfit += weight[i] * error * error;
        }
        int at = misfits.size();
        while (at > 0 && misfits.get(at - 1) > misfit) {
            at--;
        }
        if (at < most && misfit < Double.POSITIVE_INFINITY) {
            misfits.add(at, misfit);
            best.add(at, p.clone());
            if (best.size() > most) {
                misfits.removeLast();
                best.removeLast();
            }
        }
    }

    /// Best first.
    List<double[]> best() {
        return List.copyOf(best);
    }
}
