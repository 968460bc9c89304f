package dev.lawcast.scaling.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.transport.Draw;
import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.Sample;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class PilotDiagnosticsTest {

    private static final GroundCost COST = GroundCost.SQUARED_EUCLIDEAN;

    /// n normal points in d dimensions around `centre` on the first axis.
    private static Sample cloud(int n, int d, double centre, SplittableRandom random) {
        double[] values = new double[n * d];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian() + (i % d == 0 ? centre : 0);
        }
        return new Sample(new Features(n, d, values));
    }

    private static Features stacked(Features a, Features b) {
        double[] values = Arrays.copyOf(a.values(), a.values().length + b.values().length);
        System.arraycopy(b.values(), 0, values, a.values().length, b.values().length);
        return new Features(a.rows() + b.rows(), a.columns(), values);
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum()
                        / (values.length - 1));
    }

    @Test
    void bothStandardErrorsAgreeWithTheScatterOfNewPilotSamples() {
        var random = new SplittableRandom(11);
        Sample validation = cloud(200, 3, 0, random);
        int pilots = 60;
        double[] costs = new double[pilots];
        double[] bySubsampling = new double[pilots];
        double[] byPotentials = new double[pilots];
        for (int r = 0; r < pilots; r++) {
            Sample pilot = cloud(64, 3, 2, random);
            List<PilotSize.Step> steps = PilotSize.of(pilot, validation, COST, 8, r, () -> false);
            costs[r] = steps.getLast().mean();
            bySubsampling[r] = Math.pow(steps.getLast().standardError(), 2);
            var costsOf = new GroundCosts(List.of(pilot), validation, COST);
            byPotentials[r] = PilotDistance.of(costsOf.toValidation(), () -> false).standardError();
        }

        // 60 pilots know their scatter to 9 %; the validation sample stays the same for all of them
        double scatter = deviation(costs);
        assertThat(Math.sqrt(Arrays.stream(bySubsampling).average().orElseThrow()) / scatter)
                .isBetween(.7, 1.4);
        assertThat(Arrays.stream(byPotentials).average().orElseThrow() / scatter)
                .isBetween(.8, 1.8);
    }

    @Test
    void theMeanCostFallsWithThePilotsSizeAndTheStepsDouble() {
        var random = new SplittableRandom(5);
        List<PilotSize.Step> steps =
                PilotSize.of(
                        cloud(160, 8, 0, random),
                        cloud(200, 8, 0, random),
                        COST,
                        6,
                        1,
                        () -> false);

        assertThat(steps).extracting(PilotSize.Step::points).containsExactly(20, 40, 80, 160);
        assertThat(steps)
                .extracting(PilotSize.Step::mean)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void aPilotTooSmallToBeDividedHasNoSteps() {
        var random = new SplittableRandom(5);

        assertThat(
                        PilotSize.of(
                                cloud(7, 2, 0, random),
                                cloud(9, 2, 0, random),
                                COST,
                                4,
                                1,
                                () -> false))
                .isEmpty();
    }

    @Test
    void distancesAreSymmetricAndGrowWithTheShift() {
        var random = new SplittableRandom(8);
        List<Sample> sources =
                List.of(cloud(80, 2, 0, random), cloud(60, 2, 3, random), cloud(70, 2, 6, random));
        SourceDistances found =
                SourceDistances.of(
                        new GroundCosts(sources, cloud(90, 2, 0, random), COST), () -> false);

        assertThat(found.between()[0][2].cost()).isEqualTo(found.between()[2][0].cost());
        assertThat(found.between()[1][1].cost()).isZero();
        // squared shift, and what samples of this size differ by chance
        assertThat(found.toValidation()[1].cost()).isEqualTo(9, within(2.5));
        assertThat(found.toValidation()[2].cost()).isEqualTo(36, within(6.0));
        assertThat(found.toValidation()[0].cost()).isLessThan(.7);
    }

    @Test
    void plantedContaminationIsFoundAndCleanSourcesHaveNone() {
        int clean = 0;
        for (int seed = 0; seed < 20; seed++) {
            var random = new SplittableRandom(seed);
            Features others = cloud(400, 6, 0, random).features();
            Features source = cloud(280, 6, .5, random).features();
            clean += FarPoints.of(source, others).points().size();

            // 30 % of the points lie in a dense cluster elsewhere
            Features bad = cloud(120, 6, 25, random).features();
            List<FarPoints.Point> far = FarPoints.of(stacked(source, bad), others).points();
            assertThat(far.stream().map(FarPoints.Point::row))
                    .containsAll(IntStream.range(280, 400).boxed().toList());
            assertThat(far).hasSizeLessThan(125);
        }
        assertThat(clean).isLessThan(12); // of 5,600
    }

    @Test
    void aSourceThatIsFarAsAWholeHasNoFarPoints() {
        var random = new SplittableRandom(2);

        assertThat(
                        FarPoints.of(
                                        cloud(100, 4, 50, random).features(),
                                        cloud(100, 4, 0, random).features())
                                .points())
                .isEmpty();
    }

    @Test
    void aClassThatNoSourceHasIsMissing() {
        List<Coverage> coverage =
                Coverage.of(
                        new int[] {0, 0, 1, 3},
                        List.of(new int[] {0, 2, 2, 2}, new int[] {3, 3}),
                        4);

        assertThat(coverage).extracting(Coverage::label).containsExactly(0, 1, 3);
        assertThat(coverage).extracting(Coverage::isMissing).containsExactly(false, true, false);
        assertThat(coverage.getFirst().ofSources()).containsExactly(.25, 0);
    }

    @Test
    void aDrawHasEachPointAtMostOnce() {
        int[] drawn = Draw.of(50, 60, new SplittableRandom(1));

        assertThat(drawn).hasSize(50).doesNotHaveDuplicates().isSorted();
        assertThat(Arrays.stream(drawn).max().orElseThrow()).isLessThan(60);
    }
}
