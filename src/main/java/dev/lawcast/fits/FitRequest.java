package dev.lawcast.fits;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.law.ChainLaw;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a fit was asked to do, checked and with every default written out; kept with the fit, so
/// that the same fit can be made again.
///
/// @param law id in the catalogue, or [#CUSTOM]
/// @param custom the formula of a custom law, else null
/// @param pieces how often the repeated piece of the law stands, 0 for the law's usual number
/// @param metric name in the experiment
/// @param variables law variable → experiment variable, in the law's order
/// @param groupBy variable with a text whose values are the groups, or null
/// @param tied parameters that the groups share in one fit; empty for a fit of each group alone
/// @param where filter of the runs, or null for all
/// @param weights experiment variable that holds each run's weight, or null
/// @param noise `estimated` or `known`
/// @param priors what is believed of parameters before the runs are seen
/// @param then the law that leads from the metric to another one, or null: its own request, whose
///   only variable is the metric
/// @param points whether the points of the runs' curves are fitted in place of the runs
@JsonInclude(JsonInclude.Include.ALWAYS)
record FitRequest(
        String law,
        @Nullable CustomLaw custom,
        int pieces,
        String metric,
        Map<String, String> variables,
        @Nullable String groupBy,
        List<String> tied,
        @Nullable String where,
        ObjectiveChoice objective,
        Map<String, Double> fixed,
        Map<String, Limits> bounds,
        List<Map<String, Double>> starts,
        String noise,
        @Nullable String weights,
        @Nullable HoldOut holdOut,
        Bootstrap bootstrap,
        Map<String, PriorChoice> priors,
        Boolean points,
        @Nullable FitRequest then,
        double level) {

    /// What stands for the id of a law that a formula makes.
    static final String CUSTOM = "custom";

    /// What stands for the id of a law that the fit chooses.
    static final String AUTO = "auto";

    /// The variable of a run that every experiment has: the run's own group.
    static final String RUN_GROUP = "group";

    FitRequest {
        // absent from fits of earlier versions
        tied = tied == null ? List.of() : tied;
        priors = priors == null ? Map.of() : priors;
        points = points != null && points;
    }

    static final List<String> SPACES = List.of("raw", "log", "logit");
    static final List<String> LOSSES = List.of("squared", "huber", "soft_l1");
    static final List<String> NOISES = List.of("estimated", "heteroscedastic", "known");
    static final List<String> UNITS = List.of("auto", "run", "configuration", "group");
    static final List<String> METHODS = List.of("auto", "resample", "simulate");

    /// The variable that every point of a curve has.
    static final String STEP = "step";

    /// @param delta threshold of the robust losses, in units of the residual, or null
    record ObjectiveChoice(String space, String loss, @Nullable Double delta) {

        static ObjectiveChoice of(Objective objective) {
            String space = objective.space().name().toLowerCase(Locale.ROOT);
            return switch (objective.loss()) {
                case ResidualLoss.Squared _ -> new ObjectiveChoice(space, "squared", null);
                case ResidualLoss.Huber huber -> new ObjectiveChoice(space, "huber", huber.delta());
                case ResidualLoss.SoftL1 soft ->
                        new ObjectiveChoice(space, "soft_l1", soft.delta());
            };
        }

        Objective objective() {
            double width = delta == null ? 1 : delta;
            ResidualLoss cost =
                    switch (loss) {
                        case "squared" -> new ResidualLoss.Squared();
                        case "huber" -> new ResidualLoss.Huber(width);
                        case "soft_l1" -> new ResidualLoss.SoftL1(width);
                        default -> throw new IllegalStateException("unknown loss " + loss);
                    };
            return new Objective(ResidualSpace.valueOf(space.toUpperCase(Locale.ROOT)), cost);
        }
    }

    /// Bounds of a parameter; null is open.
    record Limits(@Nullable Double lower, @Nullable Double upper) {

        FitSettings.Bounds bounds() {
            return new FitSettings.Bounds(
                    lower == null ? Double.NEGATIVE_INFINITY : lower,
                    upper == null ? Double.POSITIVE_INFINITY : upper);
        }
    }

    /// Runs with a larger value of an experiment variable are kept aside and predicted.
    record HoldOut(String variable, double above) {}

    /// @param unit `auto`: runs, but rows whose keys are steps of one training together
    /// @param method null in fits of versions that had no choice
    record Bootstrap(int replicates, String unit, @Nullable String method, long seed) {

        FitSettings.Bootstrap settings() {
            return new FitSettings.Bootstrap(
                    replicates,
                    unit.equals("auto")
                            ? FitSettings.Bootstrap.Unit.RUN
                            : FitSettings.Bootstrap.Unit.valueOf(unit.toUpperCase(Locale.ROOT)),
                    method == null
                            ? FitSettings.Bootstrap.Method.AUTO
                            : FitSettings.Bootstrap.Method.valueOf(method.toUpperCase(Locale.ROOT)),
                    seed);
        }
    }

    /// A normal prior.
    ///
    /// @param mean of the parameter, in its unit
    /// @param standardError > 0, in its unit; relative to the parameter where logarithmic
    /// @param logarithmic whether ln of the parameter is normal, about ln of the mean
    record PriorChoice(double mean, double standardError, boolean logarithmic) {

        FitSettings.Prior prior() {
            return new FitSettings.Prior(
                    logarithmic, logarithmic ? Math.log(mean) : mean, standardError);
        }
    }

    /// Whether the fit chooses the law.
    boolean chooses() {
        return law.equals(AUTO);
    }

    /// Whether each group is fitted alone.
    boolean separate() {
        return groupBy != null && tied.isEmpty();
    }

    /// The law in the form that it has for these labels.
    ///
    /// @param labels in the order of their codes, empty before they are known
    ScalingLaw law(List<String> labels) {
        return LawChoice.law(law, custom, pieces, groupBy == null ? null : tied, labels);
    }

    /// What forecasts are of.
    String answerMetric() {
        return then == null ? metric : then.metric();
    }

    /// The curve that forecasts come from: the law, or the chain of two.
    ScalingLaw curve(List<String> labels) {
        ScalingLaw own = law(labels);
        return then == null ? own : new ChainLaw(own, then.law(List.of()));
    }

    /// The same of another metric, without a second law.
    FitRequest of(String other) {
        return new FitRequest(
                law, custom, pieces, other, variables, groupBy, tied, where, objective, fixed,
                bounds, starts, noise, weights, holdOut, bootstrap, priors, points, null, level);
    }

    FitSettings settings(int threads) {
        return new FitSettings(
                objective.objective(),
                fixed,
                bounds.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().bounds())),
                starts,
                FitSettings.Noise.valueOf(noise.toUpperCase(Locale.ROOT)),
                bootstrap.settings(),
                priors.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().prior())),
                true,
                level,
                threads);
    }
}
