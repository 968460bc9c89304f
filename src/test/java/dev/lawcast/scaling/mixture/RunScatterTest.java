package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class RunScatterTest {

    private static final double[] SIZES = {100, 1000, 10_000};

    @Test
    void manyReplicatesShowThatSmallModelsScatterMore() {
        var scatter = RunScatter.of(SIZES, new double[] {.04, .02, .01}, new int[] {500, 500, 500});
        assertThat(scatter.at(100)).isCloseTo(.04, withinPercentage(5));
        assertThat(scatter.at(10_000)).isCloseTo(.01, withinPercentage(5));
    }

    @Test
    void aFewReplicatesShowTheirMeanAlone() {
        var scatter = RunScatter.of(SIZES, new double[] {.04, .02, .01}, new int[] {1, 1, 1});
        assertThat(scatter.at(100) / scatter.at(10_000)).isBetween(1., 2.5);
    }

    @Test
    void beyondTheTrainedSizesNothingIsContinued() {
        var scatter = RunScatter.of(SIZES, new double[] {.04, .02, .01}, new int[] {500, 500, 500});
        assertThat(scatter.at(1e6)).isEqualTo(scatter.at(10_000));
        assertThat(scatter.at(1)).isEqualTo(scatter.at(100));
    }

    @Test
    void aSizeWithoutReplicatesAndRunsWithoutScatterAreNoTrouble() {
        var scatter = RunScatter.of(SIZES, new double[] {.04, .04, 0}, new int[] {9, 9, 0});
        assertThat(scatter.at(10_000)).isCloseTo(.04, within(1e-12));
        assertThat(RunScatter.of(SIZES, new double[3], new int[] {2, 2, 2}).at(1000)).isZero();
    }
}
