package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.lawcast.scaling.fit.FitOutcome.InsufficientData;
import dev.lawcast.scaling.fit.FitOutcome.InvalidObservations;
import dev.lawcast.scaling.fit.FitOutcome.Unidentifiable;
import dev.lawcast.scaling.fit.FitOutcome.WrongShape;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

class FitOutcomeTest {

    private static FitOutcome fit(ScalingLaw law, Observations data) {
        return Fitter.fit(law, data, Planted.settings(60), Progress.NONE);
    }

    private static Observations series(double... y) {
        double[] x = new double[y.length];
        Arrays.setAll(x, i -> 1e6 * Math.pow(2, i));
        return Planted.observations(new double[][] {x}, y);
    }

    /// Parameters without bounds have either sign.
    @ParameterizedTest
    @ValueSource(strings = {"log_linear", "product_power"})
    void aLawThatMayRiseTakesAnAccuracy(String law) {
        var rising = series(.12, .19, .26, .32, .39, .46, .52);

        assertThat(fit(LawCatalogue.find(law).orElseThrow(), rising))
                .isInstanceOf(FitOutcome.Converged.class);
    }

    @Test
    void tooFewDistinctSizesSaysWhatIsNeededAndWhatIsThere() {
        Observations seeds = Planted.power(2, 5, .01, 1);

        assertThat(fit(new PowerLawConstant(), seeds))
                .isInstanceOfSatisfying(
                        InsufficientData.class,
                        outcome -> {
                            assertThat(outcome.have()).isEqualTo(2);
                            assertThat(outcome.need()).startsWith("3 distinct sizes");
                        });
        assertThat(fit(new PowerLaw(), series())).isInstanceOf(InsufficientData.class);
        assertThat(fit(new PowerLaw(), series(2))).isInstanceOf(InsufficientData.class);
    }

    @Test
    void theSameMetricEverywhereIsNotACurve() {
        assertThat(fit(new PowerLaw(), series(2.5, 2.5, 2.5, 2.5, 2.5)))
                .isInstanceOfSatisfying(
                        WrongShape.class, o -> assertThat(o.shape()).isEqualTo("constant"));
    }

    @Test
    void risingMetricsAreRefusedWithTheEvidence() {
        assertThat(fit(new PowerLawConstant(), series(2.1, 2.3, 2.42, 2.6, 2.71, 2.9)))
                .isInstanceOfSatisfying(
                        WrongShape.class,
                        o -> {
                            assertThat(o.shape()).isEqualTo("increasing");
                            assertThat(o.message()).contains("2.1", "2.9");
                        });
        assertThat(fit(new PowerLaw(), series(2, 3)))
                .isInstanceOfSatisfying(
                        WrongShape.class, o -> assertThat(o.shape()).isEqualTo("increasing"));
    }

    @Test
    void metricsThatFallAndRiseAgainAreRefused() {
        assertThat(fit(new PowerLawConstant(), series(4, 3.1, 2.5, 2.2, 2.3, 2.6, 3.2, 4.1)))
                .isInstanceOfSatisfying(
                        WrongShape.class, o -> assertThat(o.shape()).isEqualTo("u_shaped"));
    }

    @Test
    void metricsThatRiseAndFallAgainAreRefused() {
        assertThat(fit(new PowerLawConstant(), series(2, 2.9, 3.5, 3.8, 3.7, 3.4, 2.8, 1.9)))
                .isInstanceOfSatisfying(
                        WrongShape.class, o -> assertThat(o.shape()).isEqualTo("inverted_u"));
    }

    @Test
    void aMetricThatRisesWithOneOfTwoSizesIsRefused() {
        Observations falling = Planted.joint(6, 1, .01, 1);
        double[] y = new double[falling.size()];
        Arrays.setAll(y, i -> falling.y()[i] * Math.pow(falling.x()[0][i] / 1e9, .3));

        assertThat(fit(new Chinchilla(), Planted.observations(falling.x(), y)))
                .isInstanceOfSatisfying(
                        WrongShape.class, o -> assertThat(o.message()).contains("rises with N"));
    }

    @Test
    void aNoisyButFallingSeriesIsFitted() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(fit(new PowerLawConstant(), Planted.power(12, 1, .15, seed)))
                    .as("seed %d", seed)
                    .isNotInstanceOf(WrongShape.class);
        }
    }

    @Test
    void valuesThatCannotBeUsedAreNamedPointByPoint() {
        Observations data =
                new Observations(
                        List.of("a", "b", "c", "d", "e"),
                        new double[][] {{1e6, 0, -3, Double.NaN, 5e6}},
                        new double[] {3, 2.9, 2.8, 2.7, Double.POSITIVE_INFINITY},
                        null,
                        null);

        assertThat(fit(new PowerLaw(), data))
                .isInstanceOfSatisfying(
                        InvalidObservations.class,
                        outcome -> {
                            assertThat(outcome.total()).isEqualTo(4);
                            assertThat(outcome.values())
                                    .extracting(v -> v.key() + " " + v.variable() + " " + v.value())
                                    .containsExactly(
                                            "b x 0.0", "c x -3.0", "d x NaN", "e metric Infinity");
                        });
    }

    @Test
    void namesTheFirstHundredBadValuesAndCountsAll() {
        double[] x = new double[250];
        double[] y = new double[250];
        Arrays.fill(y, 1);

        assertThat(fit(new PowerLaw(), Planted.observations(new double[][] {x}, y)))
                .isInstanceOfSatisfying(
                        InvalidObservations.class,
                        outcome -> {
                            assertThat(outcome.total()).isEqualTo(250);
                            assertThat(outcome.values()).hasSize(100);
                        });
    }

    @Test
    void aConstantSizeLeavesOnlyItsTermAndTheFloorTogetherDetermined() {
        double[] model = new double[24];
        double[] tokens = new double[24];
        Arrays.setAll(model, i -> 1e8 * Math.pow(100, i / 23.0));
        Arrays.fill(tokens, 2e10);
        Observations data =
                Planted.runs(
                        new Chinchilla(), Planted.JOINT, new double[][] {model, tokens}, .002, 1);
        double[] p = Planted.JOINT;

        assertThat(fit(new Chinchilla(), data))
                .isInstanceOfSatisfying(
                        Unidentifiable.class,
                        outcome -> {
                            assertThat(outcome.directions().getFirst())
                                    .contains("only E + B·D^-beta is determined");
                            assertThat(outcome.report().parameters())
                                    .filteredOn(q -> q.estimate() == null)
                                    .extracting(FitReport.ParameterReport::name)
                                    .containsExactly("E", "B", "beta");
                            assertThat(outcome.report().derived().getFirst().estimate())
                                    .satisfies(sum ->
                                            assertThat(sum)
                                                    .isCloseTo(
                                                            p[0] + p[2] * Math.pow(2e10, -p[4]),
                                                            withPercentage(5)));
                            assertThat(Planted.codes(outcome.report()))
                                    .contains("constant_variable");
                        });
    }

    @Test
    void sizesOnOneLineCannotTellTheirTermsApart() {
        double[] model = new double[24];
        double[] tokens = new double[24];
        Arrays.setAll(model, i -> 1e8 * Math.pow(100, i / 23.0));
        Arrays.setAll(tokens, i -> 20 * model[i]);
        Observations data =
                Planted.runs(
                        new Chinchilla(), Planted.JOINT, new double[][] {model, tokens}, .01, 1);

        assertThat(fit(new Chinchilla(), data))
                .isInstanceOfSatisfying(
                        Unidentifiable.class,
                        outcome -> {
                            assertThat(outcome.directions().getFirst())
                                    .contains("only the sum A·N^-alpha + B·D^-beta");
                            assertThat(Planted.codes(outcome.report()))
                                    .contains("collinear_variables");
                        });
    }

    @Test
    void cancellationIsSeenWhileTheBootstrapRuns() {
        var progress =
                new Progress() {
                    double done;

                    @Override
                    public void report(double fraction) {
                        done = Math.max(done, fraction);
                    }

                    @Override
                    public boolean cancelled() {
                        return done > .3;
                    }
                };

        var outcome =
                Fitter.fit(
                        new PowerLawConstant(),
                        Planted.power(20, 1, .01, 1),
                        Planted.settings(100_000),
                        progress);

        assertThat(outcome).isInstanceOf(FitOutcome.Cancelled.class);
        assertThat(progress.done).isLessThan(.5);
    }

    @Test
    void settingsThatNameNoParameterAreMisuse() {
        var settings =
                new FitSettings(
                        Objective.LOG_SQUARED,
                        Map.of("gamma", 1.0),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1),
                        .95,
                        1);

        assertThatThrownBy(() ->
                        Fitter.fit(
                                new PowerLaw(),
                                Planted.power(8, 1, .01, 1),
                                settings,
                                Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gamma");
    }

    @Test
    void aVariableWithoutEffectLeavesItsTermOpen() {
        double[] withoutN = {1.7, 0, 2000, .34, .36};
        for (long seed = 1; seed <= 4; seed++) {
            Observations grid = Planted.joint(5, 1, .003, 1);
            Observations runs = Planted.runs(new Chinchilla(), withoutN, grid.x(), .003, seed);

            assertThat(fit(new Chinchilla(), runs))
                    .as("seed %d", seed)
                    .satisfiesAnyOf(
                            outcome -> assertThat(outcome).isInstanceOf(Unidentifiable.class),
                            outcome -> assertThat(exponent(outcome)).contains("weak"));
        }
    }

    /// `weak` where an exponent is given with the warning that it, or the floor it moves with, is
    /// hardly determined.
    private static String exponent(FitOutcome outcome) {
        return outcome instanceof FitOutcome.Converged converged
                        && converged.report().warnings().stream()
                                .anyMatch(w ->
                                        w.code().equals("weakly_identified_exponent")
                                                || w.code().equals("irreducible_not_identified"))
                ? "weak"
                : outcome.toString();
    }

    @Test
    void sizesTooCloseToShowACurveDetermineNoExponent() {
        double[] x = new double[12];
        Arrays.setAll(x, i -> 1e9 * (1 + i / 100.));
        for (long seed = 1; seed <= 4; seed++) {
            Observations runs =
                    Planted.runs(
                            new PowerLawConstant(), Planted.POWER, new double[][] {x}, .01, seed);

            FitOutcome outcome = fit(new PowerLawConstant(), runs);

            assertThat(outcome)
                    .as("seed %d", seed)
                    .satisfiesAnyOf(
                            o -> assertThat(o).isInstanceOf(Unidentifiable.class),
                            o -> assertThat(o).isInstanceOf(WrongShape.class),
                            o -> assertThat(exponent(o)).contains("weak"));
        }
    }
}
