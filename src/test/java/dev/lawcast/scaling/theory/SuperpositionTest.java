package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.theory.SuperpositionDiagnosis.Regime;
import dev.lawcast.scaling.theory.SuperpositionSimulation.Model;
import dev.lawcast.scaling.theory.SuperpositionSimulation.Settings;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class SuperpositionTest {

    @Test
    void overlapIsTheMeanOverAllPairs() {
        Matrix w = random(40, 7, 1);
        double sum = 0;
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                double dot = 0;
                for (int k = 0; k < 7; k++) {
                    dot += w.at(i, k) * w.at(j, k);
                }
                sum += i == j ? 0 : Math.pow(dot / w.norm(i) / w.norm(j), 2);
            }
        }

        SuperpositionDiagnosis diagnosis = SuperpositionDiagnosis.of(w);

        assertThat(diagnosis.meanSquaredOverlap()).isEqualTo(sum / (40 * 39), within(1e-12));
        assertThat(diagnosis.randomLevel()).isEqualTo(1. / 7);
        assertThat(diagnosis.welchBound()).isEqualTo(Math.sqrt(33. / (7 * 39)), within(1e-15));
        assertThat(diagnosis.meanSquaredOverlap())
                .as("no set of unit rows has less than the square of Welch's bound")
                .isGreaterThan(Math.pow(diagnosis.welchBound(), 2));
    }

    @Test
    void namesTheRegime() {
        Matrix spread = unit(random(200, 10, 2));
        assertThat(SuperpositionDiagnosis.of(spread).regime()).isEqualTo(Regime.STRONG);
        assertThat(SuperpositionDiagnosis.of(shrunk(spread, 40)).regime()).isEqualTo(Regime.WEAK);
        assertThat(SuperpositionDiagnosis.of(shrunk(spread, 150)).regime())
                .isEqualTo(Regime.BETWEEN);
        assertThat(SuperpositionDiagnosis.of(shrunk(spread, 9)).regime()).isEqualTo(Regime.NONE);
    }

    @Test
    void saysWhatTheWeightsDoNotTell() {
        Matrix spread = unit(random(200, 10, 2));
        assertThat(reason(scaled(spread, .01))).contains("Maybe W is to be divided by");
        assertThat(reason(scaled(spread, 50))).contains("Every row is longer than 2");
        assertThat(reason(random(5, 9, 1))).contains("Maybe W is transposed");
        assertThat(reason(new Matrix(20, 2, new double[40]))).contains("longer than 1e-6");
        double[] oneDirection = new double[200];
        Arrays.setAll(oneDirection, i -> i % 10 == 0 ? 1 : 0);
        assertThat(reason(new Matrix(20, 10, oneDirection))).contains("crowd in few");
        assertThatThrownBy(() -> SuperpositionDiagnosis.of(random(1, 9, 1)))
                .hasMessageContaining("at least 2 features in rows");
        assertThatThrownBy(() -> new Matrix(1, 2, new double[] {0, Double.NaN}))
                .hasMessage(
                        "The value in row 0, column 1 is NaN, must be finite and within ±1e150.");
    }

    private static String reason(Matrix w) {
        SuperpositionDiagnosis diagnosis = SuperpositionDiagnosis.of(w);
        assertThat(diagnosis.regime()).isEqualTo(Regime.UNDETERMINED);
        assertThat(diagnosis.expectedExponent()).isEqualTo("not determined");
        return diagnosis.reason();
    }

    @Test
    void bothRegimesComeOutOfTraining() {
        List<Model> weak = train(2);
        List<Model> strong = train(-1);

        assertThat(weak).allMatch(model -> model.diagnosis().regime() == Regime.WEAK);
        assertThat(strong).allMatch(model -> model.diagnosis().regime() == Regime.STRONG);
        // As in the measured series: strong falls faster with the width.
        assertThat(exponent(strong)).isGreaterThan(exponent(weak) + .2);
        assertThat(weak).allMatch(model -> model.loss() < model.lossOfZero());
        // Weak: what is lost is close to what the features without a place are worth, 4/3·Σp.
        Model last = weak.getLast();
        double rest = 0;
        double all = 0;
        for (int i = 1; i <= 80; i++) {
            double p = Math.pow(i, -1.2);
            all += p;
            rest += i > 80 * last.diagnosis().phiHalf() ? p : 0;
        }
        assertThat(last.loss()).isEqualTo(4. / 3 * rest / all, within(.15));
    }

    private static List<Model> train(double weightDecay) {
        return SuperpositionSimulation.run(
                new Settings(80, List.of(5, 10), 1.2, weightDecay, 1000, 64, .02, 7),
                share -> {},
                () -> false);
    }

    private static double exponent(List<Model> models) {
        return Math.log(models.getFirst().loss() / models.getLast().loss()) / Math.log(2);
    }

    @Test
    void theSameSeedGivesTheSameBitsAndStoppingKeepsTheWidthsThatAreDone() {
        var settings = new Settings(20, List.of(2, 4), 1, -1, 30, 8, .02, 3);
        int[] asked = {0};

        List<Model> whole = SuperpositionSimulation.run(settings, share -> {}, () -> false);
        List<Model> stopped =
                SuperpositionSimulation.run(settings, share -> {}, () -> asked[0]++ > 40);

        assertThat(SuperpositionSimulation.run(settings, share -> {}, () -> false))
                .isEqualTo(whole);
        assertThat(stopped).isEqualTo(whole.subList(0, 1));
    }

    @Test
    void refusesWhatWouldNotEnd() {
        assertThatThrownBy(() -> new Settings(1000, List.of(100, 100), 1, 1, 10_000, 1000, .02, 0))
                .hasMessageContaining("Maybe fewer steps do");
        assertThatThrownBy(() -> new Settings(1000, List.of(0), 1, 1, 10, 10, .02, 0))
                .hasMessageContaining("width is 0");
    }

    private static Matrix random(int n, int m, long seed) {
        var random = new SplittableRandom(seed);
        double[] values = new double[n * m];
        Arrays.setAll(values, i -> random.nextGaussian());
        return new Matrix(n, m, values);
    }

    private static Matrix unit(Matrix w) {
        double[] values = new double[w.values().length];
        Arrays.setAll(values, i -> w.values()[i] / w.norm(i / w.columns()));
        return new Matrix(w.rows(), w.columns(), values);
    }

    /// All rows but the first at a tenth of their length.
    private static Matrix shrunk(Matrix w, int whole) {
        double[] values = w.values().clone();
        for (int i = whole * w.columns(); i < values.length; i++) {
            values[i] *= .1;
        }
        return new Matrix(w.rows(), w.columns(), values);
    }

    private static Matrix scaled(Matrix w, double factor) {
        return new Matrix(
                w.rows(), w.columns(), Arrays.stream(w.values()).map(v -> factor * v).toArray());
    }
}
