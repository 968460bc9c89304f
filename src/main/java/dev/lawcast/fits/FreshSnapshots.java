package dev.lawcast.fits;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.lang.ref.SoftReference;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/// The rows of the latest fit that this process was asked for: mostly it is also the one that fits
/// them, at once, and need not read back what it has just written. One at most is held, and only
/// while the heap has room.
@Component
class FreshSnapshots {

    private record Fresh(UUID fit, SoftReference<Snapshot> snapshot) {}

    private final AtomicReference<@Nullable Fresh> latest = new AtomicReference<>();

    void put(UUID fit, Snapshot snapshot) {
        latest.set(new Fresh(fit, new SoftReference<>(snapshot)));
    }

    /// Null where they have to be read; they are given out once.
    @Nullable Snapshot take(UUID fit) {
        Fresh fresh = latest.get();
        return fresh != null && fresh.fit.equals(fit) && latest.compareAndSet(fresh, null)
                ? fresh.snapshot.get()
                : null;
    }
}
