package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {

    /// Wilson's interval of 8 of 10 as in Newcombe (1998), and P(K ≤ 8) for n = 10, p = 0.9 summed
    /// by hand: 1 − 0.9¹⁰ − 10·0.9⁹·0.1.
    @Test
    void tellsTheShareWithItsIntervalAndTheChanceOfSoFew() {
        Calibration eight = Calibration.of(.9, 10, 8);

        assertThat(eight.share()).isEqualTo(.8);
        var interval = java.util.Objects.requireNonNull(eight.interval());
        assertThat(interval.lower()).isEqualTo(.4902, within(1e-4));
        assertThat(interval.upper()).isEqualTo(.9433, within(1e-4));
        assertThat(eight.probabilityOfSoFew())
                .isEqualTo(1 - Math.pow(.9, 10) - Math.pow(.9, 9), within(1e-12));
    }

    @Test
    void tellsNothingWithoutRuns() {
        assertThat(Calibration.of(.9, 0, 0)).isEqualTo(new Calibration(.9, 0, 0, null, null, null));
    }
}
