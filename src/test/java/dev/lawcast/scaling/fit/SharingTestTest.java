package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.TiedLaw;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Three groups of 15 sizes with their own E and A; whether they share α is the question.
class SharingTestTest {

    private static final List<String> GROUPS = List.of("a", "b", "c");
    private static final TiedLaw TIED =
            new TiedLaw(new PowerLawConstant(), Set.of("alpha"), GROUPS);
    private static final TiedLaw SEPARATE = new TiedLaw(new PowerLawConstant(), Set.of(), GROUPS);

    private static final Objective HUBER =
            new Objective(ResidualSpace.LOG, new ResidualLoss.Huber(.01));

    private static Observations runs(double[] alpha, double noise, long seed) {
        double[][] x = new double[2][45];
        for (int i = 0; i < 45; i++) {
            x[0][i] = 1e6 * Math.pow(1e4, i % 15 / 14.);
            x[1][i] = LawForm.code(i / 15);
        }
        double[] p = {1, 1.4, 1.8, 300, 400, 500, alpha[0], alpha[1], alpha[2]};
        return Planted.runs(SEPARATE, p, x, noise, seed);
    }

    private static SharingTest test(Observations runs, Objective objective) {
        var settings =
                new FitSettings(
                        objective,
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1),
                        .95,
                        1);
        return SharingTest.of(TIED, runs, settings, Progress.NONE);
    }

    @Test
    void findsThatGroupsOfOneExponentMayShareIt() {
        SharingTest test = test(runs(new double[] {.3, .3, .3}, .01, 3), Objective.LOG_SQUARED);
        assertThat(test.testable()).isTrue();
        assertThat(test.test()).isEqualTo("f");
        assertThat(test.parametersSaved()).isEqualTo(2);
        assertThat(test.degreesOfFreedom()).isEqualTo(45 - 9);
        assertThat(test.p()).isGreaterThan(.05);
        assertThat(test.tenable()).isTrue();
        assertThat(test.verdict()).startsWith("Sharing is tenable").contains("AICc");
    }

    @Test
    void findsThatGroupsOfDifferentExponentsMayNot() {
        SharingTest test = test(runs(new double[] {.25, .3, .4}, .01, 1), Objective.LOG_SQUARED);
        assertThat(test.tenable()).isFalse();
        assertThat(test.p()).isLessThan(1e-4);
        assertThat(test.aiccDifference()).isGreaterThan(10);
        assertThat(test.verdict()).startsWith("Sharing is not tenable").contains("separate fits");
    }

    /// 200 studies in which sharing holds: 5 % are rejected, ± 4.6 % at three standard deviations.
    @Test
    void rejectsATrueSharingAsOftenAsItSays() {
        int rejected = 0;
        for (int seed = 0; seed < 200; seed++) {
            Observations runs = runs(new double[] {.3, .3, .3}, .01, 100 + seed);
            SharingTest test = test(runs, Objective.LOG_SQUARED);
            rejected += Boolean.TRUE.equals(test.tenable()) ? 0 : 1;
        }
        assertThat(rejected / 200.).isCloseTo(.05, within(.046));
    }

    @Test
    void comparesWithTheFitsOfEachGroupAlone() {
        Observations runs = runs(new double[] {.25, .3, .4}, .01, 2);
        Solution together = Solver.solve(SEPARATE, runs, Planted.settings(0), Progress.NONE);
        double sum = 0;
        for (Observations group : Groups.split(runs, 3)) {
            sum +=
                    Solver.solve(new PowerLawConstant(), group, Planted.settings(0), Progress.NONE)
                            .objective();
        }
        assertThat(together.objective()).isCloseTo(sum, within(1e-9 * sum));
    }

    @Test
    void saysOfARobustLossThatItHasNoLikelihood() {
        SharingTest test = test(runs(new double[] {.25, .3, .4}, .01, 1), HUBER);
        assertThat(test.test()).isEqualTo("tau");
        assertThat(test.tenable()).isFalse();
        assertThat(test.approximate()).isTrue();
        assertThat(test.aiccDifference()).isNull();
        assertThat(test.verdict()).contains("robust").contains("no AICc");
        assertThat(test(runs(new double[] {.3, .3, .3}, .01, 3), HUBER).tenable()).isTrue();
    }

    @Test
    void doesNotJudgeByTooFewRuns() {
        Observations all = runs(new double[] {.3, .3, .3}, .01, 3);
        double[][] x = new double[2][9];
        double[] y = new double[9];
        for (int i = 0; i < 9; i++) {
            x[0][i] = all.x()[0][5 * i];
            x[1][i] = all.x()[1][5 * i];
            y[i] = all.y()[5 * i];
        }
        SharingTest test = test(Planted.observations(x, y), Objective.LOG_SQUARED);
        assertThat(test.testable()).isFalse();
        assertThat(test.p()).isNull();
        assertThat(test.verdict()).contains("9 runs").contains("9 parameters");
    }
}
