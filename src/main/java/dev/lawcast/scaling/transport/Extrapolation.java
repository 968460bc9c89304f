package dev.lawcast.scaling.transport;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// Guesses potentials at new masses from those at the last few: the cubic polynomial of the masses
/// with least norm through them, which on a path in equal steps is Newton's extrapolation, and in a
/// direction not gone before changes nothing. With d_i the distances to the new masses the guess is
/// Σ w_i f_i, where (K + λ) w = 1 and K_ij = (1 + d_i·d_j/max|d|²)³.
final class Extrapolation {

    private static final int MOST = 6;

    private static final double LEAST_RIDGE = 1e-12; // far above the rounding of K
    private static final double SYMMETRY = 1e-15;

    private final double ridge;

    private record Known(double[] masses, double[] potential) {}

    private final Deque<Known> known = new ArrayDeque<>();

    /// @param ridge λ, which keeps the weights, and so what is left of the last solves' errors,
    ///   from growing
    Extrapolation(double ridge) {
        this.ridge = Math.max(LEAST_RIDGE, ridge);
    }

    void add(double[] masses, double[] potential) {
        if (known.size() == MOST) {
            known.removeFirst();
        }
        known.addLast(new Known(masses.clone(), potential));
    }

    /// The guess at these masses; at least one potential must be known.
    double[] at(double[] masses) {
        Known[] all = known.toArray(Known[]::new);
        double[][] products = new double[all.length][all.length];
        double largest = 0;
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = product(all[i].masses, all[j].masses, masses);
            }
            largest = Math.max(largest, products[i][i]);
        }
        double[] guess = all[all.length - 1].potential.clone();
        if (largest == 0) {
            return guess;
        }
        var kernel = new Array2DRowRealMatrix(all.length, all.length);
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j <= i; j++) {
                double k = Math.pow(1 + products[i][j] / largest, 3) + (i == j ? ridge : 0);
                kernel.setEntry(i, j, k);
                kernel.setEntry(j, i, k);
            }
        }
        double[] ones = new double[all.length];
        Arrays.fill(ones, 1);
        double[] w =
                new CholeskyDecomposition(kernel, SYMMETRY, 0)
                        .getSolver()
                        .solve(new ArrayRealVector(ones))
                        .toArray();
        double[] last = all[all.length - 1].potential;
        for (int i = 0; i < all.length - 1; i++) {
            for (int k = 0; k < guess.length; k++) {
                guess[k] += w[i] * (all[i].potential[k] - last[k]);
            }
        }
        return guess;
    }

    /// (x − z)·(y − z).
    private static double product(double[] x, double[] y, double[] z) {
        double sum = 0;
        for (int k = 0; k < z.length; k++) {
            sum += (x[k] - z[k]) * (y[k] - z[k]);
        }
        return sum;
    }
}
