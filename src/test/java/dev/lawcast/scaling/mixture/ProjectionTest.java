package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.mixture.ProjectionWarning.Code;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class ProjectionTest {

    private static final double[] SIZES = {500, 1000, 2000, 4000, 8000};

    private static Projection of(MixtureRuns runs, ProjectionSettings settings) {
        return Projection.of(
                runs, List.of(DigitsStudy.COSTS), DigitsStudy.ACCURACY, settings, Progress.NONE);
    }

    private static void assertCoverage(Projection projection) {
        for (double size : SIZES) {
            MixtureCells measured = DigitsStudy.sorted(size);
            int within = 0;
            for (int c = 0; c < measured.cells(); c++) {
                Interval interval = projection.forecast(size, measured.mixture()[c], .95).newRun();
                for (double metric : measured.metrics()[c]) {
                    within += interval.contains(metric) ? 1 : 0;
                }
            }
            assertThat((double) within / measured.runs()).as("size %s", size).isBetween(.9, .98);
        }
    }

    @Test
    void intervalsForNewRunsHoldAtEverySize() {
        assertCoverage(of(DigitsStudy.runs(), ProjectionSettings.auto(List.of(500., 1000.))));
        assertCoverage(of(DigitsStudy.runs(), ProjectionSettings.auto(List.of(500., 2000.))));
    }

    private static Forecast withPilots(int points) {
        var settings =
                new ProjectionSettings(
                        List.of(500., 2000.), List.of(FirstStageForm.OT_LINEAR), null, 100, 1);
        Projection projection =
                Projection.of(
                        DigitsStudy.runs(),
                        List.of(DigitsStudy.costs(points)),
                        DigitsStudy.ACCURACY,
                        settings,
                        Progress.NONE);
        return projection.forecast(8000, new double[] {.6, .2, .2}, .95);
    }

    @Test
    void smallPilotSamplesWidenIntervals() {
        assertThat(withPilots(20).standardError())
                .isGreaterThan(1.2 * withPilots(300).standardError());
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        var settings =
                new ProjectionSettings(
                        List.of(500., 1000.), List.of(FirstStageForm.values()), null, 20, 7);
        double[] p = {.4, .4, .2};
        assertThat(of(DigitsStudy.runs(), settings).forecast(8000, p, .95))
                .isEqualTo(of(DigitsStudy.runs(), settings).forecast(8000, p, .95));
    }

    @Test
    void theReportSaysWhatTransportAdds() {
        var settings =
                new ProjectionSettings(List.of(500.), List.of(FirstStageForm.values()), null, 0, 1);
        ProjectionReport report = of(DigitsStudy.runs(), settings).report(.95);
        assertThat(report.transport())
                .filteredOn(g -> g.form().equals("linear_plus_ot"))
                .singleElement()
                .satisfies(g -> {
                    assertThat(g.verdict()).isEqualTo(TransportGain.Verdict.HELPS);
                    assertThat(g.gain()).isBetween(.012, .022);
                });
        assertThat(report.transport())
                .filteredOn(g -> g.form().equals("pseudo_quadratic_plus_ot"))
                .singleElement()
                .satisfies(g -> assertThat(g.verdict()).isNotEqualTo(TransportGain.Verdict.HELPS));
        assertThat(report.recommendation()).contains(report.forms().getFirst().form());
        assertThat(report.warnings()).extracting(ProjectionWarning::code).contains(Code.ONE_SIZE);
    }

    @Test
    void aProjectionBeyondTheBestValueIsClippedAndSaysSo() {
        var settings =
                new ProjectionSettings(
                        List.of(500., 1000.), List.of(), SecondStage.LOG_LINEAR, 20, 1);
        Projection projection = of(DigitsStudy.runs(), settings);
        Forecast far = projection.forecast(1e6, new double[] {.3, .6, .1}, .95);
        assertThat(far.clipped()).isTrue();
        assertThat(far.mean()).isEqualTo(1);
        assertThat(projection.report(.95).warnings())
                .extracting(ProjectionWarning::code)
                .contains(Code.LOG_LINEAR_OVERSHOOTS);
    }

    @Test
    void oneSizeProjectsNoOther() {
        var settings =
                new ProjectionSettings(List.of(500.), List.of(FirstStageForm.LINEAR), null, 5, 1);
        Projection projection = of(DigitsStudy.runs(), settings);
        assertThatThrownBy(() -> projection.forecast(1000, new double[] {1, 0, 0}, .95))
                .hasMessageContaining("second size");
    }

    @Test
    void formsWithoutPilotSamplesDoWithoutTransport() {
        Projection projection =
                Projection.of(
                        DigitsStudy.runs(),
                        List.of(),
                        DigitsStudy.ACCURACY,
                        ProjectionSettings.auto(List.of(500., 1000.)),
                        Progress.NONE);
        assertThat(projection.usesTransport()).isFalse();
        assertThat(projection.report(.95).transport()).isEmpty();
    }

    @Test
    void aLossIsProjectedLikeAnError() {
        MixtureRuns runs = DigitsStudy.runs();
        double[] loss = Arrays.stream(runs.metric()).map(m -> 3 * (1 - m)).toArray();
        var losses = new MixtureRuns(runs.sources(), runs.mixture(), runs.size(), loss);
        var settings =
                new ProjectionSettings(
                        List.of(500., 1000.), List.of(FirstStageForm.RATIONAL), null, 0, 1);
        Projection projection =
                Projection.of(
                        losses, List.of(), new ErrorScale(false, null), settings, Progress.NONE);
        double[] p = {.3, .6, .1};
        double accuracy = of(runs, settings).forecast(8000, p, .95).mean();
        assertThat(projection.forecast(8000, p, .95).mean())
                .isCloseTo(3 * (1 - accuracy), org.assertj.core.api.Assertions.within(1e-6));
    }

    @Test
    void tooFewMixturesAreRefused() {
        MixtureRuns few = DigitsStudy.runsOf(new int[] {0, 1, 2}, 2, 500);
        assertThatThrownBy(() -> of(few, ProjectionSettings.auto(List.of(500.))))
                .hasMessageContaining("2 mixtures at the size 500");
    }
}
