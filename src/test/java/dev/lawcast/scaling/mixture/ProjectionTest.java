package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.mixture.ProjectionWarning.Code;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

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

    @Test
    void intervalsHoldWhereALossSlowsDownTowardsAFloorThatTwoSizesDoNotShow() {
        MixtureRuns runs = DigitsStudy.runs("test_loss");
        for (double larger : new double[] {1000, 2000}) {
            Projection projection =
                    Projection.of(
                            runs,
                            List.of(),
                            new ErrorScale(false, null),
                            ProjectionSettings.auto(List.of(500., larger)),
                            Progress.NONE);
            MixtureCells measured = runs.at(8000);
            double bias = 0;
            int within = 0;
            for (int c = 0; c < measured.cells(); c++) {
                Forecast forecast = projection.forecast(8000, measured.mixture()[c], .95);
                bias += (forecast.mean() - measured.means()[c]) / measured.cells();
                for (double loss : measured.metrics()[c]) {
                    within += forecast.newRun().contains(loss) ? 1 : 0;
                }
            }
            assertThat(bias).isLessThan(-.05); // too good: the power law knows no floor
            assertThat((double) within / measured.runs()).isGreaterThan(.9);
        }
    }

    /// e = .2 + (.05 + .1·p)·(N/300)^−.6, with a scatter of 2 %.
    private static MixtureRuns flattening(double unit, double... sizes) {
        var random = new SplittableRandom(3);
        var mixtures = new ArrayList<double[]>();
        var rows = new ArrayList<double[]>();
        for (double size : sizes) {
            for (int c = 0; c <= 10; c++) {
                for (int run = 0; run < 2; run++) {
                    double p = c / 10.;
                    double e = .2 + (.05 + .1 * p) * Math.pow(size / 300, -.6);
                    double scatter = 1 + .02 * random.nextGaussian();
                    mixtures.add(new double[] {p, 1 - p});
                    rows.add(new double[] {size, unit * e * scatter});
                }
            }
        }
        return new MixtureRuns(
                List.of("a", "b"),
                mixtures.toArray(double[][]::new),
                rows.stream().mapToDouble(r -> r[0]).toArray(),
                rows.stream().mapToDouble(r -> r[1]).toArray());
    }

    private static Projection flat(double unit, double... sizes) {
        return Projection.of(
                flattening(unit, sizes),
                List.of(),
                new ErrorScale(false, 0.),
                new ProjectionSettings(
                        Arrays.stream(sizes).boxed().toList(),
                        List.of(FirstStageForm.values()),
                        null,
                        50,
                        1),
                Progress.NONE);
    }

    private static double upper(Interval interval) {
        return Objects.requireNonNull(interval.upper());
    }

    private static double lower(Interval interval) {
        return Objects.requireNonNull(interval.lower());
    }

    @Test
    void theWorseSideOfAnIntervalIsTheLongerOne() {
        Forecast forecast = flat(1, 300, 1200).forecast(19_200, new double[] {.5, .5}, .95);
        double truth = .2 + .1 * Math.pow(64, -.6);
        assertThat(forecast.mean()).isLessThan(.9 * truth);
        assertThat(forecast.interval().contains(truth)).isTrue();
        assertThat(upper(forecast.interval()) - forecast.mean())
                .isGreaterThan(1.5 * (forecast.mean() - lower(forecast.interval())));
    }

    @Test
    void betweenTwoSizesTheTruthMayBeBetterAndBeforeThemWorse() {
        double[] p = {.5, .5};
        Forecast between = flat(1, 300, 4800).forecast(1200, p, .95);
        assertThat(between.mean() - lower(between.interval()))
                .isGreaterThan(upper(between.interval()) - between.mean());
        assertThat(between.interval().contains(.2 + .1 * Math.pow(4, -.6))).isTrue();
        Forecast before = flat(1, 1200, 4800).forecast(300, p, .95);
        assertThat(upper(before.interval()) - before.mean())
                .isGreaterThan(before.mean() - lower(before.interval()));
    }

    @Test
    void theUnitOfALossDoesNotMatter() {
        double[] p = {.3, .7};
        Forecast one = flat(1, 300, 1200).forecast(4800, p, .95);
        Forecast tiny = flat(0x1p-20, 300, 1200).forecast(4800, p, .95);
        assertThat(tiny.mean() / one.mean()).isCloseTo(0x1p-20, withinPercentage(1e-6));
        assertThat(upper(tiny.newRun()) / upper(one.newRun()))
                .isCloseTo(0x1p-20, withinPercentage(1e-6));
    }

    @Test
    void withoutABestValueTheReasonNamesThat() {
        var settings =
                new ProjectionSettings(
                        List.of(500., 1000.), List.of(FirstStageForm.LINEAR), null, 0, 1);
        Projection projection =
                Projection.of(
                        DigitsStudy.runs(),
                        List.of(),
                        new ErrorScale(true, null),
                        settings,
                        Progress.NONE);
        assertThat(projection.report(.95).stage()).isEqualTo("log_linear");
        assertThat(projection.report(.95).stageReason()).contains("without a best value");
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
                .isCloseTo(3 * (1 - accuracy), within(1e-6));
    }

    @Test
    void tooFewMixturesAreRefused() {
        MixtureRuns few = DigitsStudy.runsOf(new int[] {0, 1, 2}, 2, 500);
        assertThatThrownBy(() -> of(few, ProjectionSettings.auto(List.of(500.))))
                .hasMessageContaining("2 mixtures at the size 500");
    }
}
