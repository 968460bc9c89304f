package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/// A [FittedLaw] in the form in which it is kept: the law by its id, the draws apart as bytes.
///
/// @param simulated null in fits of versions that always resampled
record Curve(
        String law,
        double[] estimate,
        double @Nullable [][] covariance,
        FitRequest.ObjectiveChoice objective,
        FittedLaw.NoiseModel noise,
        FittedLaw.DataSpan data,
        int units,
        int free,
        List<String> atBounds,
        @Nullable Boolean simulated) {

    static Curve of(FittedLaw fitted) {
        return new Curve(
                fitted.law().id(),
                fitted.estimate(),
                fitted.covariance(),
                FitRequest.ObjectiveChoice.of(fitted.objective()),
                fitted.noise(),
                fitted.data(),
                fitted.units(),
                fitted.free(),
                fitted.atBounds(),
                fitted.simulated());
    }

    FittedLaw fitted(byte[] draws) {
        ScalingLaw known =
                LawCatalogue.find(law)
                        .orElseThrow(() ->
                                new IllegalStateException("The catalogue has lost the law " + law));
        return new FittedLaw(
                known,
                estimate,
                draws(draws, estimate.length),
                covariance,
                objective.objective(),
                noise,
                data,
                units,
                free,
                atBounds,
                simulated != null && simulated);
    }

    /// Rows of big-endian doubles, one row a draw.
    static byte[] bytes(double[][] draws) {
        int columns = draws.length == 0 ? 0 : draws[0].length;
        ByteBuffer buffer = ByteBuffer.allocate(draws.length * columns * Double.BYTES);
        for (double[] row : draws) {
            for (double value : row) {
                buffer.putDouble(value);
            }
        }
        return buffer.array();
    }

    private static double[][] draws(byte[] bytes, int columns) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        double[][] draws = new double[bytes.length / Double.BYTES / columns][columns];
        for (double[] row : draws) {
            for (int j = 0; j < columns; j++) {
                row[j] = buffer.getDouble();
            }
        }
        return draws;
    }
}
