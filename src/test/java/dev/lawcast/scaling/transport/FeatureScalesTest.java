package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class FeatureScalesTest {

    private static final int COLUMNS = 30;

    /// Normal features, the k-th in the unit `units[k]`.
    private static List<Sample> samples(double... units) {
        double[] values = new Clouds(4).points(50, COLUMNS).values().clone();
        for (int at = 0; at < values.length; at++) {
            values[at] *= units[at % COLUMNS];
        }
        var features = new Features(50, COLUMNS, values);
        int[] first = IntStream.range(0, 20).toArray();
        return List.of(new Sample(features), new Sample(features.select(first)));
    }

    private static double[] units(double first, double others) {
        return IntStream.range(0, COLUMNS).mapToDouble(k -> k == 0 ? first : others).toArray();
    }

    @Test
    void featuresOfOneUnitAreAllSeen() {
        assertThat(FeatureScales.lopsided(samples(units(1, 1)))).isFalse();
        assertThat(FeatureScales.lopsided(samples(units(3, 1)))).isFalse();
    }

    @Test
    void aFeatureInThousandsHidesTheOthers() {
        assertThat(FeatureScales.lopsided(samples(units(1_000, 1)))).isTrue();
        assertThat(FeatureScales.lopsided(samples(units(1e120, 1)))).isTrue();
    }

    @Test
    void constantFeaturesDoNotCount() {
        assertThat(FeatureScales.lopsided(samples(units(1, 0)))).isFalse();
        assertThat(FeatureScales.lopsided(samples(units(0, 0)))).isFalse();
    }
}
