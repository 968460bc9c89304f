package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.QualityQuantity;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;

/// What reports say of measured data whose faults are known.
class MeasuredWarningsTest {

    private static final ScalingLaw POOLS = new QualityQuantity().in(PoolsData.FORM);

    private static FitReport pools(String metric) {
        return Planted.report(
                Fitter.fit(
                        POOLS, PoolsData.singlePools(metric), Planted.settings(0), Progress.NONE));
    }

    @ParameterizedTest
    @CsvSource({"0.8,weak", "0.8,strong", "1.2,weak", "1.2,strong", "1.6,weak", "1.6,strong"})
    void saysThatNoPowerLawHoldsInAnySuperpositionSeries(String exponent, String regime) {
        FitReport report = toy(new PowerLaw(), exponent, regime);
        assertThat(Planted.codes(report))
                .containsExactly("lack_of_fit", "residual_trend", "drifting_exponent");
    }

    @ParameterizedTest
    @CsvSource({"0.8,weak", "0.8,strong", "1.2,weak", "1.2,strong", "1.6,strong"})
    void saysThatAFloorDoesNotHelp(String exponent, String regime) {
        assertThat(Planted.codes(toy(new PowerLawConstant(), exponent, regime)))
                .contains("lack_of_fit", "drifting_exponent");
    }

    private static FitReport toy(ScalingLaw law, String exponent, String regime) {
        Observations runs =
                ReferenceData.observations(
                        "measured/superposition_toy/runs.csv",
                        List.of("width"),
                        "loss",
                        row ->
                                row.getField("exponent").equals(exponent)
                                        && row.getField("regime").equals(regime));
        return Planted.report(Fitter.fit(law, runs, Planted.settings(0), Progress.NONE));
    }

    @Test
    void listsTheExponentsBetweenNeighbouringWidths() {
        assertThat(toy(new PowerLaw(), "0.8", "weak").warnings())
                .anySatisfy(warning ->
                        assertThat(warning.message()).contains("0.27, 0.38, 0.52, 0.49"));
    }

    @Test
    void saysOfThePoolsThatTheFloorIsOpenAndThatCRisesLate() {
        FitReport report = pools("test_error");
        assertThat(Planted.codes(report))
                .containsExactly("irreducible_not_identified", "late_rise");
        assertThat(report.warnings().getLast().runs())
                .hasSize(6)
                .allMatch(key -> key.startsWith("C-") && key.endsWith("-n16000"));
    }

    @Test
    void saysThatTheLossOfThePoolsDoesNotObeyTheLaw() {
        assertThat(Planted.codes(pools("test_loss")))
                .contains("lack_of_fit", "residual_trend", "bound_hit");
    }

    /// 100 studies of the fitted law with the scatter between seeds that was measured.
    @Test
    void hardlyEverSaysSoOfPoolsThatFollowTheLaw() {
        Observations runs = PoolsData.singlePools("test_error");
        double[] p = Solver.solve(POOLS, runs, Planted.settings(0), Progress.NONE).parameters();
        var random = new SplittableRandom(5);
        int late = 0;
        int shape = 0;
        for (int study = 0; study < 100; study++) {
            double[] y = new double[runs.size()];
            for (int i = 0; i < y.length; i++) {
                double[] x = {runs.x()[0][i], runs.x()[1][i], runs.x()[2][i]};
                y[i] = POOLS.value(p, x) * Math.exp(.0533 * random.nextGaussian());
            }
            var simulated = new Observations(runs.keys(), runs.x(), y, null, null);
            List<String> codes =
                    Planted.codes(
                            Planted.report(
                                    Fitter.fit(
                                            POOLS, simulated, Planted.settings(0), Progress.NONE)));
            late += codes.contains("late_rise") ? 1 : 0;
            shape += codes.contains("lack_of_fit") || codes.contains("residual_trend") ? 1 : 0;
        }
        assertThat(late).isLessThanOrEqualTo(8);
        assertThat(shape).isLessThanOrEqualTo(5);
    }

    @Test
    void tellsSeedsThatMeetOnARoundedMetricFromCopies() {
        Observations rounded = Planted.power(10, 6, .01, 3);
        for (int i = 0; i < rounded.size(); i++) {
            rounded.y()[i] = Math.round(rounded.y()[i] * 300) / 300.;
            rounded.y()[i] = Math.round(rounded.y()[i] * 1e5) / 1e5;
        }
        var settings = Planted.settings(0);
        assertThat(
                        Planted.codes(
                                Planted.report(
                                        Fitter.fit(
                                                new PowerLawConstant(),
                                                rounded,
                                                settings,
                                                Progress.NONE))))
                .doesNotContain("duplicate_runs");
        Observations copied = Planted.power(10, 6, .01, 3);
        copied.y()[1] = copied.y()[0];
        assertThat(
                        Planted.codes(
                                Planted.report(
                                        Fitter.fit(
                                                new PowerLawConstant(),
                                                copied,
                                                settings,
                                                Progress.NONE))))
                .contains("duplicate_runs");
    }

    @Test
    void doesNotAskForPoolsOfManySizes() {
        assertThat(Planted.codes(pools("test_error"))).doesNotContain("constant_variable");
    }
}
