package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

class IntrinsicDimensionTest {

    @Test
    void findsTheDimensionOfAPlaneBentIntoManyCoordinates() {
        for (int d : new int[] {1, 2, 4}) {
            IntrinsicDimension.Result result = IntrinsicDimension.of(bent(3000, d, 17, 5));

            assertThat(known(result.maximumLikelihood()).dimension()).isEqualTo(d, within(.12 * d));
            assertThat(known(result.levinaBickel()).dimension()).isEqualTo(d, within(.12 * d));
            assertThat(known(result.twoNearest()).dimension()).isEqualTo(d, within(.12 * d));
            assertThat(known(result.slope()).dimension()).isEqualTo(d, within(.2 * d));
            assertThat(known(result.maximumLikelihood()).impliedExponent())
                    .isEqualTo(4 / known(result.maximumLikelihood()).dimension());
            assertThat(result.duplicates()).isZero();
            assertThat(result.notes()).isEmpty();
        }
    }

    /// Points on a torus have no border, so that nothing but chance moves the estimates.
    @Test
    void standardErrorsMatchTheSpreadOverSamples() {
        int samples = 60;
        double[][] estimates = new double[3][samples];
        double[] errors = new double[3];
        for (int s = 0; s < samples; s++) {
            IntrinsicDimension.Result result = IntrinsicDimension.of(torus(400, s));
            estimates[0][s] = known(result.maximumLikelihood()).dimension();
            estimates[1][s] = known(result.twoNearest()).dimension();
            estimates[2][s] = known(result.slope()).dimension();
            errors[0] += known(result.maximumLikelihood()).standardError() / samples;
            errors[1] += known(result.twoNearest()).standardError() / samples;
            errors[2] += known(result.slope()).standardError() / samples;
        }
        for (int e = 0; e < 3; e++) {
            double mean = Arrays.stream(estimates[e]).average().orElseThrow();
            double spread =
                    Math.sqrt(
                            Arrays.stream(estimates[e]).map(v -> (v - mean) * (v - mean)).sum()
                                    / (samples - 1));
            assertThat(mean).isEqualTo(2, within(.15));
            assertThat(spread / errors[e]).as("estimator %s", e).isBetween(.6, 2.2);
        }
    }

    @Test
    void countsPointsThatStandTwiceOnceAndSaysSo() {
        Matrix once = bent(500, 2, 7, 9);
        double[] twice = Arrays.copyOf(once.values(), 2 * once.values().length);
        System.arraycopy(once.values(), 0, twice, once.values().length, once.values().length);

        IntrinsicDimension.Result result = IntrinsicDimension.of(new Matrix(1000, 7, twice));

        assertThat(result.duplicates()).isEqualTo(500);
        assertThat(result.notes().getFirst()).startsWith("500 rows equal an earlier one");
        assertThat(result.twoNearest()).isEqualTo(IntrinsicDimension.of(once).twoNearest());
    }

    @Test
    void neighboursAreThoseOfTheDirectSearch() {
        Matrix x = bent(301, 3, 13, 2);
        NearestNeighbours fast = NearestNeighbours.of(x, 4, 3);
        for (int i = 0; i < x.rows(); i++) {
            double[] distances = new double[x.rows()];
            double half = Double.POSITIVE_INFINITY;
            for (int j = 0; j < x.rows(); j++) {
                double sum = 0;
                for (int a = 0; a < 13; a++) {
                    sum += Math.pow(x.at(i, a) - x.at(j, a), 2);
                }
                distances[j] = i == j ? Double.POSITIVE_INFINITY : Math.sqrt(sum);
                if (2 * i / 301 == 2 * j / 301) {
                    half = Math.min(half, distances[j]);
                }
            }
            Arrays.sort(distances);
            assertThat(fast.nearest()[i])
                    .containsExactly(Arrays.copyOf(distances, 4), within(1e-12));
            assertThat(fast.withinPart()[0][i]).isEqualTo(distances[0], within(1e-9));
            assertThat(fast.withinPart()[1][i]).isEqualTo(half, within(1e-9));
        }
    }

    @Test
    void unitsAndOffsetsDoNotMatter() {
        Matrix x = bent(400, 2, 6, 3);
        double[] moved = Arrays.stream(x.values()).map(v -> 1e3 * v + 1e6).toArray();

        assertThat(
                        known(IntrinsicDimension.of(new Matrix(400, 6, moved)).maximumLikelihood())
                                .dimension())
                .isEqualTo(
                        known(IntrinsicDimension.of(x).maximumLikelihood()).dimension(),
                        within(1e-4));
    }

    @Test
    void saysWhatMakesItDoubtful() {
        var random = new SplittableRandom(4);
        double[] noise = random.doubles(200 * 30, -1, 1).toArray();

        assertThat(IntrinsicDimension.of(new Matrix(200, 30, noise)).notes())
                .anyMatch(note -> note.startsWith("200 points are few for a dimension of"));
        assertThatThrownBy(() -> IntrinsicDimension.of(new Matrix(200, 2, new double[400])))
                .hasMessageContaining("There are 1 distinct rows");
    }

    @Test
    void saysWhereEqualDistancesLeaveNoDimension() {
        double[] oneHot = new double[100 * 100];
        for (int i = 0; i < 100; i++) {
            oneHot[i * 101] = 1;
        }
        IntrinsicDimension.Result result = IntrinsicDimension.of(new Matrix(100, 100, oneHot));

        assertThat(result.maximumLikelihood()).isNull();
        assertThat(result.twoNearest()).isNull();
        assertThat(result.notes()).anyMatch(note -> note.contains("one-hot rows"));
    }

    @Test
    void smallDifferencesBesideLargeNumbersAreNotLost() {
        var random = new SplittableRandom(8);
        double[] values = new double[2 * 200];
        for (int i = 0; i < 200; i++) {
            values[2 * i] = 1;
            values[2 * i + 1] = 1e-200 * random.nextDouble();
        }
        assertThat(
                        known(IntrinsicDimension.of(new Matrix(200, 2, values)).twoNearest())
                                .dimension())
                .isEqualTo(1, within(.25));
    }

    private static IntrinsicDimension.Estimate known(
            IntrinsicDimension.@Nullable Estimate estimate) {
        return Objects.requireNonNull(estimate);
    }

    /// Uniform in d coordinates, turned and bent into more.
    private static Matrix bent(int n, int d, int columns, long seed) {
        var random = new SplittableRandom(seed);
        double[] turn = random.doubles(d * columns, -1, 1).toArray();
        double[] values = new double[n * columns];
        for (int i = 0; i < n; i++) {
            double[] u = random.doubles(d).toArray();
            for (int a = 0; a < columns; a++) {
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    sum += u[k] * turn[k * columns + a];
                }
                values[i * columns + a] = sum + .1 * Math.sin(2 * sum);
            }
        }
        return new Matrix(n, columns, values);
    }

    private static Matrix torus(int n, long seed) {
        var random = new SplittableRandom(seed);
        double[] values = new double[n * 4];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 2; k++) {
                double angle = 2 * Math.PI * random.nextDouble();
                values[i * 4 + 2 * k] = Math.cos(angle);
                values[i * 4 + 2 * k + 1] = Math.sin(angle);
            }
        }
        return new Matrix(n, 4, values);
    }
}
