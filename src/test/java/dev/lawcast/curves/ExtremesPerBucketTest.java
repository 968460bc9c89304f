package dev.lawcast.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class ExtremesPerBucketTest {

    @ParameterizedTest
    @CsvSource({
        "0,4",
        "1,4",
        "3,4",
        "4,4",
        "5,4",
        "6,4",
        "7,5",
        "100,4",
        "1000,4",
        "1000,5",
        "1001,100",
        "99,100",
        "100,100",
        "101,100",
        "102,100",
        "10000,501",
        "12345,1000"
    })
    void keepsFirstLastAndExtremesInOrderWithinTheLimit(int count, int most) {
        List<CurvePoint> all = randomWalk(count);

        List<CurvePoint> drawn = draw(all, most);

        assertThat(drawn).hasSizeLessThanOrEqualTo(most).isSubsetOf(all);
        assertThat(drawn).isSortedAccordingTo(Comparator.comparingDouble(CurvePoint::step));
        assertThat(drawn).doesNotHaveDuplicates();
        if (count > 0) {
            assertThat(drawn.getFirst()).isEqualTo(all.getFirst());
            assertThat(drawn.getLast()).isEqualTo(all.getLast());
            var byValue = Comparator.comparingDouble(CurvePoint::value);
            assertThat(drawn.stream().max(byValue)).isEqualTo(all.stream().max(byValue));
            assertThat(drawn.stream().min(byValue)).isEqualTo(all.stream().min(byValue));
        }
        if (count <= most) {
            assertThat(drawn).isEqualTo(all);
        }
    }

    @Test
    void usesNearlyAllThePointsItMay() {
        assertThat(draw(randomWalk(100_000), 1_000)).hasSizeBetween(950, 1_000);
    }

    @Test
    void keepsEverySpike() {
        var all = new ArrayList<CurvePoint>();
        for (int i = 0; i < 100_000; i++) {
            all.add(new CurvePoint(i, i % 9_973 == 5_000 ? 50 : 2));
        }

        long spikes = all.stream().filter(p -> p.value() == 50).count();

        assertThat(draw(all, 200).stream().filter(p -> p.value() == 50)).hasSize((int) spikes);
    }

    @Test
    void fewerThanFourPointsCannotHoldFirstLastAndExtremes() {
        assertThatThrownBy(() -> new ExtremesPerBucket(10, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<CurvePoint> draw(List<CurvePoint> all, int most) {
        var drawn = new ExtremesPerBucket(all.size(), most);
        all.forEach(point -> drawn.add(point.step(), point.value()));
        return drawn.points();
    }

    private static List<CurvePoint> randomWalk(int count) {
        var random = new Random(count);
        var points = new ArrayList<CurvePoint>();
        double value = 0;
        for (int i = 0; i < count; i++) {
            value += random.nextGaussian();
            points.add(new CurvePoint(i * 10.0, value));
        }
        return points;
    }
}
