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
/// @param priors what is believed of parameters before the runs are seen; by parameter
/// @param profile whether profile likelihood intervals are made; they cost a few single fits
/// @param level of the intervals, default .95
/// @param threads never changes a result, only the time
public record FitSettings(
        Objective objective,
        Map<String, Double> fixed,
        Map<String, Bounds> bounds,
        List<Map<String, Double>> starts,
        Noise noise,
        Bootstrap bootstrap,
        Map<String, Prior> priors,
        boolean profile,
        double level,
        int threads) {

    /// Without priors, with profiles.
    public FitSettings(
            Objective objective,
            Map<String, Double> fixed,
            Map<String, Bounds> bounds,
            List<Map<String, Double>> starts,
            Noise noise,
            Bootstrap bootstrap,
            double level,
            int threads) {
        this(objective, fixed, bounds, starts, noise, bootstrap, Map.of(), true, level, threads);
    }

    public record Bounds(double lower, double upper) {}

    /// The same without priors, with other parameters held.
    FitSettings withFixed(Map<String, Double> held) {
        return new FitSettings(
                objective, held, bounds, starts, noise, bootstrap, Map.of(), false, level, threads);
    }

    public enum Noise {
        /// The residual variance is estimated from the residuals.
        ESTIMATED,
        /// Likewise, but runs may scatter more at some sizes than at others: no variance is assumed
        /// equal to another (sandwich covariance HC3, wild bootstrap).
        HETEROSCEDASTIC,
        /// The runs' standard errors are taken at their word.
        KNOWN
    }

    /// @param replicates 0 for none
    /// @param unit what is drawn; runs that share a cluster are always drawn together
    public record Bootstrap(int replicates, Unit unit, Method method, long seed) {

        public Bootstrap(int replicates, Unit unit, long seed) {
            this(replicates, unit, Method.AUTO, seed);
        }

        public enum Unit {
            RUN,
            CONFIGURATION,
            /// The observations' clusters.
            GROUP
        }

        public enum Method {
            /// SIMULATE for single runs while there are fewer than 20 for each parameter, else
            /// RESAMPLE.
            AUTO,
            /// Units drawn with replacement.
            RESAMPLE,
            /// Metrics drawn about the fitted law at the sizes of the runs, the scatter itself
            /// drawn from what its degrees of freedom allow.
            SIMULATE
        }
    }

    /// A normal prior on a parameter or on its logarithm: one more residual (p − mean)/sd.
    ///
    /// @param logarithmic whether mean and sd are those of ln p
    /// @param mean in the parameter's unit, or of its logarithm
    /// @param standardDeviation > 0, likewise
    public record Prior(boolean logarithmic, double mean, double standardDeviation) {}

    /// The same with another bootstrap.
    public FitSettings with(Bootstrap other) {
        return new FitSettings(
                objective, fixed, bounds, starts, noise, other, priors, profile, level, threads);
    }

    /// The same without profile likelihood intervals.
    public FitSettings withoutProfiles() {
        return new FitSettings(
                objective, fixed, bounds, starts, noise, bootstrap, priors, false, level, threads);
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
