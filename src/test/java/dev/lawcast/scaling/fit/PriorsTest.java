package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.lawcast.scaling.fit.FitOutcome.Converged;
import dev.lawcast.scaling.fit.FitReport.ParameterReport;
import dev.lawcast.scaling.fit.FitSettings.Prior;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

class PriorsTest {

    private static FitSettings with(Objective objective, Map<String, Prior> priors, int draws) {
        return new FitSettings(
                objective,
                Map.of(),
                Map.of(),
                List.of(),
                FitSettings.Noise.ESTIMATED,
                new FitSettings.Bootstrap(draws, FitSettings.Bootstrap.Unit.RUN, 1),
                priors,
                true,
                .95,
                1);
    }

    private static ParameterReport fit(
            ScalingLaw law, Observations data, Map<String, Prior> priors, int parameter) {
        var outcome =
                Fitter.fit(law, data, with(Objective.LOG_SQUARED, priors, 400), Progress.NONE);
        assertThat(outcome).isInstanceOf(Converged.class);
        return ((Converged) outcome).report().parameters().get(parameter);
    }

    private static double error(ParameterReport parameter) {
        return Objects.requireNonNull(parameter.standardError());
    }

    private static double estimate(ParameterReport parameter) {
        return Objects.requireNonNull(parameter.estimate());
    }

    /// On a straight line the estimate is the mean of runs and prior weighted by their precisions.
    @Test
    void aPriorIsWeighedAgainstTheRunsByTheirStandardErrors() {
        var data =
                Planted.runs(
                        new PowerLaw(),
                        new double[] {20, .2},
                        Planted.power(40, 1, .02, 1).x(),
                        .02,
                        3);
        var alone = fit(new PowerLaw(), data, Map.of(), 1);
        double sd = error(alone);
        double mean = estimate(alone) + .5 * sd;

        var both = fit(new PowerLaw(), data, Map.of("alpha", new Prior(false, mean, sd)), 1);

        assertThat(estimate(both)).isCloseTo(estimate(alone) + .25 * sd, within(.02 * sd));
        assertThat(error(both)).isCloseTo(sd / Math.sqrt(2), withPercentage(3));
        var kinds = both.intervals();
        double wald = width(kinds.wald());
        assertThat(width(kinds.profile())).isCloseTo(wald, withPercentage(3));
        assertThat(width(kinds.bootstrap())).isCloseTo(wald, withPercentage(20));
    }

    private static double width(@org.jspecify.annotations.Nullable Interval interval) {
        var known = Objects.requireNonNull(interval);
        return Objects.requireNonNull(known.upper()) - Objects.requireNonNull(known.lower());
    }

    @Test
    void aPriorOnTheFloorMakesTheExponentKnown() {
        var data = Planted.power(9, 1, .01, 2);
        var alone = fit(new PowerLawConstant(), data, Map.of(), 2);
        var helped =
                fit(
                        new PowerLawConstant(),
                        data,
                        Map.of("E", new Prior(true, Math.log(1.7), .01)),
                        2);

        assertThat(error(helped)).isLessThan(.6 * error(alone));
        assertThat(estimate(helped)).isCloseTo(.3, within(3 * error(helped)));
    }

    @Test
    void priorsDoNotGoWithRobustLosses() {
        var settings =
                with(
                        new Objective(ResidualSpace.LOG, new ResidualLoss.Huber(.001)),
                        Map.of("alpha", new Prior(false, .3, .1)),
                        0);

        assertThatThrownBy(() ->
                        Fitter.fit(
                                new PowerLawConstant(),
                                Planted.power(9, 1, .01, 2),
                                settings,
                                Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("squared");
    }
}
