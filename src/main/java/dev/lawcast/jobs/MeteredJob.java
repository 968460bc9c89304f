package dev.lawcast.jobs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A kind of job with a clock: `lawcast.job.duration`, by kind and by what came of an attempt.
final class MeteredJob implements JobKind {

    private enum Outcome {
        /// it ended, whatever it found
        ENDED,
        /// its process stops, or it lost its turn
        HANDED_BACK,
        /// it failed inside the service
        FAILED
    }

    private final JobKind kind;
    private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

    MeteredJob(JobKind kind, MeterRegistry meters) {
        this.kind = kind;
        for (Outcome outcome : Outcome.values()) {
            timers.put(
                    outcome,
                    Timer.builder("lawcast.job.duration")
                            .description("How long attempts of jobs took")
                            .tag("kind", kind.name())
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public void run(String id, BooleanSupplier stopping) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.FAILED;
        try {
            kind.run(id, stopping);
            outcome = Outcome.ENDED;
        } catch (JobHandedBack e) {
            outcome = Outcome.HANDED_BACK;
            throw e;
        } finally {
            Objects.requireNonNull(timers.get(outcome))
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void failed(String id, Throwable cause) {
        kind.failed(id, cause);
    }
}
