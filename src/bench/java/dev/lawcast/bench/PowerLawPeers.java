package dev.lawcast.bench;

import dev.lawcast.scaling.fit.Observations;

import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;

/// The Levenberg–Marquardt optimisers of Hipparchus and Apache Commons Math on L = E + A·u^−α with
/// sizes u about their geometric mean, exact derivatives, and the start that a careful user
/// computes: E = .9·min L, then a line through ln(L − E).
final class PowerLawPeers {

    private final double[] ln;
    private final double[] y;
    private final double[] start;

    PowerLawPeers(Observations runs) {
        y = runs.y();
        ln = new double[y.length];
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
            slope += ln[i] * Math.log(y[i] - floor);
            square += ln[i] * ln[i];
            level += Math.log(y[i] - floor) / y.length;
        }
        start = new double[] {floor, Math.exp(level), -slope / square};
    }

    /// @return the sum of squares at the end
    double hipparchus() {
        MultivariateJacobianFunction model =
                p -> {
                    double[][] rows = new double[y.length][];
                    double[] values = evaluate(p.toArray(), rows);
                    RealVector vector = MatrixUtils.createRealVector(values);
                    return new Pair<>(vector, MatrixUtils.createRealMatrix(rows));
                };
        double cost =
                new LevenbergMarquardtOptimizer()
                        .optimize(
                                new LeastSquaresBuilder()
                                        .model(model)
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
        org.apache.commons.math3.fitting.leastsquares.MultivariateJacobianFunction model =
                p -> {
                    double[][] rows = new double[y.length][];
                    double[] values = evaluate(p.toArray(), rows);
                    return new org.apache.commons.math3.util.Pair<>(
                            new org.apache.commons.math3.linear.ArrayRealVector(values, false),
                            new org.apache.commons.math3.linear.Array2DRowRealMatrix(rows, false));
                };
        double cost =
                new org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer()
                        .optimize(
                                new org.apache.commons.math3.fitting.leastsquares
                                                .LeastSquaresBuilder()
                                        .model(model)
                                        .target(y)
                                        .start(start)
                                        .maxEvaluations(1000)
                                        .maxIterations(1000)
                                        .build())
                        .getCost();
        return cost * cost;
    }

    private double[] evaluate(double[] p, double[][] rows) {
        double[] values = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            double power = Math.exp(-p[2] * ln[i]);
            values[i] = p[0] + p[1] * power;
            rows[i] = new double[] {1, power, -ln[i] * p[1] * power};
        }
        return values;
    }
}
