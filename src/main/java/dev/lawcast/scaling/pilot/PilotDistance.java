package dev.lawcast.scaling.pilot;

import dev.lawcast.scaling.transport.CostMatrix;
import dev.lawcast.scaling.transport.CostRows;
import dev.lawcast.scaling.transport.ExactTransport;
import dev.lawcast.scaling.transport.Transport;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// The exact transport cost between two samples of uniform mass, as an estimate of the distance of
/// the distributions they were drawn from.
///
/// @param cost in units of the ground cost
/// @param standardError √(Var f / n + Var g / m) with the potentials f, g of the n and m points: by
///   the central limit theorem of del Barrio & Loubes (Ann. Probab. 2019) the cost varies as the
///   mean of its potentials. It speaks of the scatter around the expected cost of samples of these
///   sizes, which itself is above the distance of the distributions. NaN where a sample has one
///   point
public record PilotDistance(double cost, double standardError) {

    /// @param cancelled asked now and then
    static PilotDistance of(CostRows rows, BooleanSupplier cancelled) {
        CostMatrix cost = CostMatrix.of(rows);
        Transport found =
                new ExactTransport(cost, cancelled)
                        .solve(uniform(cost.rows()), uniform(cost.columns()));
        return new PilotDistance(
                found.cost(), Math.sqrt(varianceOfMean(found.f()) + varianceOfMean(found.g())));
    }

    private static double[] uniform(int points) {
        double[] masses = new double[points];
        Arrays.fill(masses, 1.0 / points);
        return masses;
    }

    private static double varianceOfMean(double[] values) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return squares / (n - 1) / n; // 0/0 for one point
    }
}
