package dev.lawcast.scaling.transport;

import java.util.function.BooleanSupplier;

/// Exact W₂² under one ground cost between every two sources and between each source and the
/// validation sample, every point of a sample with the same mass.
///
/// @param between source × source, symmetric, 0 on the diagonal without a label term
/// @param toValidation of each source
public record SourceDistances(double[][] between, double[] toValidation) {

    /// @param cancelled asked now and then
    /// @throws IllegalStateException where a transport was not solved to its certificate
    public static SourceDistances of(GroundCosts costs, BooleanSupplier cancelled) {
        int k = costs.sizes().length;
        double[][] between = new double[k][k];
        double[] toValidation = new double[k];
        for (int i = 0; i < k; i++) {
            toValidation[i] = distance(costs.toValidation(i), cancelled);
            for (int j = 0; j <= i; j++) {
                between[i][j] = distance(costs.between(i, j), cancelled);
                between[j][i] = between[i][j];
            }
        }
        return new SourceDistances(between, toValidation);
    }

    private static double distance(CostRows rows, BooleanSupplier cancelled) {
        CostMatrix cost = CostMatrix.of(rows);
        double[] a = Masses.uniform(cost.rows());
        double[] b = Masses.uniform(cost.columns());
        Transport found = new ExactTransport(cost, cancelled).solve(a, b);
        if (!found.converged()) {
            throw new IllegalStateException(
                    "A transport between "
                            + cost.rows()
                            + " and "
                            + cost.columns()
                            + " points left a duality gap of "
                            + found.dualityGap()
                            + ". Maybe the features differ by many powers of ten; standardise them.");
        }
        return found.cost();
    }
}
