package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Method;
import dev.lawcast.scaling.law.ResidualLoss;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Bootstrap: units (runs, configurations or clusters with all their runs) drawn with replacement,
/// or metrics drawn about the law ([Simulation]); each replicate fitted again to its own optimum.
///
/// Replicate b draws from a generator seeded by the seed and b alone, so that the draws are the
/// same bits whatever the number of threads. A resample with too few distinct sizes is drawn again;
/// one whose refit does not converge counts as a failure and gives no draw.
///
/// @param draws one row per success, in order of the replicates
/// @param redrawn resamples thrown away
record Resampling(double[][] draws, int failures, int redrawn, boolean cancelled) {

    private static final int ATTEMPTS = 200;

    /// @param fewest distinct configurations a resample must have
    static Resampling of(Evidence evidence, int fewest, Progress progress) {
        Problem problem = evidence.problem;
        var settings = problem.settings.bootstrap();
        var work =
                new Work(
                        evidence,
                        evidence.unitMembers(),
                        fewest,
                        progress,
                        new double[settings.replicates()][],
                        new AtomicInteger(),
                        new AtomicInteger(),
                        new AtomicInteger(),
                        new AtomicReference<>());
        int threads = Math.max(1, Math.min(problem.settings.threads(), settings.replicates()));
        var others = new ArrayList<Thread>();
        for (int t = 1; t < threads; t++) {
            others.add(Thread.ofPlatform().daemon().name("bootstrap-" + t).start(work));
        }
        work.run();
        join(others, work);
        Throwable failure = work.failure.get();
        if (failure != null) {
            throw new IllegalStateException("A bootstrap refit failed", failure);
        }
        var kept = new ArrayList<double[]>();
        for (double[] draw : work.draws) {
            if (draw != null) {
                kept.add(draw);
            }
        }
        return new Resampling(
                kept.toArray(double[][]::new),
                settings.replicates() - kept.size(),
                work.redrawn.get(),
                progress.cancelled());
    }

    private static void join(Iterable<Thread> threads, Work work) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    work.next.set(Integer.MAX_VALUE / 2);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Work(
            Evidence evidence,
            List<int[]> units,
            int fewest,
            Progress progress,
            double[] @Nullable [] draws,
            AtomicInteger next,
            AtomicInteger done,
            AtomicInteger redrawn,
            AtomicReference<@Nullable Throwable> failure)
            implements Runnable {

        @Override
        public void run() {
            try {
                boolean simulate = evidence.method() == Method.SIMULATE;
                var refitter = simulate ? null : new Refitter(evidence.problem, evidence.solution);
                var simulation = simulate ? simulation() : null;
                var multiplicity = new int[evidence.problem.n];
                var quiet = progress.quiet();
                for (int b = next.getAndIncrement();
                        b < draws.length && !progress.cancelled() && failure.get() == null;
                        b = next.getAndIncrement()) {
                    if (simulation != null) {
                        draws[b] = simulation.draw(random(b), quiet);
                    } else if (refitter != null && draw(b, multiplicity)) {
                        draws[b] = refit(refitter, multiplicity, quiet);
                    }
                    progress.report((double) done.incrementAndGet() / draws.length);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }

        private Simulation simulation() {
            boolean known = evidence.known();
            double[] residuals =
                    known
                                    || evidence.heteroscedastic()
                                    || evidence.objective().loss() instanceof ResidualLoss.Squared
                            ? new double[0]
                            : tails(evidence.moving.length);
            return new Simulation(
                    evidence.problem,
                    evidence.solution,
                    evidence.at.predicted(),
                    scatter(known),
                    known ? 1 : evidence.covariance.residualScale(),
                    known ? 0 : evidence.freedom(),
                    residuals);
        }

        /// Of each run at weight 1: the same for all, or as large as the run's own residual without
        /// the run (Davidson and Flachaire 2008).
        private double[] scatter(boolean known) {
            double[] scatter = new double[evidence.problem.n];
            Arrays.fill(scatter, known ? 1 : evidence.covariance.residualScale());
            for (int i = 0; evidence.heteroscedastic() && i < scatter.length; i++) {
                double kept = Math.max(1 - evidence.covariance.leverage()[i], 1e-3);
                scatter[i] =
                        Math.sqrt(evidence.at.weight()[i])
                                * Math.abs(evidence.at.residual()[i])
                                / kept;
            }
            return scatter;
        }

        /// Residuals of a robust fit without its p smallest, for the curve nearly goes through p
        /// runs and drawn metrics must not; their mean square is 1.
        private double[] tails(int p) {
            double[] r = Residuals.standardised(evidence.at, evidence.covariance);
            double[] tails =
                    Arrays.stream(r)
                            .boxed()
                            .sorted(Comparator.comparingDouble(Math::abs))
                            .skip(p)
                            .mapToDouble(v -> v)
                            .toArray();
            double size = Math.sqrt(Arrays.stream(tails).map(v -> v * v).average().orElse(1));
            return Arrays.stream(tails).map(v -> v / size).toArray();
        }

        private static double @Nullable [] refit(
                Refitter refitter, int[] multiplicity, Progress quiet) {
            double[] weight = new double[multiplicity.length];
            for (int i = 0; i < weight.length; i++) {
                weight[i] = multiplicity[i];
            }
            var refit = refitter.refit(weight, quiet);
            return refit.converged() ? refit.parameters() : null;
        }

        private SplittableRandom random(int replicate) {
            long seed = evidence.problem.settings.bootstrap().seed();
            return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + replicate);
        }

        private boolean draw(int replicate, int[] multiplicity) {
            var random = random(replicate);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                java.util.Arrays.fill(multiplicity, 0);
                for (int u = 0; u < units.size(); u++) {
                    for (int i : units.get(random.nextInt(units.size()))) {
                        multiplicity[i]++;
                    }
                }
                if (evidence.configurations.distinct(multiplicity) >= fewest) {
                    return true;
                }
                redrawn.incrementAndGet();
            }
            return false;
        }
    }
}
