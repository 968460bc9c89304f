package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.TiedLaw;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Sixteen groups of ten sizes each, fitted together.
class TiedFitsTest {

    private static final int GROUPS = 16;
    private static final int SIZES = 10;

    private static TiedLaw law(Set<String> shared) {
        var names = new ArrayList<String>();
        for (int g = 0; g < GROUPS; g++) {
            names.add("family " + g);
        }
        return new TiedLaw(new PowerLawConstant(), shared, names);
    }

    /// One exponent for all; own floors and coefficients.
    private static Observations runs(double noise) {
        TiedLaw law = law(Set.of("alpha"));
        double[][] x = new double[2][GROUPS * SIZES];
        for (int i = 0; i < x[0].length; i++) {
            x[0][i] = 1e6 * Math.pow(1e4, i % SIZES / (SIZES - 1.));
            x[1][i] = LawForm.code(i / SIZES);
        }
        return Planted.runs(law, constants(), x, noise, 5);
    }

    private static double[] constants() {
        double[] p = new double[2 * GROUPS + 1];
        for (int g = 0; g < GROUPS; g++) {
            p[g] = 1 + .05 * g;
            p[GROUPS + g] = 300 + 20 * g;
        }
        p[2 * GROUPS] = .31;
        return p;
    }

    @Test
    void sharesOneExponentAmongSixteenGroups() {
        TiedLaw law = law(Set.of("alpha"));
        FitOutcome outcome = Fitter.fit(law, runs(.01), Planted.settings(60), Progress.NONE);
        assertThat(outcome).isInstanceOf(FitOutcome.Converged.class);
        FitReport report = Planted.report(outcome);
        var alpha = report.parameters().get(2 * GROUPS);
        assertThat(alpha.name()).isEqualTo("alpha");
        assertThat(Objects.requireNonNull(alpha.intervals().wald()).contains(.31)).isTrue();
        assertThat(report.parameters())
                .extracting(FitReport.ParameterReport::name)
                .contains("E[family 0]", "A[family 15]");
        assertThat(Objects.requireNonNull(report.bootstrap()).succeeded()).isGreaterThan(55);
        assertThat(Planted.codes(report))
                .doesNotContain("lack_of_fit", "residual_trend", "multiple_basins");
    }

    /// 48 parameters, 16 of them nonlinear: no search of their product would find this.
    @Test
    void findsTheOptimumOfGroupsThatShareNothing() {
        Solution solution =
                Solver.solve(law(Set.of()), runs(.01), Planted.settings(0), Progress.NONE);
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        double sum = 0;
        for (Observations group : Groups.split(runs(.01), GROUPS)) {
            sum +=
                    Solver.solve(new PowerLawConstant(), group, Planted.settings(0), Progress.NONE)
                            .objective();
        }
        assertThat(solution.objective()).isCloseTo(sum, within(1e-9 * sum));
    }

    @Test
    void sharesFloorAndCoefficientWhileExponentsDiffer() {
        TiedLaw law = law(Set.of("E", "A"));
        double[] p = new double[2 + GROUPS];
        p[0] = 1.5;
        p[1] = 400;
        for (int g = 0; g < GROUPS; g++) {
            p[2 + g] = .25 + .01 * g;
        }
        Observations runs = Planted.runs(law, p, runs(0).x(), 0, 1);
        Solution solution = Solver.solve(law, runs, Planted.settings(0), Progress.NONE);
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        for (int k = 0; k < p.length; k++) {
            assertThat(solution.parameters()[k] / p[k]).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void holdsAndBoundsParametersOfOneGroup() {
        TiedLaw law = law(Set.of("alpha"));
        var settings =
                new FitSettings(
                        law.defaultObjective(),
                        Map.of("E[family 3]", 1.15, "alpha", .31),
                        Map.of("E[family 4]", new FitSettings.Bounds(1.3, 2)),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1),
                        .95,
                        1);
        Solution solution = Solver.solve(law, runs(.001), settings, Progress.NONE);
        assertThat(solution.parameters()[3]).isEqualTo(1.15);
        assertThat(solution.parameters()[4]).isEqualTo(1.3);
        assertThat(solution.boundsHit()).containsExactly("E[family 4]");
    }

    /// Refits of the same problem by number of threads and one after another.
    @Test
    void forgetsTheGroupsOfOtherRuns() {
        TiedLaw law = law(Set.of("alpha"));
        var solver = new LawSolver(law, Planted.settings(0));
        Observations first = runs(.01);
        Observations other = runs(.01);
        double[] codes = other.x()[1];
        for (int i = 0; i < codes.length / 2; i++) {
            double code = codes[i];
            codes[i] = codes[codes.length - 1 - i];
            codes[codes.length - 1 - i] = code;
        }
        solver.solve(first, Progress.NONE);
        double[] again = solver.solve(other, Progress.NONE).parameters();
        assertThat(again)
                .containsExactly(
                        Solver.solve(law, other, Planted.settings(0), Progress.NONE).parameters());
    }
}
