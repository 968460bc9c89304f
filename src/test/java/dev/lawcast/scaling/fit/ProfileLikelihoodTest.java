package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.lawcast.scaling.fit.FitOutcome.Converged;
import dev.lawcast.scaling.fit.FitReport.ParameterReport;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class ProfileLikelihoodTest {

    private static Converged fit(ScalingLaw law, Observations data, FitSettings settings) {
        return (Converged) Fitter.fit(law, data, settings, Progress.NONE);
    }

    private static Interval profile(Converged fit, int parameter) {
        return Objects.requireNonNull(
                fit.report().parameters().get(parameter).intervals().profile());
    }

    /// With α in log space the power law is a straight line, whose profile is Student's interval.
    @Test
    void theProfileOfAStraightLineIsStudentsInterval() {
        var data =
                Planted.runs(
                        new PowerLaw(),
                        new double[] {20, .2},
                        Planted.power(15, 1, .02, 1).x(),
                        .02,
                        3);
        var fit = fit(new PowerLaw(), data, Planted.settings(0));
        double error = Objects.requireNonNull(fit.report().parameters().get(1).standardError());
        double t = new TDistribution(13).inverseCumulativeProbability(.975);
        double alpha = Objects.requireNonNull(fit.report().parameters().get(1).estimate());

        assertThat(profile(fit, 1).lower())
                .satisfies(l -> assertThat(l).isCloseTo(alpha - t * error, within(1e-5)));
        assertThat(profile(fit, 1).upper())
                .satisfies(u -> assertThat(u).isCloseTo(alpha + t * error, within(1e-5)));
    }

    /// The definition itself: a fit with the parameter fixed at a limit loses t² squared standard
    /// deviations. Fixing A keeps the user's units, so this also judges the pinned law.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void fixedAtALimitTheObjectiveHasGrownByStudentsT(int parameter) {
        var law = new Chinchilla();
        var data = Planted.joint(6, 2, .02, 4);
        var fit = fit(law, data, Planted.settings(0));
        double least = fit.report().objective().value();
        double variance = least / (data.size() - 5);
        double t = new TDistribution(data.size() - 5).inverseCumulativeProbability(.975);
        Interval interval = profile(fit, parameter);
        String name = law.parameters().get(parameter).name();

        for (Double limit : List.of(lower(interval), upper(interval))) {
            var held = new HashMap<String, Double>();
            held.put(name, limit);
            double grown = fit(law, data, fixing(held)).report().objective().value();
            assertThat((grown - least) / variance)
                    .as("%s at %s", name, limit)
                    .isCloseTo(t * t, withPercentage(.2));
        }
    }

    private static double lower(Interval interval) {
        return Objects.requireNonNull(interval.lower());
    }

    private static double upper(Interval interval) {
        return Objects.requireNonNull(interval.upper());
    }

    private static FitSettings fixing(Map<String, Double> fixed) {
        var usual = Planted.settings(0);
        return new FitSettings(
                usual.objective(),
                fixed,
                Map.of(),
                List.of(),
                usual.noise(),
                usual.bootstrap(),
                .95,
                1);
    }

    @Test
    void limitsDoNotDependOnTheUnitOfASize() {
        var data = Planted.joint(6, 1, .02, 4);
        double[][] millions = {
            java.util.Arrays.stream(data.x()[0]).map(v -> v / 1e6).toArray(), data.x()[1]
        };
        var one = fit(new Chinchilla(), data, Planted.settings(0));
        var other =
                fit(
                        new Chinchilla(),
                        Planted.observations(millions, data.y()),
                        Planted.settings(0));

        assertThat(lower(profile(other, 3))).isCloseTo(lower(profile(one, 3)), withPercentage(.01));
        assertThat(upper(profile(other, 3))).isCloseTo(upper(profile(one, 3)), withPercentage(.01));
    }

    @Test
    void aFloorThatTheRunsDoNotShowIsBoundedAboveOnly() {
        var data =
                Planted.runs(
                        new PowerLawConstant(),
                        new double[] {0, 20, .15},
                        Planted.power(12, 1, .01, 1).x(),
                        .01,
                        6);
        var fit = fit(new PowerLawConstant(), data, Planted.settings(0));
        ParameterReport floor = fit.report().parameters().getFirst();

        assertThat(floor.flags()).contains("bound_hit");
        assertThat(lower(profile(fit, 0))).isZero();
        // as far as from an estimate inside its bounds: that it lies on one is chance
        double limit = upper(profile(fit, 0));
        double least = fit.report().objective().value();
        double grown =
                fit(new PowerLawConstant(), data, fixing(Map.of("E", limit)))
                        .report()
                        .objective()
                        .value();
        double t = new TDistribution(10).inverseCumulativeProbability(.975);
        assertThat((grown - least) / (least / 10)).isCloseTo(t * t, withPercentage(.2));
    }

    /// Three decades of a curve that has hardly begun to bend: however small α, E makes up for it.
    @Test
    void waldIsDoubtedWhereTheProfileIsLopsided() {
        var data = Planted.power(9, 1, .03, 2);
        var report = fit(new PowerLawConstant(), data, Planted.settings(0)).report();
        var floor = report.parameters().getFirst();
        double below = Objects.requireNonNull(floor.estimate()) - lower(profileOf(floor));
        double above = upper(profileOf(floor)) - floor.estimate();

        assertThat(below).isGreaterThan(1.5 * above);
        assertThat(floor.flags()).contains("wald_doubtful");
    }

    private static Interval profileOf(ParameterReport parameter) {
        return Objects.requireNonNull(parameter.intervals().profile());
    }

    @Test
    void waldIsNotDoubtedWhereRunsDetermineTheLawWell() {
        var report =
                fit(new PowerLawConstant(), Planted.power(30, 2, .003, 1), Planted.settings(0))
                        .report();

        assertThat(report.parameters()).allSatisfy(p -> assertThat(p.flags()).isEmpty());
    }

    @Test
    void withoutProfilesThereAreNone() {
        var usual = Planted.settings(0);
        var without =
                new FitSettings(
                        Objective.LOG_SQUARED,
                        Map.of(),
                        Map.of(),
                        List.of(),
                        usual.noise(),
                        usual.bootstrap(),
                        Map.of(),
                        false,
                        .95,
                        1);
        var report = fit(new PowerLawConstant(), Planted.power(12, 1, .01, 1), without).report();

        assertThat(report.parameters())
                .allSatisfy(p -> assertThat(p.intervals().profile()).isNull());
    }
}
