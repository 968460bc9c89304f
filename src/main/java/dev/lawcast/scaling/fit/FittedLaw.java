package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A law with numbers in it and what is known about their error: all that a forecast needs, in
/// plain values that can be stored and read back.
///
/// @param estimate in the order of the law's parameters
/// @param draws one row per successful bootstrap replicate, columns as `estimate`; may be empty
/// @param covariance of the estimate (parameters × parameters, zero rows for fixed ones), the
///   fallback where there are no draws; null where it does not exist
/// @param free how many parameters were estimated
/// @param units how many independent units were resampled: runs, or configurations
/// @param atBounds names of the parameters whose estimate lies on a bound
/// @param simulated whether the draws come from metrics simulated about the law: their spread is
///   then right as it is
public record FittedLaw(
        ScalingLaw law,
        double[] estimate,
        double[][] draws,
        double @Nullable [][] covariance,
        Objective objective,
        NoiseModel noise,
        DataSpan data,
        int units,
        int free,
        List<String> atBounds,
        boolean simulated) {

    /// With draws of resampled units.
    public FittedLaw(
            ScalingLaw law,
            double[] estimate,
            double[][] draws,
            double @Nullable [][] covariance,
            Objective objective,
            NoiseModel noise,
            DataSpan data,
            int units,
            int free,
            List<String> atBounds) {
        this(
                law,
                estimate,
                draws,
                covariance,
                objective,
                noise,
                data,
                units,
                free,
                atBounds,
                false);
    }

    /// Scatter of a new run about the law, in the objective's space, at weight 1.
    ///
    /// @param trend how the scatter depends on the metric; null where it does not
    ///
    /// @param standardDeviation > 0 or 0 for noiseless data; unit of the residual
    /// @param degreesOfFreedom behind it; 0 where it is known, not estimated
    /// @param known whether it comes from the runs' standard errors instead of their scatter
    /// @param residuals what was left over for each run, corrected for leverage, at weight 1,
    ///   sorted
    public record NoiseModel(
            double standardDeviation,
            double degreesOfFreedom,
            boolean known,
            double[] residuals,
            @Nullable ScatterTrend trend) {

        /// The same scatter everywhere.
        public NoiseModel(
                double standardDeviation,
                double degreesOfFreedom,
                boolean known,
                double[] residuals) {
            this(standardDeviation, degreesOfFreedom, known, residuals, null);
        }

        /// What the scatter is multiplied by where the law expects a metric.
        public double factor(double metric) {
            return trend == null ? 1 : trend.factor(metric);
        }
    }

    /// Where the runs were.
    ///
    /// @param lower smallest value of each variable of the law
    /// @param upper largest value of each variable
    /// @param collinearity largest R² of one log size explained by the others; null for one
    ///   variable
    public record DataSpan(double[] lower, double[] upper, @Nullable Double collinearity) {}

    public double value(double[] x) {
        return law.value(estimate, x);
    }

    /// Whether so many draws of a parameter lie on its bound that limits taken from draws feel it:
    /// those of the other parameters stop short there, and cover less than they say.
    public boolean piled(double level) {
        for (int k = 0; k < estimate.length; k++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (double[] draw : draws) {
                least = Math.min(least, draw[k]);
                most = Math.max(most, draw[k]);
            }
            int low = 0;
            int high = 0;
            for (double[] draw : draws) {
                low += draw[k] == least ? 1 : 0;
                high += draw[k] == most ? 1 : 0;
            }
            if (least < most && Math.max(low, high) >= (1 - level) / 2 * draws.length) {
                return true;
            }
        }
        return false;
    }

    /// Index of a parameter.
    public int indexOf(String parameter) {
        for (int j = 0; j < law.parameters().size(); j++) {
            if (law.parameters().get(j).name().equals(parameter)) {
                return j;
            }
        }
        throw new IllegalArgumentException(
                "Law '" + law.id() + "' has no parameter '" + parameter + "'");
    }
}
