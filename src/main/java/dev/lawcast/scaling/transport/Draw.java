package dev.lawcast.scaling.transport;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Points drawn from a sample without replacement.
public final class Draw {

    private Draw() {}

    /// Places of `count` of n points, in ascending order.
    public static int[] of(int count, int n, RandomGenerator random) {
        int[] drawn = shuffled(count, n, random);
        Arrays.sort(drawn);
        return drawn;
    }

    /// The same in the order in which they were drawn.
    static int[] shuffled(int count, int n, RandomGenerator random) {
        int[] places = new int[n];
        Arrays.setAll(places, i -> i);
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(n - i);
            int place = places[other];
            places[other] = places[i];
            places[i] = place;
        }
        return Arrays.copyOf(places, count);
    }

    /// The sample itself where it has no more points.
    public static Sample of(Sample sample, int most, RandomGenerator random) {
        int n = sample.features().rows();
        return n <= most ? sample : at(sample, of(most, n, random));
    }

    /// The points at these places.
    public static Sample at(Sample sample, int[] places) {
        int[] labels = sample.labels();
        return new Sample(
                sample.features().select(places),
                labels == null ? null : Arrays.stream(places).map(i -> labels[i]).toArray());
    }
}
