package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a fit found, for people and machines. No field is ever NaN or infinite: what does not exist
/// is null.
///
/// @param bootstrap null where no bootstrap was asked for
public record FitReport(
        List<ParameterReport> parameters,
        List<DerivedQuantity> derived,
        Correlations correlations,
        ObjectiveReport objective,
        SolverReport solver,
        DataReport data,
        Goodness goodness,
        @Nullable BootstrapReport bootstrap,
        List<Influence> influence,
        List<Warning> warnings) {

    /// The same with other warnings.
    public FitReport with(List<Warning> others) {
        return new FitReport(
                parameters,
                derived,
                correlations,
                objective,
                solver,
                data,
                goodness,
                bootstrap,
                influence,
                others);
    }

    /// @param unit in the metric's and the variables' units
    /// @param estimate null where the data do not determine it
    /// @param standardError null where it does not exist: not determined, fixed, or at a bound
    /// @param flags `fixed`, `bound_hit`, `not_determined`, `wald_doubtful`
    public record ParameterReport(
            String name,
            String unit,
            String meaning,
            @Nullable Double estimate,
            @Nullable Double standardError,
            Intervals intervals,
            List<String> flags) {}

    /// Three kinds of interval side by side, each null where it was not computed.
    ///
    /// @param wald from the curvature at the optimum, or from the gradients (sandwich) when the
    ///   loss is robust
    /// @param profile where the profiled objective crosses its limit
    /// @param bootstrap from refits of resampled runs
    public record Intervals(
            @Nullable Interval wald, @Nullable Interval profile, @Nullable Interval bootstrap) {
        public static final Intervals NONE = new Intervals(null, null, null);
    }

    /// A quantity computed from the parameters.
    ///
    /// @param estimate null with a reason where it is not determined
    public record DerivedQuantity(
            String name,
            String unit,
            String meaning,
            @Nullable Double estimate,
            @Nullable Interval interval,
            @Nullable String reason) {}

    /// Correlations of the estimates of the free, determined parameters.
    ///
    /// @param matrix rows and columns as `names`
    public record Correlations(List<String> names, List<List<Double>> matrix) {}

    /// @param value Σ w·loss(residual) at the estimate
    /// @param space `raw`, `log` or `logit`
    /// @param loss `squared`, `huber` or `soft_l1`
    /// @param delta of the robust losses
    /// @param weights `none`, `given`, `standard_errors`, `given_and_standard_errors`
    /// @param noise `estimated`, `heteroscedastic` or `known`
    /// @param residualScale standard deviation of a residual, in the objective's space; null
    ///   without degrees of freedom
    /// @param degreesOfFreedom runs minus free parameters
    public record ObjectiveReport(
            double value,
            String space,
            String loss,
            @Nullable Double delta,
            String weights,
            String noise,
            @Nullable Double residualScale,
            int degreesOfFreedom) {}

    /// @param basins distinct optima the search polished
    /// @param shareOfStartsInBest share of the polished starts that ended in the best one
    /// @param gapToSecondBest relative excess of the second best optimum; null when there is none
    /// @param gradientNorm in scaled units
    /// @param conditionNumber of the scaled normal equations; null when singular
    /// @param rank of the Jacobian
    /// @param boundsHit parameters on a bound
    public record SolverReport(
            int basins,
            double shareOfStartsInBest,
            @Nullable Double gapToSecondBest,
            int iterations,
            @Nullable Double gradientNorm,
            @Nullable Double conditionNumber,
            int rank,
            List<String> boundsHit,
            boolean converged) {}

    /// @param configurations distinct sizes
    /// @param replicates runs beyond the first of their configuration
    /// @param ratio of two variables where the law has two sizes, such as D/N; else null
    public record DataReport(
            int runs,
            int configurations,
            int replicates,
            List<VariableSpan> variables,
            @Nullable RatioSpan ratio) {}

    /// @param decades log10(max/min); null for what is no size
    public record VariableSpan(String name, double min, double max, @Nullable Double decades) {}

    /// @param name such as `D/N`
    public record RatioSpan(String name, double min, double max) {}

    /// @param rmse root mean square of the residuals, in the objective's space
    /// @param meanAbsoluteRelativeError mean of |predicted − measured| / measured
    /// @param rSquared in the objective's space; null for a constant metric
    /// @param aicc corrected Akaike criterion; null with too few runs
    /// @param residualRuns whether signs of neighbouring residuals stick together
    /// @param lackOfFit null without replicates
    public record Goodness(
            double rmse,
            double meanAbsoluteRelativeError,
            @Nullable Double rSquared,
            @Nullable Double aicc,
            @Nullable Double bic,
            @Nullable ResidualTest residualRuns,
            List<ResidualTest> residualTrends,
            @Nullable LackOfFit lackOfFit) {}

    /// @param name what is tested
    /// @param variable along which variable
    /// @param statistic of the test
    /// @param p probability of a value at least as extreme if the law holds
    public record ResidualTest(String name, String variable, double statistic, double p) {}

    /// F test of the law against free means per configuration.
    ///
    /// @param f null where the replicates agree exactly
    /// @param pureErrorStandardDeviation scatter of runs of the same configuration, in the
    ///   objective's space
    public record LackOfFit(
            @Nullable Double f,
            int lackDegreesOfFreedom,
            int pureDegreesOfFreedom,
            @Nullable Double p,
            double pureErrorStandardDeviation) {}

    /// @param replicates asked for
    /// @param unit `run` or `configuration`
    /// @param succeeded replicates whose refit converged
    /// @param failures replicates whose refit did not converge
    /// @param redrawn resamples thrown away for holding too few distinct sizes
    /// @param method how the intervals are made from the draws
    /// @param inflation factor applied to the spread of the draws for few runs
    public record BootstrapReport(
            int replicates,
            String unit,
            long seed,
            int succeeded,
            int failures,
            int redrawn,
            String method,
            double inflation) {}

    /// The run whose absence moves a parameter most.
    ///
    /// @param change of the estimate when the run is left out
    /// @param standardErrors the change in standard errors of the parameter; null without one
    public record Influence(
            String parameter, String run, double change, @Nullable Double standardErrors) {}
}
