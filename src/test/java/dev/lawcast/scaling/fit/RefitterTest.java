package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.Refitter.Refit;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class RefitterTest {

    private static final double[] TRUTH = {1.8, 480, 2100, .35, .37};

    private final Chinchilla law = new Chinchilla();

    private static double[] counts(int n, long seed) {
        double[] counts = new double[n];
        var random = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            counts[random.nextInt(n)]++;
        }
        return counts;
    }

    /// The replicate written out as rows, so that a cold fit can be asked for the same thing.
    private static Observations drawn(Observations runs, double[] counts) {
        int[] rows =
                IntStream.range(0, runs.size())
                        .flatMap(i -> IntStream.generate(() -> i).limit((long) counts[i]))
                        .toArray();
        double[][] x = new double[2][rows.length];
        double[] y = new double[rows.length];
        for (int k = 0; k < rows.length; k++) {
            x[0][k] = runs.x()[0][rows[k]];
            x[1][k] = runs.x()[1][rows[k]];
            y[k] = runs.y()[rows[k]];
        }
        return new Observations(runs.keys(), x, y, null, null);
    }

    @Test
    void findsWhatAFitOfTheDrawnRowsFinds() {
        for (double noise : new double[] {.003, .03, .1}) {
            Observations runs = SolverTest.planted(TRUTH, noise, new SplittableRandom(2));
            for (Objective objective : List.of(Objective.LOG_SQUARED, law.defaultObjective())) {
                FitSettings settings = FitSettings.of(objective);
                Problem problem = new Problem(law, runs, settings);
                Refitter refitter = new Refitter(problem, Solver.solve(problem, Progress.NONE));
                for (int seed = 0; seed < 200; seed++) {
                    double[] counts = counts(runs.size(), seed);
                    Refit warm = refitter.refit(counts, Progress.NONE);
                    Solution cold = Solver.solve(law, drawn(runs, counts), settings, Progress.NONE);
                    assertThat(warm.converged()).isEqualTo(cold.converged());
                    assertThat(warm.objective())
                            .as("noise %s, seed %d, %s", noise, seed, objective)
                            .isLessThanOrEqualTo(cold.objective() * (1 + 1e-6));
                }
            }
        }
    }

    @Test
    void convergesOnEveryReplicateOfTheChinchillaData() {
        Observations runs = ReferenceData.chinchilla();
        Problem problem = new Problem(law, runs, FitSettings.of(law.defaultObjective()));
        Refitter refitter = new Refitter(problem, Solver.solve(problem, Progress.NONE));
        double sum = 0;
        double squares = 0;
        int replicates = 4000;
        for (int seed = 0; seed < replicates; seed++) {
            Refit refit = refitter.refit(counts(runs.size(), seed), Progress.NONE);
            assertThat(refit.converged()).as("seed %d", seed).isTrue();
            double alpha = refit.parameters()[3];
            sum += alpha;
            squares += alpha * alpha;
        }
        double mean = sum / replicates;
        // The replication reports .015; 4,000 draws know a standard deviation to about 1 %.
        assertThat(Math.sqrt(squares / replicates - mean * mean)).isCloseTo(.015, within(.001));
    }

    @Test
    void givesTheSameBitsOnAnyNumberOfThreadsInAnyOrder() throws Exception {
        Observations runs = SolverTest.planted(TRUTH, .02, new SplittableRandom(4));
        Problem problem = new Problem(law, runs, FitSettings.of(law.defaultObjective()));
        Solution solution = Solver.solve(problem, Progress.NONE);
        Refitter alone = new Refitter(problem, solution);
        double[][] expected = new double[64][];
        for (int seed = 0; seed < expected.length; seed++) {
            expected[seed] = alone.refit(counts(runs.size(), seed), Progress.NONE).parameters();
        }
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Callable<double[]>> work =
                    IntStream.range(0, expected.length)
                            .map(k -> expected.length - 1 - k)
                            .<Callable<double[]>>mapToObj(seed ->
                                    () ->
                                            new Refitter(problem, solution)
                                                    .refit(counts(runs.size(), seed), Progress.NONE)
                                                    .parameters())
                            .toList();
            var results = threads.invokeAll(work);
            for (int k = 0; k < results.size(); k++) {
                assertThat(results.get(k).get()).containsExactly(expected[expected.length - 1 - k]);
            }
        }
        assertThat(Solver.solve(problem, Progress.NONE).parameters())
                .containsExactly(solution.parameters());
    }

    @Test
    void aReplicateWithTooFewDistinctPointsHasNotConverged() {
        Observations runs = SolverTest.planted(TRUTH, .02, new SplittableRandom(4));
        Problem problem = new Problem(law, runs, FitSettings.of(Objective.LOG_SQUARED));
        Refitter refitter = new Refitter(problem, Solver.solve(problem, Progress.NONE));
        double[] counts = new double[runs.size()];
        counts[3] = 20;
        counts[30] = 22;
        assertThat(refitter.refit(counts, Progress.NONE).converged()).isFalse();
        counts = counts(runs.size(), 1);
        Refit after = refitter.refit(counts, Progress.NONE);
        Refit fresh =
                new Refitter(problem, Solver.solve(problem, Progress.NONE))
                        .refit(counts, Progress.NONE);
        assertThat(after.parameters()).containsExactly(fresh.parameters());
    }
}
