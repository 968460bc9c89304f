package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class GroupFitsTest {

    private static final ScalingLaw LAW = new PowerLawConstant();

    /// Series of 6 to 12 sizes; each seventh has too few, each eleventh rises.
    private static List<Observations> groups(int count) {
        var groups = new ArrayList<Observations>();
        for (int g = 0; g < count; g++) {
            int sizes = g % 7 == 6 ? 2 : 6 + g % 7;
            Observations series = Planted.power(sizes, 1, .01, g);
            if (g % 11 == 10) {
                for (int i = 0; i < series.size(); i++) {
                    series.y()[i] = 1 / series.y()[i];
                }
            }
            groups.add(series);
        }
        return groups;
    }

    /// Without profiles: a fit among many makes none.
    private static FitSettings settings(int threads) {
        FitSettings s = Planted.settings(0, FitSettings.Bootstrap.Unit.RUN, threads);
        return new FitSettings(
                s.objective(),
                s.fixed(),
                s.bounds(),
                s.starts(),
                s.noise(),
                s.bootstrap(),
                s.priors(),
                false,
                s.level(),
                threads);
    }

    @Test
    void answersForEachGroupInOrderWhatTheFitOfThatGroupAnswers() {
        List<Observations> groups = groups(60);
        List<FitOutcome> outcomes = GroupFits.fit(LAW, groups, settings(1), Progress.NONE);
        assertThat(outcomes).hasSize(groups.size());
        for (int g = 0; g < outcomes.size(); g++) {
            FitOutcome alone = Fitter.fit(LAW, groups.get(g), settings(1), Progress.NONE);
            assertThat(outcomes.get(g).getClass()).isEqualTo(alone.getClass());
            if (alone instanceof FitOutcome.Converged) {
                FitReport one = Planted.report(alone);
                FitReport many = Planted.report(outcomes.get(g));
                assertThat(many.parameters()).isEqualTo(one.parameters());
                assertThat(many.goodness()).isEqualTo(one.goodness());
                assertThat(many.warnings()).isEqualTo(one.warnings());
                assertThat(many.influence()).isEmpty();
            }
        }
        assertThat(outcomes).hasAtLeastOneElementOfType(FitOutcome.Converged.class);
        assertThat(outcomes).hasAtLeastOneElementOfType(FitOutcome.InsufficientData.class);
        assertThat(outcomes).hasAtLeastOneElementOfType(FitOutcome.WrongShape.class);
    }

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() {
        List<Observations> groups = groups(200);
        List<FitOutcome> one = GroupFits.fit(LAW, groups, settings(1), Progress.NONE);
        List<FitOutcome> three = GroupFits.fit(LAW, groups, settings(3), Progress.NONE);
        for (int g = 0; g < one.size(); g++) {
            if (one.get(g) instanceof FitOutcome.Converged converged) {
                assertThat(Planted.report(three.get(g))).isEqualTo(converged.report());
            } else {
                assertThat(three.get(g).getClass()).isEqualTo(one.get(g).getClass());
            }
        }
    }

    @Test
    void outcomesThatAreUsedAtOnceAreThoseThatAreKept() {
        List<Observations> groups = groups(500);
        List<FitOutcome> kept = GroupFits.fit(LAW, groups, settings(2), Progress.NONE);
        List<List<FitOutcome>> batches =
                GroupFits.fit(
                        LAW,
                        groups::get,
                        groups.size(),
                        settings(3),
                        Progress.NONE,
                        (first, outcomes) -> {
                            assertThat(first % 7).isZero(); // 500 / 64
                            return outcomes;
                        });
        assertThat(batches).hasSize(72);
        List<FitOutcome> used = batches.stream().flatMap(List::stream).toList();
        assertThat(used).hasSameSizeAs(kept);
        for (int g = 0; g < kept.size(); g++) {
            assertThat(used.get(g).getClass()).isEqualTo(kept.get(g).getClass());
            if (kept.get(g) instanceof FitOutcome.Converged converged) {
                assertThat(Planted.report(used.get(g))).isEqualTo(converged.report());
            }
        }
    }

    @Test
    void whatCannotBeUsedEndsTheWork() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        GroupFits.fit(
                                LAW,
                                groups(20)::get,
                                20,
                                settings(2),
                                Progress.NONE,
                                (first, _) -> {
                                    throw new UnsupportedOperationException();
                                }))
                .withMessage("The fit of a group failed");
    }

    @Test
    void stopsWhenAskedTo() {
        var progress =
                new Progress() {
                    private volatile boolean stop;

                    @Override
                    public void report(double fraction) {
                        stop |= fraction >= .5;
                    }

                    @Override
                    public boolean cancelled() {
                        return stop;
                    }
                };
        List<FitOutcome> outcomes = GroupFits.fit(LAW, groups(40), settings(1), progress);
        assertThat(outcomes.subList(0, 20))
                .doesNotHaveAnyElementsOfTypes(FitOutcome.Cancelled.class);
        assertThat(outcomes.subList(20, 40)).hasOnlyElementsOfType(FitOutcome.Cancelled.class);
    }

    @Test
    void refusesSettingsThatNameNoParameter() {
        var settings =
                new FitSettings(
                        LAW.defaultObjective(),
                        Map.of("gamma", 1.),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1),
                        .95,
                        1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupFits.fit(LAW, groups(3), settings, Progress.NONE))
                .withMessageContaining("gamma");
    }
}
