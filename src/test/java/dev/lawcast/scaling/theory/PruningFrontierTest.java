package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.DoubleStream;

class PruningFrontierTest {

    @Test
    void holdsWhatNothingBeats() {
        PruningFrontier.Frontier frontier = PruningFrontier.of(8, 0);

        // The hardest 40 % of 8d nearly match all 8d (the README of the measured table).
        assertThat(frontier.errorUnpruned()).isEqualTo(.0609, within(1e-4));
        assertThat(frontier.sparest().keep()).isEqualTo(Keep.HARDEST);
        assertThat(frontier.sparest().keepFraction()).isBetween(.35, .55);
        assertThat(frontier.sparest().error())
                .isEqualTo(1.01 * frontier.errorUnpruned(), within(1e-5));
        assertThat(frontier.best().error()).isLessThan(frontier.errorUnpruned());
        for (int i = 1; i < frontier.points().size(); i++) {
            PruningFrontier.Point sparser = frontier.points().get(i);
            PruningFrontier.Point point = frontier.points().get(i - 1);
            assertThat(sparser.error()).isGreaterThan(point.error() * (1 - 2e-7));
            assertThat(sparser.alphaKept()).isLessThan(point.alphaKept());
        }
    }

    @Test
    void easyWinsForFewDataAndHardForMany() {
        assertThat(PruningFrontier.of(1, 0).sparest().keep()).isEqualTo(Keep.EASIEST);
        assertThat(PruningFrontier.of(1, 0).best().keep()).isEqualTo(Keep.EASIEST);
        assertThat(PruningFrontier.of(30, 0).sparest().keep()).isEqualTo(Keep.HARDEST);
        assertThat(PruningFrontier.of(30, 0).sparest().keepFraction()).isLessThan(.15);
    }

    @Test
    void aProbeThatAgreesTurnsThePowerLawIntoAnExponential() {
        List<PruningFrontier.Step> steps = steps(0, 4, 8, 16, 32);

        assertThat(steps).allSatisfy(s -> assertThat(s.exponentUnpruned()).isBetween(.8, 1.));
        assertThat(steps.getLast().exponentSparest()).isNotNull().isGreaterThan(4);
        assertThat(PruningFrontier.turn(steps)).isNotNull();
    }

    @Test
    void aProbeAtAnAngleBendsItBack() {
        List<PruningFrontier.Step> steps = steps(30, 8, 16, 32);

        assertThat(steps.getLast().exponentSparest()).isEqualTo(1, within(.2));
        assertThat(PruningFrontier.turn(steps)).isNull();
    }

    private static List<PruningFrontier.Step> steps(double theta, double... alphaTotals) {
        return PruningFrontier.steps(
                DoubleStream.of(alphaTotals).mapToObj(a -> PruningFrontier.of(a, theta)).toList());
    }
}
