package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

class MinibatchTransportTest {

    private static final double[] P = {.7, .3};

    /// Two uniform clouds, the first away from the validation sample or not.
    private static GroundCosts clouds(int d, double away) {
        var clouds = new Clouds(d);
        Features near = clouds.points(600, d);
        return new GroundCosts(
                List.of(
                        new Sample(Clouds.moved(clouds.points(900, d), away)),
                        new Sample(Clouds.moved(near, 2 * away))),
                new Sample(clouds.points(1_200, d)),
                GroundCost.SQUARED_EUCLIDEAN);
    }

    private static MinibatchTransport.Estimate exact(GroundCosts costs, int points, int batches) {
        return MinibatchTransport.at(
                P, costs, part -> MixtureTransport.exact(part, () -> false), points, batches, 1);
    }

    @ParameterizedTest
    @CsvSource({"2, 0.3", "8, 0", "8, 0.3", "32, 0", "32, 0.3"})
    void isTheCostBetweenAllPointsWithinItsStandardError(int d, double away) {
        GroundCosts costs = clouds(d, away);
        double whole = MixtureTransport.exact(costs, () -> false).at(P).transport().cost();

        MinibatchTransport.Estimate found = exact(costs, 300, 8);

        assertThat(found.cost()).isCloseTo(whole, within(3 * found.costError()));
        double ofBatches = found.batchCosts()[2];
        assertThat(found.costError()).isLessThan(Math.max(.2 * (ofBatches - whole), .05 * whole));
        assertThat(found.batchCosts()[0]).isGreaterThan(found.batchCosts()[1]);
    }

    @Test
    void theDivergenceIsEstimatedToo() {
        GroundCosts costs = clouds(4, .3);
        var settings = EntropicSettings.DEFAULT.withTolerance(1e-6);
        double whole =
                Objects.requireNonNull(
                        MixtureTransport.entropic(costs, .05, true, settings, () -> false)
                                .at(P)
                                .divergence());

        MinibatchTransport.Estimate found =
                MinibatchTransport.at(
                        P,
                        costs,
                        part -> MixtureTransport.entropic(part, .05, true, settings, () -> false),
                        300,
                        4,
                        2);

        double error = Objects.requireNonNull(found.divergenceError());
        assertThat(found.divergence()).isCloseTo(whole, within(3 * error));
        assertThat(error).isLessThan(.1 * whole);
    }

    @Test
    void samplesThatFitAreNotEstimated() {
        GroundCosts costs = clouds(2, .3);
        double whole = MixtureTransport.exact(costs, () -> false).at(P).transport().cost();

        MinibatchTransport.Estimate found = exact(costs, 1_500, 2);

        assertThat(found.cost()).isCloseTo(whole, within(1e-12));
        assertThat(found.costError()).isLessThan(1e-12);
        assertThat(Minibatches.needed(costs, 1_500)).isFalse();
        assertThat(Minibatches.needed(costs, 1_499)).isTrue();
    }

    @Test
    void aSmallSourceIsTakenWholeAndTheOthersShareTheRest() {
        assertThat(Minibatches.counts(new int[] {5_000, 100, 700}, 1_000))
                .containsExactly(450, 100, 450);
        assertThat(Minibatches.counts(new int[] {300, 200}, 500)).containsExactly(300, 200);
    }

    @Test
    void aBatchIsMeasuredByTheWholeSamplesLabelsScaleAndMean() {
        List<Sample> sources = DigitsMixtures.sources();
        Sample validation = DigitsMixtures.validation();
        var costs = new GroundCosts(sources, validation, new GroundCost(true, null));
        CostMatrix all = CostMatrix.of(costs.toValidation());

        GroundCosts part = costs.part(new int[][] {{7, 3}, {1}, {0, 250}}, new int[] {299, 4});
        CostMatrix some = CostMatrix.of(part.toValidation());

        int second = sources.getFirst().size();
        int third = second + sources.get(1).size();
        assertThat(some.values())
                .containsExactly(
                        new double[] {
                            all.at(7, 299),
                            all.at(7, 4),
                            all.at(3, 299),
                            all.at(3, 4),
                            all.at(second + 1, 299),
                            all.at(second + 1, 4),
                            all.at(third, 299),
                            all.at(third, 4),
                            all.at(third + 250, 299),
                            all.at(third + 250, 4)
                        },
                        within(1e-12));
        assertThat(part.labelWeight()).isEqualTo(costs.labelWeight());
        assertThat(part.mean()).isEqualTo(costs.mean()).isCloseTo(all.mean(), within(1e-9));
    }

    @Test
    void theTrendContinuesAPowerOfTheSize() {
        double[] e = {.04, .02, .01};
        double[] cost = new double[3];
        for (int level = 0; level < 3; level++) {
            cost[level] = 5 + 3 * Math.pow(e[level], .4);
        }
        assertThat(new SizeTrend(e, .001).at(cost))
                .isCloseTo(5 + 3 * Math.pow(.001, .4), within(1e-9));
        assertThat(new SizeTrend(e, .001).at(new double[] {4.9, 5, 5.1})).isEqualTo(5.1);
    }

    @Test
    void theSameSeedDrawsTheSameBatches() {
        GroundCosts costs = clouds(2, .3);
        assertThat(exact(costs, 64, 2).cost()).isEqualTo(exact(costs, 64, 2).cost());
        int[] drawn = Draw.shuffled(5, 5, new SplittableRandom(1));
        assertThat(drawn).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
}
