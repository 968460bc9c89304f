package dev.lawcast.webhooks;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;
import dev.lawcast.experiments.Experiments;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

@RestController
@RequestMapping("/api/v1/webhooks")
class WebhookController {

    private static final String PLACE = "/api/v1/webhooks/";

    private final Webhooks webhooks;
    private final Experiments experiments;
    private final Idempotency idempotency;

    WebhookController(Webhooks webhooks, Experiments experiments, Idempotency idempotency) {
        this.webhooks = webhooks;
        this.experiments = experiments;
        this.idempotency = idempotency;
    }

    record View(
            String id,
            @Nullable String experimentId,
            String url,
            @Nullable String description,
            List<String> types,
            boolean paused,
            Instant createdAt,
            Instant updatedAt) {

        static View of(Webhook webhook) {
            UUID experiment = webhook.experiment();
            return new View(
                    webhook.id().toString(),
                    experiment == null ? null : experiment.toString(),
                    webhook.url(),
                    webhook.description(),
                    webhook.types(),
                    webhook.paused(),
                    webhook.createdAt(),
                    webhook.updatedAt());
        }
    }

    /// @param secret shown this once, null in the answer to a repeat
    record MadeView(
            String id,
            @Nullable String experimentId,
            String url,
            @Nullable String description,
            List<String> types,
            boolean paused,
            @Nullable String secret,
            Instant createdAt,
            Instant updatedAt) {

        static MadeView of(Webhooks.Made made) {
            View view = View.of(made.webhook());
            return new MadeView(
                    view.id(),
                    view.experimentId(),
                    view.url(),
                    view.description(),
                    view.types(),
                    view.paused(),
                    made.secret(),
                    view.createdAt(),
                    view.updatedAt());
        }

        MadeView withoutSecret() {
            return new MadeView(
                    id, experimentId, url, description, types, paused, null, createdAt, updatedAt);
        }
    }

    record DeliveryView(
            String id,
            String webhookId,
            String eventId,
            String eventType,
            Delivery.Status status,
            @Nullable Instant nextAt,
            Instant createdAt,
            @Nullable Instant finishedAt,
            List<Delivery.Attempt> attempts) {

        static DeliveryView of(Delivery delivery) {
            return new DeliveryView(
                    delivery.id().toString(),
                    delivery.webhook().toString(),
                    delivery.eventId().toString(),
                    delivery.eventType(),
                    delivery.status(),
                    delivery.status() == Delivery.Status.PENDING ? delivery.nextAt() : null,
                    delivery.createdAt(),
                    delivery.finishedAt(),
                    delivery.attempts());
        }
    }

    /// The secret is in the answer, which nobody may keep, neither on the way nor for a repeat.
    @PostMapping
    ResponseEntity<?> create(JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () -> {
                    String experiment = body.text("experiment_id", 100);
                    Webhooks.Made made =
                            webhooks.create(
                                    body,
                                    experiment == null ? null : experiments.get(experiment).id());
                    return ResponseEntity.created(URI.create(PLACE + made.webhook().id()))
                            .header(HttpHeaders.CACHE_CONTROL, "no-store")
                            .eTag(Webhooks.tag(made.webhook()).value())
                            .body(MadeView.of(made));
                },
                answer -> answer instanceof MadeView made ? made.withoutSecret() : answer);
    }

    @GetMapping
    Page<View> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Cursor.limit(limit);
        List<Webhook> found = webhooks.page(Cursor.id("webhooks", cursor), most + 1);
        return Page.of(found, most, "webhooks", Webhook::id).map(View::of);
    }

    @GetMapping("/{webhook}")
    ResponseEntity<View> get(@PathVariable String webhook) {
        return answer(webhooks.get(webhook));
    }

    @PatchMapping("/{webhook}")
    ResponseEntity<View> change(
            @PathVariable String webhook,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            JsonBody body) {
        return answer(webhooks.change(webhook, ifMatch, body));
    }

    @DeleteMapping("/{webhook}")
    ResponseEntity<Void> delete(
            @PathVariable String webhook,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        webhooks.delete(webhook, ifMatch);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{webhook}/secret")
    ResponseEntity<MadeView> newSecret(@PathVariable String webhook) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(MadeView.of(webhooks.newSecret(webhook)));
    }

    @PostMapping("/{webhook}/test")
    ResponseEntity<?> test(@PathVariable String webhook, HttpServletRequest request) {
        return idempotency.once(request, "", () -> accepted(webhooks.test(webhook)));
    }

    @GetMapping("/{webhook}/deliveries")
    Page<DeliveryView> deliveries(
            @PathVariable String webhook,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        checkStatus(status);
        int most = Cursor.limit(limit);
        List<Delivery> found =
                webhooks.deliveries(webhook, status, Cursor.id("deliveries", cursor), most + 1);
        return Page.of(found, most, "deliveries", Delivery::id).map(DeliveryView::of);
    }

    @GetMapping("/{webhook}/deliveries/{delivery}")
    DeliveryView delivery(@PathVariable String webhook, @PathVariable String delivery) {
        return DeliveryView.of(webhooks.delivery(webhook, delivery));
    }

    @PostMapping("/{webhook}/deliveries/{delivery}/redeliveries")
    ResponseEntity<?> redeliver(@PathVariable String webhook, @PathVariable String delivery) {
        return accepted(webhooks.redeliver(webhook, delivery));
    }

    private static ResponseEntity<DeliveryView> accepted(Delivery delivery) {
        return ResponseEntity.accepted()
                .location(URI.create(PLACE + delivery.webhook() + "/deliveries/" + delivery.id()))
                .body(DeliveryView.of(delivery));
    }

    private static void checkStatus(@Nullable String status) {
        List<String> known = Arrays.stream(Delivery.Status.values()).map(Enum::name).toList();
        if (status != null && !known.contains(status)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "status is '%s', must be one of %s."
                            .formatted(InputError.cut(status), String.join(", ", known)));
        }
    }

    private static ResponseEntity<View> answer(Webhook webhook) {
        return ResponseEntity.ok().eTag(Webhooks.tag(webhook).value()).body(View.of(webhook));
    }
}
