package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;

class GaussTest {

    @Test
    void agreesWithHipparchus() {
        var normal = new NormalDistribution();
        for (double x = -12; x < 12; x += .0371) {
            assertThat(Gauss.below(x)).isEqualTo(normal.cumulativeProbability(x), within(1e-15));
        }
        assertThat(
                        Gauss.between(8, 9)
                                / (normal.cumulativeProbability(-8)
                                        - normal.cumulativeProbability(-9)))
                .isEqualTo(1, within(1e-8));
        assertThat(Gauss.below(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Gauss.below(Double.POSITIVE_INFINITY)).isEqualTo(1);
    }
}
