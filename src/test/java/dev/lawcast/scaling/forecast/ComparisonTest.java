package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Unit;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.known.KnownLaw;
import dev.lawcast.scaling.known.KnownLaws;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

class ComparisonTest {

    private static final double LEVEL = .95;

    /// 8·x^−.1 and 30·x^−.2 meet where x^.1 = 30/8.
    private static final double TRUE_CROSSING = Math.pow(30. / 8, 10);

    private static Observations runs(
            DoubleUnaryOperator law, double noise, long seed, double from, double to) {
        var random = new SplittableRandom(seed);
        double[] x = new double[20];
        double[] y = new double[20];
        Arrays.setAll(x, i -> from * Math.pow(to / from, i / 19.0));
        Arrays.setAll(y, i -> law.applyAsDouble(x[i]) * Math.exp(noise * random.nextGaussian()));
        var keys = IntStream.range(0, 20).mapToObj(i -> "run-" + i).toList();
        return new Observations(keys, new double[][] {x}, y, null, null);
    }

    private static Contender fit(String law, Observations runs) {
        ScalingLaw of = LawCatalogue.find(law).orElseThrow();
        var settings =
                new FitSettings(
                        of.defaultObjective(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(400, Unit.RUN, 1),
                        LEVEL,
                        1);
        FittedLaw fitted =
                ((FitOutcome.Converged) Fitter.fit(of, runs, settings, Progress.NONE)).fitted();
        return new Contender(fitted, new Forecasts.Basis(runs, settings), null);
    }

    private static Contender known(String id) {
        KnownLaw known = KnownLaws.find(id).orElseThrow();
        return new Contender(known.fitted(), null, null);
    }

    private static Comparison.Line line(Contender contender, double... x) {
        return new Comparison.Line(contender, x.length == 0 ? new double[1] : x, 0);
    }

    private static Contender slow(long seed) {
        return fit("power_law", runs(x -> 8 * Math.pow(x, -.1), .01, seed, 1e3, 1e6));
    }

    private static Contender steep(long seed) {
        return fit("power_law", runs(x -> 30 * Math.pow(x, -.2), .01, seed, 1e3, 1e6));
    }

    @Test
    void twoPowerLawsCrossWhereTheirConstantsSay() {
        var crossing =
                Comparison.along(
                        line(slow(1)), line(steep(2)), 1e2, 1e9, Pairing.INDEPENDENT, LEVEL);

        assertThat(crossing.crossings()).hasSize(1);
        var one = crossing.crossings().getFirst();
        assertThat(one.value()).isCloseTo(TRUE_CROSSING, Percentage.withPercentage(20));
        assertThat(one.belowBefore()).isTrue();
        assertThat(Objects.requireNonNull(one.interval()).contains(one.value())).isTrue();
    }

    /// 60 pairs of studies at 90 %: fewer than 48 or all of them would be seen once in some
    /// thousand runs of a construction that covers.
    @Test
    void theIntervalOfACrossingCovers() {
        int covered = 0;
        var widths = new ArrayList<Double>();
        for (int k = 0; k < 60; k++) {
            var crossing =
                    Comparison.along(
                                    line(slow(100 + k)),
                                    line(steep(200 + k)),
                                    1e2,
                                    1e9,
                                    Pairing.INDEPENDENT,
                                    .9)
                            .crossings()
                            .getFirst();
            var interval = crossing.interval();
            covered += interval != null && interval.contains(TRUE_CROSSING) ? 1 : 0;
            if (interval != null && interval.lower() != null && interval.upper() != null) {
                widths.add(Math.log(interval.upper() / interval.lower()));
            }
        }
        assertThat(covered).isBetween(47, 60);
        assertThat(widths).hasSize(60).allSatisfy(w -> assertThat(w).isLessThan(1));
    }

    @Test
    void theProbabilityIsOneHalfAtTheCrossingAndSureFarFromIt() {
        var a = slow(1);
        var b = steep(2);
        double crossing =
                Comparison.along(line(a), line(b), 1e2, 1e9, Pairing.INDEPENDENT, LEVEL)
                        .crossings()
                        .getFirst()
                        .value();

        assertThat(below(a, b, crossing)).isCloseTo(.5, within(.06));
        assertThat(below(a, b, crossing / 100)).isGreaterThan(.99);
        assertThat(below(a, b, crossing * 100)).isLessThan(.01);
        assertThat(below(b, a, crossing * 100)).isGreaterThan(.99);
    }

    private static double below(Contender a, Contender b, double x) {
        var difference =
                Comparison.at(a, new double[] {x}, b, new double[] {x}, Pairing.INDEPENDENT, LEVEL);
        assertThat(Objects.requireNonNull(difference.interval()).contains(difference.value()))
                .isTrue();
        return Objects.requireNonNull(difference.probabilityBelow());
    }

    @Test
    void curvesOfTheSameRunsArePairedAndTheirDifferenceIsSurer() {
        var runs = runs(x -> 8 * Math.pow(x, -.1), .05, 3, 1e3, 1e6);
        double[] shifted = Arrays.stream(runs.y()).map(y -> 1.01 * y).toArray();
        var other = new Observations(runs.keys(), runs.x(), shifted, null, null);
        var a = fit("power_law", runs);
        var b = fit("power_law", runs);
        var c = fit("power_law", other);

        assertThat(Pairing.of(a, b, true)).isEqualTo(Pairing.PAIRED);
        assertThat(Pairing.of(a, b, false)).isEqualTo(Pairing.INDEPENDENT);
        assertThat(Pairing.of(a, c, true)).isNotEqualTo(Pairing.INDEPENDENT);
        double[] x = {1e7};
        assertThat(width(Comparison.at(a, x, b, x, Pairing.PAIRED, LEVEL))).isZero();
        assertThat(width(Comparison.at(a, x, b, x, Pairing.INDEPENDENT, LEVEL))).isGreaterThan(.1);
    }

    private static double width(Difference difference) {
        var interval = Objects.requireNonNull(difference.interval());
        return Objects.requireNonNull(interval.upper()) - Objects.requireNonNull(interval.lower());
    }

    @Test
    void aLawWithMoreParametersIsNotPairedByDrawnMetrics() {
        var runs = runs(x -> 2 + 8 * Math.pow(x, -.3), .01, 3, 1e3, 1e6);
        var a = fit("power_law", runs);
        var b = fit("power_law_constant", runs);

        assertThat(a.fitted().simulated()).isTrue();
        assertThat(Pairing.of(a, b, true)).isEqualTo(Pairing.INDEPENDENT_OF_SHARED_RUNS);
    }

    @Test
    void knownLawsHaveCrossingsButNoIntervals() {
        var language = known("henighan_2020_language_flops");
        var images = known("henighan_2020_image_8x8_flops");

        var crossing =
                Comparison.along(
                        line(language), line(images), 1e10, 1e30, Pairing.BOTH_EXACT, LEVEL);

        assertThat(crossing.crossings()).hasSize(1);
        double at = crossing.crossings().getFirst().value();
        assertThat(language.fitted().value(new double[] {at}))
                .isCloseTo(images.fitted().value(new double[] {at}), within(1e-9));
        assertThat(crossing.crossings().getFirst().interval()).isNull();
        assertThat(crossing.reason()).contains("exact");
        var difference =
                Comparison.at(
                        language,
                        new double[] {at},
                        images,
                        new double[] {at},
                        Pairing.BOTH_EXACT,
                        LEVEL);
        assertThat(difference.probabilityBelow()).isNull();
    }

    @Test
    void curvesThatDoNotCrossSayWhichIsLower() {
        var comparison =
                Comparison.along(line(slow(1)), line(steep(2)), 1e2, 1e4, Pairing.INDEPENDENT, .95);

        assertThat(comparison.crossings()).isEmpty();
        assertThat(comparison.reason()).contains("a is lower throughout");
    }

    @Test
    void severalCrossingsAreAllNamed() {
        // .5 + 3·x^-1 against 1.2·x^-.3 meets twice
        ScalingLaw constant = LawCatalogue.find("power_law_constant").orElseThrow();
        ScalingLaw power = LawCatalogue.find("power_law").orElseThrow();
        var a = exact(constant, .5, 3, 1);
        var b = exact(power, 1.8, .3);

        var crossings =
                Comparison.along(line(a), line(b), .1, 1e6, Pairing.BOTH_EXACT, LEVEL).crossings();

        assertThat(crossings).hasSize(2);
        assertThat(crossings.get(0).belowBefore()).isFalse();
        assertThat(crossings.get(1).belowBefore()).isTrue();
        for (var crossing : crossings) {
            double x = crossing.value();
            assertThat(.5 + 3 / x).isCloseTo(1.8 * Math.pow(x, -.3), within(1e-9));
        }
    }

    @Test
    void theSameCurveHasNoCrossingWithItself() {
        var a = slow(1);

        assertThat(Comparison.along(line(a), line(a), 1, 10, Pairing.PAIRED, LEVEL).reason())
                .isEqualTo("The two curves are the same.");
    }

    private static Contender exact(ScalingLaw law, double... constants) {
        return new Contender(
                new FittedLaw(
                        law,
                        constants,
                        new double[0][],
                        null,
                        law.defaultObjective(),
                        new FittedLaw.NoiseModel(0, 0, false, new double[0]),
                        new FittedLaw.DataSpan(new double[] {1}, new double[] {1}, null),
                        0,
                        0,
                        List.of()),
                null,
                null);
    }
}
