package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.PoolsData;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.QualityQuantity;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// On the measured pools, whose best union at every number of samples is known.
class PoolFrontierTest {

    private static final double[] SAMPLES = {250, 500, 1000, 2000, 4000, 8000, 16000};

    private static final Map<Integer, FittedLaw> FITTED = new HashMap<>();

    private static FittedLaw fitted(int replicates) {
        return FITTED.computeIfAbsent(replicates, PoolFrontierTest::fit);
    }

    private static FittedLaw fit(int replicates) {
        var settings =
                new FitSettings(
                        Objective.LOG_SQUARED,
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(replicates, FitSettings.Bootstrap.Unit.RUN, 1),
                        .95,
                        2);
        Observations runs = PoolsData.singlePools("test_error");
        FitOutcome outcome =
                Fitter.fit(new QualityQuantity().in(PoolsData.FORM), runs, settings, Progress.NONE);
        return ((FitOutcome.Converged) outcome).fitted();
    }

    private static Map<String, Double> pools(String... names) {
        var unique = new LinkedHashMap<String, Double>();
        for (String name : names) {
            unique.put(name, PoolsData.UNIQUE);
        }
        return unique;
    }

    @Test
    void choosesTheUnionThatWasBestAtAllSevenSizes() {
        var frontier =
                PoolFrontier.of(fitted(0), pools("D", "C", "B", "A"), SAMPLES, .95);
        assertThat(frontier.unions().stream().map(PoolFrontier.Union::pools))
                .containsExactly(
                        List.of("A"),
                        List.of("A", "B"),
                        List.of("A", "B", "C"),
                        List.of("A", "B", "C", "D"));
        assertThat(frontier.choices().stream().map(PoolFrontier.Choice::union))
                .containsExactly(0, 0, 0, 1, 1, 1, 1);
        assertThat(frontier.choices().get(3).epochs()).isEqualTo(2);
    }

    @Test
    void saysHowSureEachChoiceIsAndWhereOneTakesOver() {
        var frontier = PoolFrontier.of(fitted(200), pools("A", "B", "C"), SAMPLES, .95);
        for (var choice : frontier.choices()) {
            assertThat(choice.probabilities().stream().mapToDouble(p -> p).sum())
                    .isCloseTo(1, within(1e-12));
            assertThat(choice.interval().lower()).isLessThan(choice.metric());
            assertThat(choice.interval().upper()).isGreaterThan(choice.metric());
        }
        assertThat(frontier.choices().getFirst().probabilities().getFirst()).isGreaterThan(.95);
        assertThat(frontier.choices().getLast().probabilities().getFirst()).isLessThan(.05);
        assertThat(frontier.switches()).hasSize(1);
        var at = frontier.switches().getFirst();
        assertThat(at.samples()).isBetween(1000., 2000.);
        assertThat(at.interval().lower()).isLessThan(at.samples());
        assertThat(at.interval().upper()).isGreaterThan(at.samples());
    }

    @Test
    void findsTheCheapestUnionForATarget() {
        FittedLaw fitted = fitted(0);
        var reach = PoolFrontier.reaching(fitted, pools("A", "B", "C"), .19, .95);
        assertThat(reach.union()).isEqualTo(1);
        Target target = reach.targets().get(1);
        double[] x = {target.solution(), 1000, 3};
        assertThat(fitted.value(x)).isCloseTo(.19, within(1e-9));
        assertThat(reach.targets().getFirst().solution()).isGreaterThan(target.solution());
    }

    @Test
    void saysWhenRepetitionLeavesATargetOutOfReach() {
        var reach = PoolFrontier.reaching(fitted(0), pools("A", "B"), .1, .95);
        assertThat(reach.union()).isNull();
        assertThat(reach.targets()).allMatch(t -> !t.reachable() && t.solution() == null);
        assertThat(reach.reason()).contains("below").contains("repetition");
    }

    @Test
    void refusesPoolsOfDifferentSizes() {
        Map<String, Double> unique = pools("A", "B");
        unique.put("C", 800.);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolFrontier.of(fitted(0), unique, SAMPLES, .95))
                .withMessageContaining("'A' (500.0")
                .withMessageContaining("'C' (800.0)")
                .withMessageContaining("equal pools");
    }

    @Test
    void refusesPoolsThatWereNotFitted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolFrontier.of(fitted(0), pools("A", "Z"), SAMPLES, .95))
                .withMessageContaining("'Z'")
                .withMessageContaining("[A, B, C, D]");
    }
}
