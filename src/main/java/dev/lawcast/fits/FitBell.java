package dev.lawcast.fits;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Wakes those who wait in this process for the end of a fit.
@Component
class FitBell {

    private final AtomicReference<CountDownLatch> next =
            new AtomicReference<>(new CountDownLatch(1));

    /// A fit has ended here.
    void ring() {
        next.getAndSet(new CountDownLatch(1)).countDown();
    }

    /// Until the next ring, or until the time is up: a fit may end in another process.
    void await(Duration most) throws InterruptedException {
        next.get().await(most.toNanos(), TimeUnit.NANOSECONDS);
    }
}
