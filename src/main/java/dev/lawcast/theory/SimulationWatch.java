package dev.lawcast.theory;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Carries progress to the simulation's row, four times a second at most, and says when to stop:
/// the time is up, the process ends, or the row is gone or another's.
final class SimulationWatch {

    private static final long BETWEEN = Duration.ofMillis(250).toNanos();

    private final SimulationRepository simulations;
    private final Simulation simulation;
    private final long deadline;
    private final BooleanSupplier stopping;
    private long next = System.nanoTime() + BETWEEN;
    private double fraction;
    private boolean stopped;

    SimulationWatch(
            SimulationRepository simulations,
            Simulation simulation,
            Duration longest,
            BooleanSupplier stopping) {
        this.simulations = simulations;
        this.simulation = simulation;
        this.deadline = System.nanoTime() + longest.toNanos();
        this.stopping = stopping;
    }

    void report(double done) {
        fraction = Math.clamp(done, 0, 1);
    }

    boolean stop() {
        long now = System.nanoTime();
        if (!stopped && now - next >= 0) {
            next = now + BETWEEN;
            stopped =
                    stopping.getAsBoolean()
                            || now - deadline > 0
                            || !simulations.keepUp(simulation.id(), simulation.attempt(), fraction);
        }
        return stopped;
    }

    boolean stopped() {
        return stopped;
    }
}
