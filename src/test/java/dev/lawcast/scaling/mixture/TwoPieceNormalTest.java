package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TwoPieceNormalTest {

    @Test
    void equalSidesAreANormalDistribution() {
        var normal = new TwoPieceNormal(2, 2);
        assertThat(normal.towardsBetter(.95)).isCloseTo(2 * 1.959964, within(1e-5));
        assertThat(normal.towardsWorse(.95)).isEqualTo(normal.towardsBetter(.95));
    }

    /// Sums the density over a fine grid.
    private static double share(TwoPieceNormal of, double from, double to) {
        double inside = 0;
        double all = 0;
        double step = 1e-3;
        for (double x = -40; x < 40; x += step) {
            double side = x < 0 ? of.better() : of.worse();
            double density = Math.exp(-x * x / (2 * side * side));
            all += density;
            inside += x >= from && x <= to ? density : 0;
        }
        return inside / all;
    }

    @Test
    void eachTailHoldsHalfOfWhatIsLeft() {
        var uneven = new TwoPieceNormal(1, 3);
        double better = uneven.towardsBetter(.9);
        double worse = uneven.towardsWorse(.9);
        assertThat(share(uneven, -40, -better)).isCloseTo(.05, within(1e-3));
        assertThat(share(uneven, worse, 40)).isCloseTo(.05, within(1e-3));
    }

    @Test
    void theModeStaysWithinAnIntervalOfAnyLevel() {
        assertThat(new TwoPieceNormal(.1, 10).towardsBetter(.5)).isZero();
        assertThat(new TwoPieceNormal(0, 1).towardsBetter(.95)).isZero();
    }
}
