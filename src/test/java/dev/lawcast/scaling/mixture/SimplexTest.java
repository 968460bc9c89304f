package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class SimplexTest {

    private static final double[] NONE = {0, 0, 0};
    private static final double[] ALL = {1, 1, 1};

    @Test
    void roundedSharesAreRenormalised() {
        assertThat(Simplex.normalised(new double[] {.333, .333, .333}))
                .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, within(1e-15));
    }

    @Test
    void sharesThatAreNoMixtureAreRefused() {
        assertThatThrownBy(() -> Simplex.normalised(new double[] {.5, .4}))
                .hasMessageContaining("sums to 0.9");
        assertThatThrownBy(() -> Simplex.normalised(new double[] {1.2, -.2}))
                .hasMessageContaining("-0.2");
        assertThatThrownBy(() -> Simplex.normalised(new double[] {Double.NaN, 1}))
                .hasMessageContaining("NaN");
    }

    @Test
    void theNearestMixtureOfAPointOfTheSimplexIsThePoint() {
        double[] p = {.2, .5, .3};
        assertThat(Simplex.nearest(p, NONE, ALL)).containsExactly(p, within(1e-12));
    }

    /// The closed form for two shares that stay positive: both move by half of what is too much.
    @Test
    void theNearestMixtureMovesSharesEqually() {
        assertThat(Simplex.nearest(new double[] {.9, .5, -1}, NONE, ALL))
                .containsExactly(new double[] {.7, .3, 0}, within(1e-12));
    }

    @Test
    void theNearestMixtureKeepsToLimits() {
        double[] p =
                Simplex.nearest(
                        new double[] {5, 1, 0}, new double[] {0, 0, .1}, new double[] {.5, 1, 1});
        assertThat(p).containsExactly(new double[] {.5, .4, .1}, within(1e-12));
        assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
    }
}
