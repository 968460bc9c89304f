package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.lawcast.scaling.fit.FitOutcome.Converged;
import dev.lawcast.scaling.law.PowerLaw;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/// Checkpoints of one training share its luck.
class ClustersTest {

    private static final int TRAININGS = 20;
    private static final int CHECKPOINTS = 8;
    private static final double[] TRUTH = {20, .2};

    /// Each training is off by 2 % as a whole, and each checkpoint by .2 % more.
    private static Observations checkpoints(long seed, boolean named) {
        var random = new SplittableRandom(seed);
        int n = TRAININGS * CHECKPOINTS;
        double[] x = new double[n];
        double[] y = new double[n];
        List<String> keys = new ArrayList<>();
        List<String> clusters = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int training = i / CHECKPOINTS;
            if (i % CHECKPOINTS == 0) {
                y[i] = .02 * random.nextGaussian();
            } else {
                y[i] = y[training * CHECKPOINTS];
            }
            x[i] =
                    1e6
                            * Math.pow(1000, (double) training / (TRAININGS - 1))
                            * (1 + .1 * (i % CHECKPOINTS));
            keys.add("train-%d-step%d".formatted(training, 100 * (i % CHECKPOINTS) + 100));
            clusters.add("train-" + training);
        }
        for (int i = 0; i < n; i++) {
            y[i] =
                    new PowerLaw().value(TRUTH, new double[] {x[i]})
                            * Math.exp(y[i] + .002 * random.nextGaussian());
        }
        return new Observations(keys, new double[][] {x}, y, null, null, named ? clusters : null);
    }

    private static FitReport fit(Observations data, int replicates) {
        var outcome = Fitter.fit(new PowerLaw(), data, Planted.settings(replicates), Progress.NONE);
        return ((Converged) outcome).report();
    }

    private static Interval alpha(FitReport report, boolean profile) {
        var kinds = report.parameters().get(1).intervals();
        return Objects.requireNonNull(profile ? kinds.profile() : kinds.wald());
    }

    @Test
    void intervalsOfClustersHoldTheTruthWhereThoseOfRowsDoNot() {
        int named = 0;
        int profiled = 0;
        int unnamed = 0;
        for (int seed = 0; seed < 200; seed++) {
            var report = fit(checkpoints(seed, true), 0);
            named += alpha(report, false).contains(TRUTH[1]) ? 1 : 0;
            profiled += alpha(report, true).contains(TRUTH[1]) ? 1 : 0;
            unnamed += alpha(fit(checkpoints(seed, false), 0), false).contains(TRUTH[1]) ? 1 : 0;
        }

        // 200 studies of a 95 % interval scatter by 3
        assertThat(named).isBetween(178, 199);
        assertThat(profiled).isBetween(178, 199);
        assertThat(unnamed).as("rows taken for independent").isLessThan(140);
    }

    @Test
    void bootstrapDrawsWholeClusters() {
        var report = fit(checkpoints(1, true), 400);
        var bootstrap = Objects.requireNonNull(report.bootstrap());
        var drawn = Objects.requireNonNull(report.parameters().get(1).intervals().bootstrap());

        assertThat(bootstrap.unit()).isEqualTo("group");
        assertThat(bootstrap.method()).isEqualTo("resampled_bca_stretched");
        assertThat(width(drawn)).isCloseTo(width(alpha(report, false)), withPercentage(35));
        assertThat(width(drawn))
                .isGreaterThan(2 * width(alpha(fit(checkpoints(1, false), 0), false)));
    }

    private static double width(Interval interval) {
        return Objects.requireNonNull(interval.upper()) - Objects.requireNonNull(interval.lower());
    }

    @Test
    void onlyCheckpointsThatAreNotNamedAsClustersAreWarnedOf() {
        assertThat(Planted.codes(fit(checkpoints(1, true), 0)))
                .doesNotContain("checkpoints_as_independent");
        assertThat(Planted.codes(fit(checkpoints(1, false), 0)))
                .contains("checkpoints_as_independent");
    }

    /// Rows of a training lie on one side of the law together, which no test may take for a
    /// pattern.
    @Test
    void residualTestsCountTrainingsInPlaceOfRows() {
        int alarms = 0;
        int ofRows = 0;
        int bent = 0;
        for (int seed = 0; seed < 200; seed++) {
            var goodness = fit(checkpoints(seed, true), 0).goodness();
            alarms += goodness.residualTrends().getFirst().p() < .05 ? 1 : 0;
            var rows = fit(checkpoints(seed, false), 0).goodness();
            ofRows += rows.residualTrends().getFirst().p() < .05 ? 1 : 0;
            var curve = fit(curved(checkpoints(seed, true)), 0).goodness();
            bent += curve.residualTrends().getFirst().p() < .001 ? 1 : 0;
            assertThat(goodness.lackOfFit()).isNull();
            assertThat(goodness.residualRuns()).isNull();
        }

        // 200 tests at 5 % scatter by 3
        assertThat(alarms).isLessThanOrEqualTo(19);
        assertThat(ofRows).as("rows taken for independent").isGreaterThan(60);
        assertThat(bent).isGreaterThan(180);
    }

    /// The same with a floor, which a power law does not have.
    private static Observations curved(Observations of) {
        double[] y = of.y().clone();
        for (int i = 0; i < y.length; i++) {
            y[i] += .5;
        }
        return new Observations(of.keys(), of.x(), y, null, null, of.clusters());
    }

    @Test
    void keysNameTheTrainingsOfCheckpoints() {
        assertThat(Checkpoints.trainings(List.of("a-step1", "a-step2", "b-step1", "a-step3")))
                .containsExactly("training a", "training a", "run b-step1", "training a");
        assertThat(Checkpoints.trainings(List.of("a-step1", "a-step2", "b"))).isNull();
    }
}
