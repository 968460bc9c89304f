package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.transport.DigitsMixtures;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.Sample;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;

class PilotDrawsTest {

    private static final double[] MIXTURE = {.4, .4, .2};

    private static Sample redrawn(Sample sample, SplittableRandom random) {
        int n = 100;
        int[] points = new int[n];
        for (int s = 0; s < n; s++) {
            points[s] = random.nextInt(n);
        }
        return new Sample(sample.features().select(points));
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
    }

    /// 40 re-solved bootstrap samples know their deviation to a factor of about 1.25.
    @Test
    void potentialsTellHowTheCostVariesWithOtherSamples() {
        var random = new SplittableRandom(5);
        double[] solved = new double[40];
        for (int b = 0; b < solved.length; b++) {
            var sources = new ArrayList<Sample>();
            DigitsMixtures.sources().forEach(s -> sources.add(redrawn(s, random)));
            Sample validation = redrawn(DigitsMixtures.validation(), random);
            solved[b] =
                    new PilotCosts(
                                    "cost",
                                    sources,
                                    validation,
                                    GroundCost.SQUARED_EUCLIDEAN,
                                    4_000,
                                    1,
                                    () -> false)
                            .at(MIXTURE)
                            .cost();
        }
        double[] changes =
                new PilotDraws(1, 400).changes(DigitsStudy.costs(100).at(MIXTURE), MIXTURE);
        assertThat(deviation(changes) / deviation(solved)).isCloseTo(1, within(.35));
    }

    @Test
    void largerSamplesVaryLess() {
        double few =
                deviation(
                        new PilotDraws(1, 200).changes(DigitsStudy.costs(50).at(MIXTURE), MIXTURE));
        double many =
                deviation(new PilotDraws(1, 200).changes(DigitsStudy.COSTS.at(MIXTURE), MIXTURE));
        assertThat(few).isGreaterThan(1.5 * many);
    }

    @Test
    void aMixtureAskedTwiceIsSolvedOnce() {
        PilotCosts costs = DigitsStudy.costs(30);
        costs.at(MIXTURE);
        costs.at(MIXTURE);
        assertThat(costs.solved()).isEqualTo(1);
    }
}
