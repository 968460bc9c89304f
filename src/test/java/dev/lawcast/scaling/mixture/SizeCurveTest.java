package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.Progress;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

class SizeCurveTest {

    private static Projection auto(Double... sizes) {
        return project(DigitsStudy.runs(), null, sizes);
    }

    private static Projection project(
            MixtureRuns runs, @Nullable SecondStage stage, Double... sizes) {
        var settings =
                new ProjectionSettings(
                        List.of(sizes), List.of(FirstStageForm.values()), stage, 0, 1);
        return Projection.of(
                runs, List.of(DigitsStudy.COSTS), DigitsStudy.ACCURACY, settings, Progress.NONE);
    }

    private static Projection projektor(Double... sizes) {
        var settings =
                new ProjectionSettings(List.of(sizes), List.of(), SecondStage.LOG_LINEAR, 0, 1);
        return Projection.of(
                DigitsStudy.runs(),
                List.of(DigitsStudy.COSTS),
                DigitsStudy.ACCURACY,
                settings,
                Progress.NONE);
    }

    /// Mean absolute error and bias at all mixtures of a size, or those given.
    private static double[] errors(Projection projection, double size, int... cells) {
        MixtureCells measured = DigitsStudy.sorted(size);
        int[] of = cells.length > 0 ? cells : IntStream.range(0, measured.cells()).toArray();
        double[] means = measured.means();
        double absolute = 0;
        double bias = 0;
        for (int c : of) {
            double[] p = measured.mixture()[c];
            double error = projection.forecast(size, p, .95).mean() - means[c];
            absolute += Math.abs(error) / of.length;
            bias += error / of.length;
        }
        return new double[] {absolute, bias};
    }

    /// pseudo_quadratic_ot [sqeuclidean], log-linear, of the README: .0361 (+.030), .0670 (+.063),
    /// .0480 (+.045).
    @Test
    void projektorReproducesTheReferencesSecondStage() {
        Projection near = projektor(500., 1000.);
        assertThat(errors(near, 4000)[0]).isCloseTo(.0361, within(5e-5));
        assertThat(errors(near, 8000)[0]).isCloseTo(.0670, within(5e-5));
        assertThat(errors(near, 8000)[1]).isCloseTo(.0628, within(5e-5));
        assertThat(errors(projektor(500., 2000.), 8000)[0]).isCloseTo(.0480, within(5e-5));
    }

    @Test
    void twoSizesProjectSixteenTimesFartherWithoutBias() {
        double[] errors = errors(auto(500., 1000.), 8000);
        assertThat(errors[0]).isLessThan(.0145);
        assertThat(Math.abs(errors[1])).isLessThan(.005);
    }

    @Test
    void halfOfTheMixturesSuffice() {
        int[][] splits = DigitsStudy.splits();
        double sum = 0;
        for (int s = 0; s < 5; s++) {
            MixtureRuns half = DigitsStudy.runsOf(splits[s], 33, 500, 1000);
            int[] others = Arrays.copyOfRange(splits[s], 33, 67);
            sum += errors(project(half, null, 500., 1000.), 8000, others)[0] / 5;
        }
        assertThat(sum).isLessThan(.025);
    }

    @Test
    void aThirdSizeMakesTheProjectionBetter() {
        double two = errors(auto(500., 1000.), 8000)[0];
        double three = errors(auto(500., 1000., 2000.), 8000)[0];
        assertThat(three).isLessThan(two).isLessThan(.0115);
    }

    @Test
    void theHeldOutSizeDecidesAmongThreeSizes() {
        ProjectionReport report = auto(500., 1000., 2000.).report(.95);
        assertThat(report.stages()).filteredOn(StageScore::chosen).hasSize(1);
        assertThat(report.stages())
                .filteredOn(s -> s.stage().equals("log_linear"))
                .allSatisfy(s -> assertThat(s.chosen()).isFalse());
        assertThat(report.stages()).allSatisfy(s -> assertThat(s.bias()).isNotNull());
    }

    @Test
    void bothTwoPointStagesAreExactAtTheirSizes() {
        double[] p = {.5, .3, .2};
        for (SecondStage stage : List.of(SecondStage.LOG_LINEAR, SecondStage.ERROR_POWER_LAW)) {
            Projection projection = project(DigitsStudy.runs(), stage, 500., 1000.);
            Projection one = project(DigitsStudy.runs(), null, 500.);
            assertThat(projection.forecast(500, p, .95).amplification()).isCloseTo(1, within(1e-9));
            assertThat(projection.forecast(500, p, .95).mean())
                    .isCloseTo(one.forecast(500, p, .95).mean(), within(.003));
        }
    }

    @Test
    void noiseIsMultipliedByTheRootOfTheSquaredWeights() {
        Projection projection = project(DigitsStudy.runs(), SecondStage.LOG_LINEAR, 500., 1000.);
        double[] p = {.5, .3, .2};
        // ln(8000/500)/ln 2 = 4, ln(8000/1000)/ln 2 = 3
        assertThat(projection.forecast(8000, p, .95).amplification()).isCloseTo(5, within(1e-9));
    }

    @Test
    void everyStageIsBetterThanThePapersWhereFourSizesAreKnown() {
        double paper =
                errors(
                        project(
                                DigitsStudy.runs(),
                                SecondStage.LOG_LINEAR,
                                500.,
                                1000.,
                                2000.,
                                4000.),
                        8000)[0];
        for (SecondStage stage : SecondStage.values()) {
            if (stage != SecondStage.LOG_LINEAR) {
                double error =
                        errors(project(DigitsStudy.runs(), stage, 500., 1000., 2000., 4000.), 8000)[
                                0];
                assertThat(error).as(stage.id()).isLessThan(paper / 2);
            }
        }
    }

    @Test
    void aStageThatNeedsMoreSizesIsRefused() {
        assertThatThrownBy(() ->
                        project(DigitsStudy.runs(), SecondStage.POWER_LAW_CONSTANT, 500., 1000.))
                .hasMessageContaining("needs 3 sizes, there are 2");
    }
}
