package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// One fit per group: the same law and settings for thousands of series, such as the learning
/// curves of many tasks. Each outcome is that of [Fitter], except that no run is left out to see
/// how far it moves the parameters.
public final class GroupFits {

    private GroupFits() {}

    /// @param groups the runs of each group
    /// @param settings with their threads, over which the groups are spread; the bits do not depend
    ///   on them
    /// @return one outcome per group, in order; where the caller asks to stop, the rest is
    ///   [FitOutcome.Cancelled]
    /// @throws IllegalArgumentException as [Fitter#fit]
    public static List<FitOutcome> fit(
            ScalingLaw law, List<Observations> groups, FitSettings settings, Progress progress) {
        groups.forEach(group -> Checks.settings(law, group, settings));
        var work =
                new Work(
                        law,
                        groups,
                        settings,
                        progress,
                        new FitOutcome[groups.size()],
                        new AtomicInteger(),
                        new AtomicInteger(),
                        new AtomicReference<>());
        int threads = Math.max(1, Math.min(settings.threads(), groups.size()));
        var others = new ArrayList<Thread>();
        for (int t = 1; t < threads; t++) {
            others.add(Thread.ofPlatform().daemon().name("groups-" + t).start(work));
        }
        work.run();
        join(others, work);
        Throwable failure = work.failure.get();
        if (failure != null) {
            throw new IllegalStateException("The fit of a group failed", failure);
        }
        return Arrays.stream(work.outcomes)
                .map(outcome -> Objects.requireNonNullElseGet(outcome, FitOutcome.Cancelled::new))
                .toList();
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
            ScalingLaw law,
            List<Observations> groups,
            FitSettings settings,
            Progress progress,
            @Nullable FitOutcome[] outcomes,
            AtomicInteger next,
            AtomicInteger done,
            AtomicReference<@Nullable Throwable> failure)
            implements Runnable {

        @Override
        public void run() {
            try {
                var unknowns = new Unknowns(law, settings);
                Progress quiet = progress.quiet();
                Solver solver = null;
                for (int g = next.getAndIncrement();
                        g < outcomes.length && !progress.cancelled() && failure.get() == null;
                        g = next.getAndIncrement()) {
                    Observations group = groups.get(g);
                    if (solver == null || solver.problem().n != group.size()) {
                        solver = new Solver(new Problem(unknowns, group.size()));
                    }
                    var fit = new Fit(law, group, settings, quiet);
                    // what a prior weighs depends on the group's scatter, so nothing is shared
                    outcomes[g] = settings.priors().isEmpty() ? fit.oneOfMany(solver) : fit.run();
                    progress.report((double) done.incrementAndGet() / outcomes.length);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }
    }
}
