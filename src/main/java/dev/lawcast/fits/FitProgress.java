package dev.lawcast.fits;

import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.scaling.fit.Progress;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;

/// Carries progress to the fit's row and a request to stop back, four times a second at most, so
/// that the solver may ask as often as it likes.
final class FitProgress implements Progress {

    private static final long BETWEEN = Duration.ofMillis(250).toNanos();

    private final long deadline;
    private final int threads;
    private final BooleanSupplier stopping;
    private final AtomicLong next = new AtomicLong(System.nanoTime() + BETWEEN);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Supplier<Boolean> shouldStop;
    private volatile double fraction;

    /// @param threads of the solver; what comes out does not depend on them
    /// @param shouldStop is told how far the work is, 0 to 1
    FitProgress(
            Duration longest, int threads, BooleanSupplier stopping, DoublePredicate shouldStop) {
        this.deadline = System.nanoTime() + longest.toNanos();
        this.threads = threads;
        this.stopping = stopping;
        // threads of the solver ask, too
        this.shouldStop = WorkspaceScope.carried(() -> shouldStop.test(fraction));
    }

    int threads() {
        return threads;
    }

    @Override
    public void report(double done) {
        fraction = Math.clamp(done, 0, 1);
    }

    @Override
    public boolean cancelled() {
        long due = next.get();
        long now = System.nanoTime();
        if (now - due >= 0 && next.compareAndSet(due, now + BETWEEN)) {
            if (stopping.getAsBoolean() || late() || shouldStop.get()) {
                stopped.set(true);
            }
        }
        return stopped.get();
    }

    boolean late() {
        return System.nanoTime() - deadline > 0;
    }
}
