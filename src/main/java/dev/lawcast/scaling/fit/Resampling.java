package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Unit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Bootstrap: runs (or configurations with all their runs) drawn with replacement, each resample
/// fitted again to its own optimum.
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
    static Resampling of(
            Problem problem,
            Solution solution,
            Configurations configurations,
            int fewest,
            Progress progress) {
        var settings = problem.settings.bootstrap();
        var work =
                new Work(
                        problem,
                        solution,
                        configurations,
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
            Problem problem,
            Solution solution,
            Configurations configurations,
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
                var refitter = new Refitter(problem, solution);
                var multiplicity = new int[problem.n];
                var weight = new double[problem.n];
                var quiet = progress.quiet();
                for (int b = next.getAndIncrement();
                        b < draws.length && !progress.cancelled() && failure.get() == null;
                        b = next.getAndIncrement()) {
                    if (draw(b, multiplicity)) {
                        for (int i = 0; i < weight.length; i++) {
                            weight[i] = multiplicity[i];
                        }
                        var refit = refitter.refit(weight, quiet);
                        if (refit.converged()) {
                            draws[b] = refit.parameters();
                        }
                    }
                    progress.report((double) done.incrementAndGet() / draws.length);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }

        private boolean draw(int replicate, int[] multiplicity) {
            var bootstrap = problem.settings.bootstrap();
            var random = new SplittableRandom(bootstrap.seed() * 0x9E3779B97F4A7C15L + replicate);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                java.util.Arrays.fill(multiplicity, 0);
                if (bootstrap.unit() == Unit.RUN) {
                    for (int i = 0; i < multiplicity.length; i++) {
                        multiplicity[random.nextInt(multiplicity.length)]++;
                    }
                } else {
                    int count = configurations.count();
                    for (int c = 0; c < count; c++) {
                        for (int i : configurations.members().get(random.nextInt(count))) {
                            multiplicity[i]++;
                        }
                    }
                }
                if (configurations.distinct(multiplicity) >= fewest) {
                    return true;
                }
                redrawn.incrementAndGet();
            }
            return false;
        }
    }
}
