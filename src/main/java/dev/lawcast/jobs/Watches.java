package dev.lawcast.jobs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets every [Watch] of this process look about once a second, each on a thread of its own and
/// wherever its [WatchScope] has it look.
public final class Watches {

    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final Iterable<Watch> watches;
    private final WatchScope scope;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Semaphore> bells = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    Watches(Iterable<Watch> watches, WatchScope scope) {
        this.watches = watches;
        this.scope = scope;
    }

    void start() {
        stopping = false;
        for (Watch watch : watches) {
            var bell = new Semaphore(0);
            bells.add(bell);
            threads.add(Thread.ofVirtual().name(watch.name()).start(() -> keep(watch, bell)));
        }
    }

    /// Spares what was left behind just now the wait for the next look.
    public void wake() {
        bells.forEach(Semaphore::release);
    }

    /// Lets looks that have begun end.
    void stop() {
        stopping = true;
        wake();
        for (Thread thread : threads) {
            try {
                thread.join(SHUTDOWN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
        bells.clear();
    }

    private void keep(Watch watch, Semaphore bell) {
        while (!stopping) {
            var failed = new AtomicBoolean();
            try {
                scope.inEach(watch.places(), () -> look(watch, failed));
            } catch (RuntimeException e) {
                log.warn("{} could not look: {}", watch.name(), e.toString());
                failed.set(true);
            }
            Duration pause = failed.get() ? AFTER_A_FAILURE : BETWEEN;
            try {
                bell.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            bell.drainPermits();
        }
    }

    /// What fails in one place keeps no other waiting.
    private void look(Watch watch, AtomicBoolean failed) {
        if (stopping) {
            return;
        }
        try {
            watch.look();
        } catch (RuntimeException e) {
            log.warn("{} could not look: {}", watch.name(), e.toString());
            failed.set(true);
        }
    }
}
