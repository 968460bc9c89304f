package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.SharedData;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class PerceptronSimulationTest {

    /// The same simulation, made elsewhere with other random numbers.
    @Test
    void agreesWithTheMeasuredTable() {
        double squares = 0;
        int n = 0;
        for (String line :
                SharedData.text("measured/pruning_perceptron/table.csv").lines().skip(1).toList()) {
            String[] cells = line.split(",");
            if (!cells[4].equals("50")) {
                continue;
            }
            var settings =
                    new PerceptronSimulation.Settings(
                            PruningTheoryTest.setting(
                                    Double.parseDouble(cells[0]),
                                    Double.parseDouble(cells[1]),
                                    cells[2],
                                    Double.parseDouble(cells[3])),
                            50,
                            40,
                            11);
            PerceptronSimulation.Result result =
                    PerceptronSimulation.run(settings, share -> {}, () -> false);
            double z =
                    (result.error() - Double.parseDouble(cells[6]))
                            / Math.hypot(result.errorStandardError(), Double.parseDouble(cells[7]));
            assertThat(z).as(line).isBetween(-4., 4.);
            assertThat(result.margin()).isEqualTo(Double.parseDouble(cells[8]), within(.06));
            squares += z * z;
            n++;
        }
        assertThat(Math.sqrt(squares / n)).as("rms z of %s points", n).isBetween(.7, 1.35);
    }

    @Test
    void comesNearTheTheoryInManyDimensions() {
        PruningSetting data = new PruningSetting(3, .5, Keep.HARDEST, 20);
        PerceptronSimulation.Result result =
                PerceptronSimulation.run(
                        new PerceptronSimulation.Settings(data, 150, 30, 2),
                        share -> {},
                        () -> false);
        assertThat(result.error())
                .isEqualTo(
                        PruningTheory.of(data).error(),
                        within(1. / 150 + 3 * result.errorStandardError()));
        assertThat(result.errorStandardError()).isBetween(.0005, .005);
    }

    @Test
    void theSameSeedGivesTheSameBitsAndStoppingKeepsWhatIsDone() {
        var settings =
                new PerceptronSimulation.Settings(
                        new PruningSetting(2, .5, Keep.EASIEST, 0), 20, 8, 3);
        var asked = new AtomicInteger();

        var whole = PerceptronSimulation.run(settings, share -> {}, () -> false);
        var stopped =
                PerceptronSimulation.run(settings, share -> {}, () -> asked.incrementAndGet() > 5);

        assertThat(PerceptronSimulation.run(settings, share -> {}, () -> false)).isEqualTo(whole);
        assertThat(stopped.repeats()).isEqualTo(5);
        assertThatThrownBy(() -> PerceptronSimulation.run(settings, share -> {}, () -> true))
                .hasMessageContaining("before two repeats");
    }

    @Test
    void refusesWhatWouldNotEnd() {
        assertThatThrownBy(() ->
                        new PerceptronSimulation.Settings(
                                new PruningSetting(1e4, 1, Keep.HARDEST, 0), 400, 2, 0))
                .hasMessageContaining("at most 4000000");
        assertThatThrownBy(() ->
                        new PerceptronSimulation.Settings(
                                new PruningSetting(.01, .01, Keep.HARDEST, 0), 10, 2, 0))
                .hasMessageContaining("leaves no example");
    }
}
