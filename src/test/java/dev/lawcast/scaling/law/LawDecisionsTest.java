package dev.lawcast.scaling.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What single laws decide besides a target and a split of compute.
class LawDecisionsTest {

    private final EncoderDecoder halves = new EncoderDecoder();
    private final double[] translation = {1.4, 800, .18, .27};

    @Test
    void splitsParametersBetweenEncoderAndDecoderBetterThanItsNeighbours() {
        EncoderDecoder.Split best = halves.split(translation, 3e8, 1, 1);
        assertThat(best.encoder()).isCloseTo(1.2e8, within(1.0));
        assertThat(best.encoder() + best.decoder()).isCloseTo(3e8, within(1e-6));
        for (double shift : new double[] {-1e6, 1e6}) {
            double[] moved = {best.encoder() + shift, best.decoder() - shift};
            assertThat(halves.value(translation, moved)).isGreaterThan(best.metric());
        }
    }

    @Test
    void splitsCostsInTheRatioOfTheExponents() {
        EncoderDecoder.Split best = halves.split(translation, 3e8, 1, 4);
        assertThat(best.encoder() + 4 * best.decoder()).isCloseTo(3e8, within(1e-6));
        assertThat(best.encoder() / (4 * best.decoder())).isCloseTo(.18 / .27, within(1e-12));
        double[] moved = {best.encoder() + 4e6, best.decoder() - 1e6};
        assertThat(halves.value(translation, moved)).isGreaterThan(best.metric());
    }

    @Test
    void aFixedShareCostsTheSameFactorAtEveryBudget() {
        double factor = halves.prefactorRatio(translation, .8);
        assertThat(factor).isGreaterThan(1);
        assertThat(halves.prefactorRatio(translation, .4)).isCloseTo(1, within(1e-12));
        for (double budget : new double[] {1e7, 1e10}) {
            double best = halves.split(translation, budget, 1, 1).metric() - 1.4;
            double fixed = halves.value(translation, new double[] {.8 * budget, .2 * budget}) - 1.4;
            assertThat(fixed / best).isCloseTo(factor, within(1e-9));
        }
    }

    @Test
    void bestSplitFollowsThePowerLawOfTheDerivedConstants() {
        double[] constants =
                halves.derived().stream()
                        .mapToDouble(q -> q.value().applyAsDouble(translation))
                        .toArray();
        assertThat(constants[0]).isCloseTo(.4, within(1e-12));
        double metric = 1.4 + constants[2] * Math.pow(5e9, -constants[1]);
        assertThat(halves.split(translation, 5e9, 1, 1).metric())
                .isCloseTo(metric, within(1e-12 * metric));
    }

    @Test
    void splitsComputeWhenUniqueTokensAreFew() {
        var law = new DataConstrained();
        double[] p = {1.87, 521, 1488, .3526596, .3526596, 5.309743, 15.387756};
        Allocation best = law.allocate(p, 1e22, 6, 1e10).orElseThrow();
        double[] x = best.sizes();
        assertThat(6 * x[0] * x[1]).isCloseTo(1e22, within(1e13));
        assertThat(x[2]).isEqualTo(1e10);
        for (double shift : new double[] {.98, 1.02}) {
            assertThat(law.value(p, new double[] {x[0] * shift, x[1] / shift, 1e10}))
                    .isGreaterThan(best.metric());
        }
        double[] plenty = law.allocate(p, 1e22, 6, 1e15).orElseThrow().sizes();
        double[] chinchilla = {p[0], p[1], p[2], p[3], p[4]};
        double[] unlimited = new Chinchilla().allocate(chinchilla, 1e22, 6).orElseThrow().sizes();
        // Golden section finds a minimum to the root of the rounding of the metric.
        assertThat(plenty[0] / unlimited[0]).isCloseTo(1, within(1e-6));
    }

    @Test
    void allMixtureSharesAreOneParameterTooMany() {
        ScalingLaw law = new MixingExponential().in(new LawForm(2, List.of()));
        double[] shares = {.3, .7};
        double[] p = {1.8, 1.1, -2, 1};
        double[] same = {1.8, 1.1 * Math.E, -3, 0};
        assertThat(law.value(same, shares)).isCloseTo(law.value(p, shares), within(1e-14));
    }

    @Test
    void refusesMorePiecesThanALawTakes() {
        var law = new BrokenPower();
        assertThatThrownBy(() -> law.in(new LawForm(4, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("law broken_power takes 1 to 3 pieces, not 4");
    }

    @Test
    void findsTheSmallestSizeOfACurveThatFallsAndRises() {
        var law = new BrokenPower();
        double[] p = {0, 10, .5, -1, 1e6, .1};
        double size = law.sizeReaching(.02, 0, p, new double[1]);
        assertThat(size).isLessThan(1e6);
        assertThat(law.value(p, new double[] {size})).isCloseTo(.02, within(1e-12));
        assertThat(law.limit(0, p, new double[1])).isInfinite();
    }

    @Test
    void leavesChanceLateAndReachesTheFloor() {
        var law = new SaturatingM4();
        double[] p = {.4, 2.3, 60, .3, .8};
        assertThat(law.value(p, new double[] {1e-30})).isCloseTo(2.3, within(1e-6));
        assertThat(law.value(p, new double[] {1e60})).isCloseTo(.4, within(1e-12));
        double[] x = {3e7};
        double loss = law.value(p, x);
        assertThat((loss - .4) / Math.pow(2.3 - loss, .8))
                .isCloseTo(60 * Math.pow(3e7, -.3), within(1e-12));
        double[] withoutChance = {.4, 2.3, 60, .3, 0};
        assertThat(law.value(withoutChance, x))
                .isCloseTo(
                        new PowerLawConstant().value(new double[] {.4, 60, .3}, x), within(1e-14));
    }
}
