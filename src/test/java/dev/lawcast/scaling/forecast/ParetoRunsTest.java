package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.Solution;
import dev.lawcast.scaling.fit.Solver;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class ParetoRunsTest {

    @Test
    void keepsTheBestRunOfEachBin() {
        double[] compute = {5e18, 1e18, 2e19, 9e18, 1e19, 3e20};
        double[] metric = {.5, .4, .3, .45, .35, .2};
        var pareto = ParetoRuns.of(compute, metric, 1);
        assertThat(pareto.kept()).containsExactly(1, 2, 5);
        assertThat(pareto.bins()).isEqualTo(3);
        assertThat(pareto.dominated()).isZero();
    }

    @Test
    void dropsABinThatACheaperOneBeats() {
        double[] compute = {1e18, 1e19, 1e20};
        double[] metric = {.4, .41, .3};
        var pareto = ParetoRuns.of(compute, metric, 1);
        assertThat(pareto.kept()).containsExactly(0, 2);
        assertThat(pareto.dominated()).isEqualTo(1);
    }

    @Test
    void puts10ToThe19IntoOneBinWhateverItsRounding() {
        double[] compute = {1e19, Math.nextDown(1e19), Math.nextUp(1e19), 9.99e18};
        double[] metric = {.4, .3, .35, .5};
        assertThat(ParetoRuns.of(compute, metric, 10).kept()).containsExactly(3, 1);
    }

    /// 600 runs of which each wastes a random part of what it could reach.
    @Test
    void showsTheExponentOfTheFrontierAmongWastefulRuns() {
        var random = new SplittableRandom(3);
        double[] compute = new double[600];
        double[] metric = new double[600];
        for (int i = 0; i < compute.length; i++) {
            compute[i] = 1e17 * Math.pow(1e5, random.nextDouble());
            double waste = -.2 * Math.log(random.nextDouble());
            metric[i] = 300 * Math.pow(compute[i], -.15) * Math.exp(waste);
        }
        List<Integer> kept = ParetoRuns.of(compute, metric, 4).kept();
        double[][] x = {kept.stream().mapToDouble(i -> compute[i]).toArray()};
        double[] y = kept.stream().mapToDouble(i -> metric[i]).toArray();
        Solution solution =
                Solver.solve(
                        new PowerLaw(),
                        new Observations(
                                kept.stream().map(i -> "run-" + i).toList(), x, y, null, null),
                        FitSettings.of(Objective.LOG_SQUARED),
                        Progress.NONE);
        assertThat(solution.parameters()[1]).isCloseTo(.15, within(.005));
    }

    @Test
    void refusesComputeThatIsNoSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParetoRuns.of(new double[] {1, 0}, new double[] {1, 1}, 10))
                .withMessageContaining("row 1")
                .withMessageContaining("0.0");
    }
}
