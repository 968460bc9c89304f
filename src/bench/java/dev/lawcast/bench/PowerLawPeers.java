package dev.lawcast.bench;

import dev.lawcast.scaling.fit.Observations;

import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;

/// The Levenberg–Marquardt optimisers of Hipparchus and Apache Commons Math on L = E + A·u^−α with
/// sizes u about their geometric mean, exact derivatives, written as their manuals show, and the
/// start that a careful user computes: E = .9·min L, then a line through ln(L − E).
final class PowerLawPeers {

    private final double[] u;
    private final double[] y;
    private final double[] start;

    PowerLawPeers(Observations runs) {
        y = runs.y();
        double[] ln = new double[y.length];
        u = new double[y.length];
        double mean = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < y.length; i++) {
            ln[i] = Math.log(runs.x()[0][i]);
            mean += ln[i] / y.length;
            least = Math.min(least, y[i]);
        }
        double floor = .9 * least;
        double slope = 0;
        double square = 0;
        double level = 0;
        for (int i = 0; i < y.length; i++) {
            ln[i] -= mean;
            u[i] = Math.exp(ln[i]);
            slope += ln[i] * Math.log(y[i] - floor);
            square += ln[i] * ln[i];
            level += Math.log(y[i] - floor) / y.length;
        }
        start = new double[] {floor, Math.exp(level), -slope / square};
    }

    /// @return the sum of squares at the end
    double hipparchus() {
        double cost =
                new LevenbergMarquardtOptimizer()
                        .optimize(
                                new LeastSquaresBuilder()
                                        .model(this::values, this::jacobian)
                                        .target(y)
                                        .start(start)
                                        .maxEvaluations(1000)
                                        .maxIterations(1000)
                                        .build())
                        .getCost();
        return cost * cost;
    }

    /// @return the sum of squares at the end
    double commonsMath() {
        double cost =
                new org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer()
                        .optimize(
                                new org.apache.commons.math3.fitting.leastsquares
                                                .LeastSquaresBuilder()
                                        .model(this::values, this::jacobian)
                                        .target(y)
                                        .start(start)
                                        .maxEvaluations(1000)
                                        .maxIterations(1000)
                                        .build())
                        .getCost();
        return cost * cost;
    }

    private double[] values(double[] p) {
        double[] values = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            values[i] = p[0] + p[1] * Math.pow(u[i], -p[2]);
        }
        return values;
    }

    private double[][] jacobian(double[] p) {
        double[][] rows = new double[u.length][];
        for (int i = 0; i < u.length; i++) {
            double power = Math.pow(u[i], -p[2]);
            rows[i] = new double[] {1, power, -Math.log(u[i]) * p[1] * power};
        }
        return rows;
    }
}
