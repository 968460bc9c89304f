package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

class ConfigurationsTest {

    @Test
    void runsOfTheSameSizesAreOneConfigurationInOrderOfAppearance() {
        double[] few = {1e6, 2e6, -0.0, 0.0, Double.NaN, 1e300, 4e6};
        var random = new Random(1);
        double[][] x = new double[2][500];
        var expected = new LinkedHashMap<List<Double>, java.util.ArrayList<Integer>>();
        for (int i = 0; i < 500; i++) {
            x[0][i] = few[random.nextInt(few.length)];
            x[1][i] = few[random.nextInt(few.length)];
            expected.computeIfAbsent(List.of(x[0][i], x[1][i]), _ -> new java.util.ArrayList<>())
                    .add(i);
        }
        Configurations found = Configurations.of(x, 500);
        assertThat(found.count()).isEqualTo(expected.size()).isEqualTo(49);
        assertThat(found.replicates()).isEqualTo(500 - 49);
        int number = 0;
        for (List<Integer> members : expected.values()) {
            assertThat(found.members().get(number))
                    .containsExactly(members.stream().mapToInt(i -> i).toArray());
            for (int i : members) {
                assertThat(found.of()[i]).isEqualTo(number);
            }
            number++;
        }
    }

    @Test
    void countsTheConfigurationsOfThoseThatWereDrawn() {
        Configurations all = Configurations.of(new double[][] {{1, 2, 1, 3}}, 4);
        assertThat(all.distinct(new int[] {1, 0, 2, 1})).isEqualTo(2);
        assertThat(Configurations.of(new double[1][0], 0).count()).isZero();
    }
}
