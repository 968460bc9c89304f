package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.forecast.Widening;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/// A [FittedLaw] in the form in which it is kept: the law is made again from the request and its
/// labels, the draws stand apart as bytes.
///
/// @param labels of the law, in the order of their codes
/// @param widening what forecasts beyond the runs are widened by, null where that is not known
/// @param drawCount rows of the draws, which follow those of earlier groups where there are groups
/// @param simulated null in fits of versions that always resampled
record Curve(
        String law,
        List<String> labels,
        double[] estimate,
        double @Nullable [][] covariance,
        FitRequest.ObjectiveChoice objective,
        FittedLaw.NoiseModel noise,
        FittedLaw.DataSpan data,
        int units,
        int free,
        List<String> atBounds,
        @Nullable Boolean simulated,
        int drawCount,
        @Nullable Widening widening) {

    Curve {
        // absent from fits of earlier versions
        labels = labels == null ? List.of() : labels;
    }

    static Curve of(FittedLaw fitted, List<String> labels, @Nullable Widening widening) {
        return new Curve(
                fitted.law().id(),
                labels,
                fitted.estimate(),
                fitted.covariance(),
                FitRequest.ObjectiveChoice.of(fitted.objective()),
                fitted.noise(),
                fitted.data(),
                fitted.units(),
                fitted.free(),
                fitted.atBounds(),
                fitted.simulated(),
                fitted.draws().length,
                widening);
    }

    FittedLaw fitted(FitRequest request, byte[] draws) {
        return fitted(request, ByteBuffer.wrap(draws));
    }

    /// @param draws holds those of this curve and nothing else
    FittedLaw fitted(FitRequest request, ByteBuffer draws) {
        return new FittedLaw(
                request.chooses()
                        ? LawChoice.law(law, null, 0, null, List.of())
                        : request.curve(labels),
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

    private static double[][] draws(ByteBuffer buffer, int columns) {
        double[][] draws = new double[buffer.remaining() / Double.BYTES / columns][columns];
        for (double[] row : draws) {
            for (int j = 0; j < columns; j++) {
                row[j] = buffer.getDouble();
            }
        }
        return draws;
    }
}
