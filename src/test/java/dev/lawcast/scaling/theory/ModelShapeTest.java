package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.theory.ModelShape.Model;
import dev.lawcast.scaling.theory.ModelShape.Runtime;
import dev.lawcast.scaling.theory.ModelShape.Scaled;
import dev.lawcast.scaling.theory.ModelShape.Weights;

import org.junit.jupiter.api.Test;

class ModelShapeTest {

    private static final Model SMALL = new Model(20, 64, 224, 4e9, 12e6, 11e6);

    @Test
    void theNewModelHasTheFlopsOfTheBudgetWhateverTheWeights() {
        for (Weights weights :
                new Weights[] {
                    ModelShape.FAST,
                    new Weights(1, 0, 0),
                    new Weights(0, 1, 0),
                    new Weights(0, 0, 1),
                    new Weights(.2, .5, .3)
                }) {
            Scaled scaled = ModelShape.scale(SMALL, 64e9, weights, null);
            double d = scaled.model().depth() / 20;
            double w = scaled.model().width() / 64;
            double r = scaled.model().resolution() / 224;

            assertThat(d * w * w * r * r).isEqualTo(16, within(1e-12));
            assertThat(scaled.parametersGrowth()).isEqualTo(d * w * w, within(1e-12));
            assertThat(scaled.activationsGrowth()).isEqualTo(d * w * r * r, within(1e-12));
        }
    }

    @Test
    void fastCompoundScalingGrowsActivationsByThePowerOfThreeFifths() {
        Scaled scaled = ModelShape.scale(SMALL, 40e9, ModelShape.FAST, new Runtime(2, 3e-6));

        assertThat(scaled.activationsGrowth()).isEqualTo(Math.pow(10, .6), within(1e-12));
        assertThat(scaled.runtime()).isEqualTo(2 + 3e-6 * 11e6 * Math.pow(10, .6), within(1e-9));
        assertThat(ModelShape.scale(SMALL, 4e9, ModelShape.FAST, null).model()).isEqualTo(SMALL);
    }

    @Test
    void whatIsNotKnownIsNotInvented() {
        Scaled scaled =
                ModelShape.scale(
                        new Model(20, 64, 224, 4e9, null, null),
                        8e9,
                        ModelShape.FAST,
                        new Runtime(1, 1));

        assertThat(scaled.runtime()).isNull();
        assertThat(scaled.model().parameters()).isNull();
        assertThatThrownBy(() -> new Weights(.5, .5, .5)).hasMessageContaining("their sum 1");
        assertThatThrownBy(() -> ModelShape.scale(SMALL, 0, ModelShape.FAST, null))
                .hasMessageContaining("A size is 0.0");
    }
}
