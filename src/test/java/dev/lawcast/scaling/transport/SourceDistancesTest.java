package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

class SourceDistancesTest {

    @Test
    void copiesOfASampleAreTheSquareOfTheirWayApart() {
        Features x = new Clouds(1).points(40, 2);
        var sources =
                List.of(
                        new Sample(x),
                        new Sample(Clouds.moved(x, 3, 0)),
                        new Sample(Clouds.moved(x, 0, 4)));
        var costs = new GroundCosts(sources, new Sample(x), GroundCost.SQUARED_EUCLIDEAN);
        SourceDistances found = SourceDistances.of(costs, () -> false);
        assertThat(found.toValidation()).containsExactly(new double[] {0, 9, 16}, within(1e-12));
        assertThat(found.between()[0]).containsExactly(new double[] {0, 9, 16}, within(1e-12));
        assertThat(found.between()[1]).containsExactly(new double[] {9, 0, 25}, within(1e-12));
        assertThat(found.between()[2]).containsExactly(new double[] {16, 25, 0}, within(1e-12));
    }

    @Test
    void distancesOfTheMeasuredSourcesAreThoseOfPureMixtures() {
        var costs =
                new GroundCosts(
                        DigitsMixtures.sources(),
                        DigitsMixtures.validation(),
                        GroundCost.SQUARED_EUCLIDEAN);
        SourceDistances found = SourceDistances.of(costs, () -> false);
        assertThat(found.toValidation()[0]).isCloseTo(11.883073262395635, within(1e-10));
        var pure = MixtureTransport.exact(costs, () -> false);
        assertThat(found.toValidation()[2])
                .isCloseTo(pure.at(new double[] {0, 0, 1}).transport().cost(), within(1e-11));
    }
}
