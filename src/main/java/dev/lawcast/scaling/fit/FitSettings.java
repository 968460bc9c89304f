package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Objective;

import java.util.List;
import java.util.Map;

/// How to fit. Parameters are named as in the law.
///
/// @param fixed parameters held at a value
/// @param bounds bounds that replace the law's own
/// @param starts starting points tried besides the solver's own global search
/// @param noise whether the standard errors of the runs are known or the scatter is estimated
/// @param level of the intervals, default .95
/// @param threads never changes a result, only the time
public record FitSettings(
        Objective objective,
        Map<String, Double> fixed,
        Map<String, Bounds> bounds,
        List<Map<String, Double>> starts,
        Noise noise,
        Bootstrap bootstrap,
        double level,
        int threads) {

    public record Bounds(double lower, double upper) {}

    public enum Noise {
        /// The residual variance is estimated from the residuals.
        ESTIMATED,
        /// The runs' standard errors are taken at their word.
        KNOWN
    }

    /// @param replicates 0 for none
    public record Bootstrap(int replicates, Unit unit, long seed) {
        public enum Unit {
            RUN,
            CONFIGURATION
        }
    }

    public static FitSettings of(Objective objective) {
        return new FitSettings(
                objective,
                Map.of(),
                Map.of(),
                List.of(),
                Noise.ESTIMATED,
                new Bootstrap(1000, Bootstrap.Unit.RUN, 1),
                .95,
                1);
    }
}
