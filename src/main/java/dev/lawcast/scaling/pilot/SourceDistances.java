package dev.lawcast.scaling.pilot;

import dev.lawcast.scaling.transport.GroundCosts;

import java.util.function.BooleanSupplier;

/// How far sources are from each other and from the validation sample.
///
/// @param between sources × sources, 0 on the diagonal
/// @param toValidation of each source
public record SourceDistances(PilotDistance[][] between, PilotDistance[] toValidation) {

    private static final PilotDistance NONE = new PilotDistance(0, 0);

    /// @throws java.util.concurrent.CancellationException where it was asked for
    public static SourceDistances of(GroundCosts costs, BooleanSupplier cancelled) {
        int k = costs.sizes().length;
        var between = new PilotDistance[k][k];
        var toValidation = new PilotDistance[k];
        for (int i = 0; i < k; i++) {
            toValidation[i] = PilotDistance.of(costs.toValidation(i), cancelled);
            between[i][i] = NONE;
            for (int j = 0; j < i; j++) {
                between[i][j] = PilotDistance.of(costs.between(i, j), cancelled);
                between[j][i] = between[i][j];
            }
        }
        return new SourceDistances(between, toValidation);
    }
}
