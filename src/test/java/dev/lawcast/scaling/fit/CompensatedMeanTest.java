package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class CompensatedMeanTest {

    @Test
    void hasTheBitsOfTheMeanOfAStream() {
        var random = new Random(1);
        for (int n = 0; n < 200; n++) {
            double[] values =
                    random.doubles(n).map(u -> Math.exp(80 * u - 40) * (u - .5)).toArray();
            assertThat(CompensatedMean.of(values))
                    .isEqualTo(Arrays.stream(values).average().orElse(0));
        }
    }

    @Test
    void anInfiniteValueMakesItInfinite() {
        assertThat(CompensatedMean.of(new double[] {1, Double.POSITIVE_INFINITY, 2}))
                .isEqualTo(Double.POSITIVE_INFINITY);
    }
}
