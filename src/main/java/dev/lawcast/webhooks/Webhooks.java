package dev.lawcast.webhooks;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.EntityTag;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBody;
import dev.lawcast.jobs.Watches;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Webhooks and what is on its way to them.
@Service
public class Webhooks {

    /// The event of a test call.
    static final String TEST = "webhook.test";

    private static final int MOST_TYPES = 50;
    private static final String TYPE_FORM = "[a-z_]+\\.[a-z_]+";

    private final WebhookRepository webhooks;
    private final DeliveryRepository deliveries;
    private final WebhookSettings settings;
    private final Watches watches;
    private final JsonMapper json;

    Webhooks(
            WebhookRepository webhooks,
            DeliveryRepository deliveries,
            WebhookSettings settings,
            Watches watches,
            JsonMapper json) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.settings = settings;
        this.watches = watches;
        this.json = json;
    }

    /// A webhook with the secret that is shown this once.
    record Made(Webhook webhook, String secret) {}

    /// Puts a message on its way to everybody who wants it, in the caller's transaction.
    ///
    /// @param body JSON, sent to the letter
    @Transactional
    public void tell(UUID eventId, UUID experiment, String type, String body) {
        List<UUID> listening = webhooks.listening(experiment, type);
        listening.forEach(webhook -> deliveries.insert(Ids.next(), webhook, eventId, type, body));
        if (!listening.isEmpty()) {
            wakeAfterCommit();
        }
    }

    /// @param experiment to which it is bound, or null
    @Transactional
    Made create(JsonBody body, @Nullable UUID experiment) {
        body.allow("url", "description", "types", "experiment_id", "paused");
        String url = body.requiredText("url", 2_000);
        checkUrl(body, url);
        String description = body.text("description", 1_000);
        List<String> types = types(body);
        Boolean paused = body.flag("paused");
        body.errors().throwIfAny();
        UUID id = Ids.next();
        byte[] secret = Signature.newSecret();
        webhooks.insert(id, experiment, url, description, types, paused != null && paused, secret);
        return new Made(get(id.toString()), Signature.shown(secret));
    }

    /// @throws ApiException `not_found`
    Webhook get(String id) {
        return Ids.parse(id)
                .flatMap(webhooks::find)
                .orElseThrow(() -> ApiException.notFound("webhook", id));
    }

    List<Webhook> page(@Nullable UUID before, int limit) {
        return webhooks.page(before, limit);
    }

    @Transactional
    Webhook change(String id, @Nullable String ifMatch, JsonBody body) {
        body.allow("url", "description", "types", "paused");
        Webhook old =
                webhooks.lock(get(id).id()).orElseThrow(() -> ApiException.notFound("webhook", id));
        tag(old).require(ifMatch);
        String url = body.text("url", 2_000);
        if (url != null) {
            checkUrl(body, url);
        }
        String description = body.text("description", 1_000);
        List<String> types = types(body);
        Boolean paused = body.flag("paused");
        body.errors().throwIfAny();
        webhooks.update(
                old.id(),
                url == null ? old.url() : url,
                body.mentions("description") ? description : old.description(),
                body.mentions("types") ? types : old.types(),
                paused == null ? old.paused() : paused);
        return get(id);
    }

    /// Another secret in place of the one that was, from the next message on.
    @Transactional
    Made newSecret(String id) {
        Webhook webhook = get(id);
        byte[] secret = Signature.newSecret();
        webhooks.secret(webhook.id(), secret);
        return new Made(get(id), Signature.shown(secret));
    }

    @Transactional
    void delete(String id, @Nullable String ifMatch) {
        Webhook old = get(id);
        tag(old).require(ifMatch);
        webhooks.delete(old.id());
    }

    /// Sends an event that says nothing.
    @Transactional
    Delivery test(String id) {
        Webhook webhook = get(id);
        UUID event = Ids.next();
        var body = json.createObjectNode();
        body.put("id", event.toString());
        body.put("type", TEST);
        body.put("created_at", Instant.now().toString());
        body.putNull("experiment_id");
        body.putObject("data").put("webhook_id", webhook.id().toString());
        UUID delivery = Ids.next();
        deliveries.insert(delivery, webhook.id(), event, TEST, body.toString());
        wakeAfterCommit();
        return deliveries.find(delivery).orElseThrow();
    }

    /// @throws ApiException `not_found`
    Delivery delivery(String webhookId, String id) {
        UUID webhook = get(webhookId).id();
        return Ids.parse(id)
                .flatMap(deliveries::find)
                .filter(delivery -> delivery.webhook().equals(webhook))
                .orElseThrow(() -> ApiException.notFound("delivery", id));
    }

    List<Delivery> deliveries(
            String webhookId, @Nullable String status, @Nullable UUID before, int limit) {
        return deliveries.page(get(webhookId).id(), status, before, limit);
    }

    /// Sends the same event again, whatever came of it before.
    @Transactional
    Delivery redeliver(String webhookId, String id) {
        deliveries.again(delivery(webhookId, id).id());
        wakeAfterCommit();
        return delivery(webhookId, id);
    }

    static EntityTag tag(Webhook webhook) {
        return EntityTag.of(webhook.version());
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        watches.wake();
                    }
                });
    }

    private void checkUrl(JsonBody body, String url) {
        if (url.isEmpty()) {
            return;
        }
        try {
            Target.of(url, settings.privateTargets());
        } catch (IllegalArgumentException e) {
            body.fail("url", url, ErrorCode.OUT_OF_RANGE, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> types(JsonBody body) {
        List<String> types = body.texts("types", MOST_TYPES);
        for (String type : types) {
            if (!type.matches(TYPE_FORM) || type.length() > 100) {
                body.fail(
                        "types",
                        type,
                        ErrorCode.UNKNOWN_NAME,
                        "'types' holds '%s', which has not the form of a type such as alert.parameter_moved."
                                .formatted(type.length() > 80 ? type.substring(0, 80) : type));
            }
        }
        return types;
    }
}
