package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/// One fit per group: the same law and settings for thousands of series, such as the learning
/// curves of many tasks. Each outcome is that of [Fitter], except that no run is left out to see
/// how far it moves the parameters.
public final class GroupFits {

    private static final int BATCHES = 64;
    private static final int MOST_IN_A_BATCH = 32;

    private GroupFits() {}

    /// What becomes of the outcomes of some groups, on the thread that fitted them.
    @FunctionalInterface
    public interface Use<T> {

        /// @param first number of the first of them; the others follow it
        T of(int first, List<FitOutcome> outcomes);
    }

    /// @param groups the runs of each group
    /// @param settings with their threads, over which the groups are spread; the bits do not depend
    ///   on them
    /// @return one outcome per group, in order; where the caller asks to stop, the rest is
    ///   [FitOutcome.Cancelled]
    /// @throws IllegalArgumentException as [Fitter#fit]
    public static List<FitOutcome> fit(
            ScalingLaw law, List<Observations> groups, FitSettings settings, Progress progress) {
        var work =
                new Work<FitOutcome>(
                        law,
                        groups::get,
                        groups.size(),
                        1,
                        settings,
                        progress,
                        (_, outcomes) -> outcomes.getFirst());
        return Arrays.stream(work.done())
                .map(outcome -> outcome == null ? new FitOutcome.Cancelled() : (FitOutcome) outcome)
                .toList();
    }

    /// The same where the outcomes are used at once, in batches, and not kept: those of thousands
    /// of groups are large.
    ///
    /// @param groups the runs of a group by its number, made when it is fitted
    /// @return what became of each batch, in order; empty where the caller asked to stop
    /// @throws IllegalArgumentException as [Fitter#fit]
    public static <T> List<T> fit(
            ScalingLaw law,
            IntFunction<Observations> groups,
            int count,
            FitSettings settings,
            Progress progress,
            Use<T> use) {
        int batch = Math.clamp(count / BATCHES, 1, MOST_IN_A_BATCH);
        var work = new Work<T>(law, groups, count, batch, settings, progress, use);
        @Nullable Object[] done = work.done();
        var all = new ArrayList<T>(done.length);
        for (Object one : done) {
            if (one == null) {
                return List.of();
            }
            @SuppressWarnings("unchecked")
            T used = (T) one;
            all.add(used);
        }
        return Collections.unmodifiableList(all);
    }

    private static final class Work<T> implements Runnable {

        private final ScalingLaw law;
        private final IntFunction<Observations> groups;
        private final int count;
        private final int batch;
        private final FitSettings settings;
        private final Progress progress;
        private final Use<T> use;
        private final @Nullable Object[] done;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger fitted = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Work(
                ScalingLaw law,
                IntFunction<Observations> groups,
                int count,
                int batch,
                FitSettings settings,
                Progress progress,
                Use<T> use) {
            this.law = law;
            this.groups = groups;
            this.count = count;
            this.batch = batch;
            this.settings = settings;
            this.progress = progress;
            this.use = use;
            done = new @Nullable Object[Math.ceilDiv(count, batch)];
        }

        /// @return what became of each batch, null for those that were not reached
        @Nullable Object[] done() {
            Checks.settings(law, settings);
            int threads = Math.clamp(settings.threads(), 1, Math.max(1, done.length));
            var others = new ArrayList<Thread>();
            for (int t = 1; t < threads; t++) {
                others.add(Thread.ofPlatform().daemon().name("groups-" + t).start(this));
            }
            run();
            join(others);
            Throwable failed = failure.get();
            if (failed instanceof IllegalArgumentException refused) {
                throw refused;
            }
            if (failed != null) {
                throw new IllegalStateException("The fit of a group failed", failed);
            }
            return done;
        }

        private void join(Iterable<Thread> threads) {
            boolean interrupted = false;
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        interrupted = true;
                        next.set(Integer.MAX_VALUE / 2);
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void run() {
            try {
                var unknowns = new Unknowns(law, settings);
                Progress quiet = progress.quiet();
                Solver solver = null;
                for (int b = next.getAndIncrement(); b < done.length; b = next.getAndIncrement()) {
                    int first = b * batch;
                    var outcomes = new ArrayList<FitOutcome>(batch);
                    for (int g = first; g < Math.min(first + batch, count); g++) {
                        if (progress.cancelled() || failure.get() != null) {
                            return;
                        }
                        Observations group = groups.apply(g);
                        Checks.data(law, group, settings);
                        if (solver == null || solver.problem().n != group.size()) {
                            solver = new Solver(new Problem(unknowns, group.size()));
                        }
                        var fit = new Fit(law, group, settings, quiet);
                        // what a prior weighs depends on the group's scatter: nothing is shared
                        outcomes.add(
                                settings.priors().isEmpty() ? fit.oneOfMany(solver) : fit.run());
                        progress.report((double) fitted.incrementAndGet() / count);
                    }
                    done[b] = use.of(first, outcomes);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }
    }
}
