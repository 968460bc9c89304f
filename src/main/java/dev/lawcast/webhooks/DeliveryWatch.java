package dev.lawcast.webhooks;

import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.jobs.Watch;
import dev.lawcast.jobs.Watches;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Sends what is due, each message on a thread of its own and one at a time to each webhook. What
/// is on its way is bounded for each workspace alone: receivers that hang keep no other waiting.
@Component
class DeliveryWatch implements Watch {

    private static final Logger log = LoggerFactory.getLogger(DeliveryWatch.class);
    private static final int MOST_OF_A_WORKSPACE = 32;
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private final DeliveryRepository deliveries;
    private final Courier courier;
    private final WebhookSettings settings;
    private final Watches watches;
    private final Map<UUID, Semaphore> free = new ConcurrentHashMap<>(); // by workspace
    private final Timer delivered;
    private final Timer failed;
    private final Timer dead;
    private Instant cleaned = Instant.MIN;
    private boolean cleaning;

    DeliveryWatch(
            DeliveryRepository deliveries,
            Courier courier,
            WebhookSettings settings,
            Watches watches,
            MeterRegistry meters) {
        this.deliveries = deliveries;
        this.courier = courier;
        this.settings = settings;
        this.watches = watches;
        this.delivered = attempts(meters, "delivered");
        this.failed = attempts(meters, "failed");
        this.dead = attempts(meters, "dead");
    }

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public @Nullable String places() {
        Instant now = Instant.now();
        cleaning = cleaned.isBefore(now.minus(BETWEEN_CLEANINGS));
        if (cleaning) {
            cleaned = now;
        }
        return cleaning ? null : "workspaces_with_due_deliveries";
    }

    @Override
    public void look() {
        deliveries.takeBack();
        if (cleaning) {
            deliveries.deleteEndedBefore(Instant.now().minus(settings.kept()));
        }
        Semaphore free =
                this.free.computeIfAbsent(
                        Objects.requireNonNull(WorkspaceScope.current()),
                        _ -> new Semaphore(MOST_OF_A_WORKSPACE));
        List<DeliveryRepository.Claim> claims =
                deliveries.claim(free.availablePermits(), settings.longest().plus(GRACE));
        for (DeliveryRepository.Claim claim : claims) {
            free.acquireUninterruptibly();
            Thread.ofVirtual()
                    .name("delivery " + claim.id())
                    .start(
                            WorkspaceScope.carried(() -> {
                                try {
                                    send(claim);
                                } catch (RuntimeException e) {
                                    log.warn(
                                            "The delivery {} could not be ended: {}",
                                            claim.id(),
                                            e.toString());
                                } finally {
                                    free.release();
                                    watches.wake();
                                }
                            }));
        }
    }

    private void send(DeliveryRepository.Claim claim) {
        byte[] body = claim.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers =
                Signature.headers(claim.secret(), claim.eventId().toString(), Instant.now(), body);
        Courier.Result result = courier.post(claim.url(), settings.privateTargets(), headers, body);
        if (result.delivered()) {
            count(delivered, result);
            deliveries.end(claim, result, Delivery.Status.DELIVERED, null, claim.failures());
            return;
        }
        int failures = claim.failures() + 1;
        boolean last = failures > settings.pauses().size();
        count(last ? dead : failed, result);
        deliveries.end(
                claim,
                result,
                last ? Delivery.Status.DEAD : Delivery.Status.PENDING,
                last ? null : Instant.now().plus(pause(failures)),
                failures);
    }

    private static Timer attempts(MeterRegistry meters, String outcome) {
        return Timer.builder("lawcast.webhook.attempts")
                .description(
                        "Attempts to deliver a message; a dead one was the last of its message")
                .tag("outcome", outcome)
                .register(meters);
    }

    private static void count(Timer attempts, Courier.Result result) {
        attempts.record((long) (result.seconds() * 1e9), TimeUnit.NANOSECONDS);
    }

    /// Spread by a fifth, so that a receiver that comes back is not met by all at once.
    private Duration pause(int failures) {
        double spread = .8 + .4 * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis((long) (settings.pauses().get(failures - 1).toMillis() * spread));
    }
}
