package dev.lawcast.workspaces;

import dev.lawcast.access.Caller;
import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.access.Secret;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

@RestController
@RequestMapping("/api/v1/keys")
@Needs(Role.ADMIN)
class KeyController {

    private final Keys keys;
    private final Idempotency idempotency;

    KeyController(Keys keys, Idempotency idempotency) {
        this.keys = keys;
        this.idempotency = idempotency;
    }

    /// @param key the key itself, in the answer that made it and in no other
    record View(
            UUID id,
            UUID workspaceId,
            String name,
            String role,
            String prefix,
            @Nullable String key,
            String createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt) {

        static View of(Key key, @Nullable Secret secret) {
            return new View(
                    key.id(),
                    key.workspace(),
                    key.name(),
                    key.role().word(),
                    key.prefix(),
                    secret == null ? null : secret.text(),
                    key.createdBy(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.revokedAt(),
                    key.lastUsedAt());
        }

        View withoutSecret() {
            return new View(
                    id,
                    workspaceId,
                    name,
                    role,
                    prefix,
                    null,
                    createdBy,
                    createdAt,
                    expiresAt,
                    revokedAt,
                    lastUsedAt);
        }
    }

    /// What is kept for a repeat holds no secret: it would stand in the database in clear.
    @PostMapping
    ResponseEntity<?> create(JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () -> {
                    Keys.Made made = keys.create(Caller.of(request), body);
                    return ResponseEntity.created(URI.create("/api/v1/keys/" + made.key().id()))
                            .header("Cache-Control", "no-store")
                            .body(View.of(made.key(), made.secret()));
                },
                answer -> answer instanceof View made ? made.withoutSecret() : answer);
    }

    @GetMapping
    Page<View> list(@RequestParam @Nullable String limit, @RequestParam @Nullable String cursor) {
        return keys.page(Cursor.limit(limit), cursor).map(key -> View.of(key, null));
    }

    @GetMapping("/{id}")
    View get(@PathVariable String id) {
        return View.of(keys.get(id), null);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> revoke(@PathVariable String id) {
        keys.revoke(id);
        return ResponseEntity.noContent().build();
    }
}
