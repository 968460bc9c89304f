package dev.lawcast.scaling.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.ReferenceData;
import dev.lawcast.scaling.law.LawCatalogue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class BacktestTest {

    private static final List<Candidate> FLOOR =
            List.of(Candidate.of(LawCatalogue.find("power_law_constant").orElseThrow()));

    @Test
    void aTrueLawForecastsWellCoversAndBeatsEveryBaseline() {
        int inside = 0;
        int forecasts = 0;
        for (int seed = 0; seed < 40; seed++) {
            var backtest =
                    Backtest.of(
                            FLOOR,
                            new int[] {0},
                            planted(seed, 16),
                            MeasuredSeries.POINT_FIT,
                            .95,
                            Progress.NONE);
            var law = Objects.requireNonNull(backtest.law());
            assertThat(law.all().meanAbsoluteRelativeError()).isLessThan(.1);
            assertThat(backtest.baselines())
                    .extracting(Backtest.Score::id)
                    .containsExactly("last_value", "power_law", "log_linear");
            assertThat(backtest.baselines())
                    .allSatisfy(b ->
                            assertThat(b.all().meanAbsoluteRelativeError())
                                    .isGreaterThan(law.all().meanAbsoluteRelativeError()));
            forecasts += law.all().forecasts();
            inside +=
                    (int)
                            Math.round(
                                    Objects.requireNonNull(law.all().coverage())
                                            * law.all().forecasts());
        }
        assertThat((double) inside / forecasts).isBetween(.93, 1.);
    }

    @Test
    void everyCutOffLeavesFourSizesBelowAndHalfTheRange() {
        var backtest =
                Backtest.of(
                        FLOOR,
                        new int[] {0},
                        planted(1, 10),
                        MeasuredSeries.POINT_FIT,
                        .95,
                        Progress.NONE);
        assertThat(backtest.cutoffs())
                .extracting(Backtest.Cutoff::fitted)
                .containsExactly(6, 7, 8, 9);
        assertThat(backtest.cutoffs())
                .extracting(Backtest.Cutoff::heldOut)
                .containsExactly(4, 3, 2, 1);
        assertThat(Objects.requireNonNull(backtest.law()).all().forecasts()).isEqualTo(10);
        assertThat(
                        Objects.requireNonNull(backtest.law()).byFactor().stream()
                                .mapToInt(f -> f.accuracy().forecasts())
                                .sum())
                .isEqualTo(10);
    }

    @Test
    void tooFewSizesHaveNoCutOffs() {
        var backtest =
                Backtest.of(
                        FLOOR,
                        new int[] {0},
                        planted(1, 4),
                        MeasuredSeries.POINT_FIT,
                        .95,
                        Progress.NONE);
        assertThat(backtest.cutoffs()).isEmpty();
        assertThat(backtest.law()).isNull();
        assertThat(backtest.widening()).isNull();
    }

    @Test
    void parametersAndTokensAreCutOffAlongTheirProduct() {
        Observations runs = ReferenceData.chinchilla();
        var law = LawCatalogue.find("chinchilla").orElseThrow();
        var settings = FitSettings.of(law.defaultObjective());
        var backtest =
                Backtest.of(
                        List.of(Candidate.of(law)),
                        new int[] {0, 1},
                        runs,
                        settings,
                        .95,
                        Progress.NONE);
        assertThat(backtest.cutoffs()).hasSizeBetween(10, 24);
        assertThat(Objects.requireNonNull(backtest.law()).all().meanAbsoluteRelativeError())
                .isLessThan(.03);
        assertThat(backtest.baselines().get(1).all().meanAbsoluteRelativeError())
                .isGreaterThan(
                        Objects.requireNonNull(backtest.law()).all().meanAbsoluteRelativeError());
    }

    @Test
    void aLastValueIsTooHighForAFallingMetric() {
        var backtest =
                Backtest.of(
                        FLOOR,
                        new int[] {0},
                        planted(1, 12),
                        MeasuredSeries.POINT_FIT,
                        .95,
                        Progress.NONE);
        var last = backtest.baselines().getFirst().all();
        assertThat(last.meanRelativeError())
                .isPositive()
                .isCloseTo(last.meanAbsoluteRelativeError(), within(1e-12));
    }

    private static Observations planted(long seed, int sizes) {
        var random = new SplittableRandom(seed);
        double[] x = new double[sizes];
        double[] y = new double[sizes];
        for (int i = 0; i < sizes; i++) {
            x[i] = 1e3 * Math.pow(1.7, i);
            y[i] = (.2 + 9 * Math.pow(x[i], -.4)) * Math.exp(.01 * random.nextGaussian());
        }
        return new Observations(
                IntStream.range(0, sizes).mapToObj(i -> "run " + i).toList(),
                new double[][] {x},
                y,
                null,
                null);
    }
}
