package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.transport.DigitsMixtures;
import dev.lawcast.scaling.transport.GroundCost;

import org.junit.jupiter.api.Test;

class PilotCostsTest {

    private static final double[] ONE = {.2, .6, .2};
    private static final double[] OTHER = {.2, .2, .6};

    private static PilotCosts of(int mostPoints) {
        return new PilotCosts(
                "squared_euclidean",
                DigitsMixtures.sources(),
                DigitsMixtures.validation(),
                GroundCost.SQUARED_EUCLIDEAN,
                mostPoints,
                1,
                () -> false);
    }

    @Test
    void largeSamplesAreTheMeanOfBatchesWithTheirStandardError() {
        PilotCosts all = of(4_000);
        PilotCosts batches = of(600);
        double error = batches.at(ONE).standardError() + batches.at(OTHER).standardError();

        assertThat(all.batches()).isEqualTo(1);
        assertThat(all.at(ONE).standardError()).isZero();
        assertThat(batches.batches()).isEqualTo(4);
        assertThat(error).isPositive();
        assertThat(batches.at(ONE).cost()).isGreaterThan(all.at(ONE).cost());
        assertThat(batches.at(OTHER).cost() - batches.at(ONE).cost())
                .isCloseTo(all.at(OTHER).cost() - all.at(ONE).cost(), within(3 * error));
    }

    @Test
    void potentialsOfBatchesAddUpToTheirCost() {
        MixtureCost.Potentials found = of(600).at(ONE);
        double cost = MixtureCells.mean(found.g());
        for (int i = 0; i < ONE.length; i++) {
            assertThat(found.f()[i]).hasSize(4 * 100);
            cost += ONE[i] * MixtureCells.mean(found.f()[i]);
        }
        assertThat(cost).isCloseTo(found.cost(), within(1e-9));
    }
}
