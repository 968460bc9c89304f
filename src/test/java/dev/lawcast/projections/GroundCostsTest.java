package dev.lawcast.projections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.Sample;

import org.junit.jupiter.api.Test;

import java.util.List;

class GroundCostsTest {

    private static final int COLUMNS = 24;

    /// Twenty points, the first feature in a larger unit.
    private static Features features(double unit) {
        double[] values = new double[20 * COLUMNS];
        for (int at = 0; at < values.length; at++) {
            values[at] = Math.sin(at * at) * (at % COLUMNS == 0 ? unit : 1);
        }
        return new Features(20, COLUMNS, values);
    }

    private static List<String> compared(Sample... samples) {
        return GroundCosts.of("auto", List.of(samples)).stream().map(GroundCosts::id).toList();
    }

    @Test
    void labelsAreComparedWhereAllSamplesHaveThem() {
        var labelled = new Sample(features(1), new int[20]);
        assertThat(compared(labelled, labelled))
                .containsExactly("squared_euclidean", "squared_euclidean_and_labels");
        assertThat(compared(labelled, new Sample(features(1))))
                .containsExactly("squared_euclidean");
    }

    @Test
    void standardDeviationsAreComparedWhereOneFeatureHidesTheOthers() {
        assertThat(compared(new Sample(features(1e4))))
                .containsExactly("squared_euclidean", "standardized");
        assertThat(compared(new Sample(features(1e4), new int[20]))).hasSize(4);
    }

    @Test
    void whatIsNamedIsTakenAlone() {
        assertThat(GroundCosts.of("standardized", List.of(new Sample(features(1)))))
                .containsExactly(GroundCosts.STANDARDIZED);
        assertThat(GroundCosts.STANDARDIZED_AND_LABELS.cost().labelWeight()).isNull();
    }
}
