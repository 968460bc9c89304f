package dev.lawcast.scaling.transport;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

import java.util.Arrays;

/// A normal distribution, its covariance given by a factor F with FᵀF = Σ. Between two of them
///
/// W₂² = |m₁ − m₂|² + tr Σ₁ + tr Σ₂ − 2 tr (Σ₁^½ Σ₂ Σ₁^½)^½
///
/// (Dowson & Landau 1982), whose last trace is the sum of the singular values of F₁F₂ᵀ: it needs no
/// root of a product, and is as large as the fewer of points and features.
record Gaussian(double[] mean, RealMatrix factor) {

    /// Mean and covariance (n − 1 in the denominator) of points; a single one has no spread.
    static Gaussian of(Features points) {
        int n = points.rows();
        int d = points.columns();
        double[] mean = new double[d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                mean[k] += points.values()[i * d + k] / n;
            }
        }
        var spread = new Array2DRowRealMatrix(n, d);
        double scale = n > 1 ? 1 / Math.sqrt(n - 1.0) : 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                spread.setEntry(i, k, scale * (points.values()[i * d + k] - mean[k]));
            }
        }
        return n <= d ? new Gaussian(mean, spread) : of(mean, spread.transposeMultiply(spread));
    }

    /// @param covariance symmetric, positive semi-definite
    static Gaussian of(double[] mean, RealMatrix covariance) {
        var eigen = new EigenDecompositionSymmetric(covariance);
        double[] roots =
                Arrays.stream(eigen.getEigenvalues()).map(v -> Math.sqrt(Math.max(0, v))).toArray();
        RealMatrix factor = eigen.getVT().copy();
        for (int r = 0; r < roots.length; r++) {
            factor.setRowVector(r, factor.getRowVector(r).mapMultiply(roots[r]));
        }
        return new Gaussian(mean, factor);
    }

    double squaredDistance(Gaussian other) {
        double sum = 0;
        for (int k = 0; k < mean.length; k++) {
            double difference = mean[k] - other.mean[k];
            sum += difference * difference;
        }
        RealMatrix product = factor.multiplyTransposed(other.factor);
        double fidelity =
                Arrays.stream(new SingularValueDecomposition(product).getSingularValues()).sum();
        double trace = square(factor) + square(other.factor);
        return sum + Math.max(0, trace - 2 * fidelity);
    }

    private static double square(RealMatrix matrix) {
        double norm = matrix.getFrobeniusNorm();
        return norm * norm;
    }
}
