package dev.lawcast.projections;

import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.scaling.fit.Progress;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Carries progress to the projection's row, four times a second at most, and says when to stop:
/// the time is up, the process ends, or the row is gone or another's.
final class ProjectionWatch implements Progress {

    private static final long BETWEEN = Duration.ofMillis(250).toNanos();

    private final Supplier<Boolean> goesOn;
    private final long deadline;
    private final BooleanSupplier stopping;
    private long next = System.nanoTime() + BETWEEN;
    private double fraction;
    private boolean stopped;

    ProjectionWatch(
            ProjectionRepository projections,
            KeptProjection projection,
            Duration longest,
            BooleanSupplier stopping) {
        // threads of the solver ask, too
        this.goesOn =
                WorkspaceScope.carried(
                        () -> projections.keepUp(projection.id(), projection.attempt(), fraction));
        this.deadline = System.nanoTime() + longest.toNanos();
        this.stopping = stopping;
    }

    @Override
    public void report(double done) {
        fraction = Math.clamp(done, 0, 1);
    }

    @Override
    public boolean cancelled() {
        long now = System.nanoTime();
        if (!stopped && now - next >= 0) {
            next = now + BETWEEN;
            stopped = stopping.getAsBoolean() || now - deadline > 0 || !goesOn.get();
        }
        return stopped;
    }
}
