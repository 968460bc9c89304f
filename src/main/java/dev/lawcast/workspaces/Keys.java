package dev.lawcast.workspaces;

import dev.lawcast.access.Caller;
import dev.lawcast.access.Role;
import dev.lawcast.access.Secret;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Makes keys and takes them back.
@Service
class Keys {

    private static final String LIST = "keys";
    private static final int LONGEST_NAME = 100;

    private final KeyRepository repository;
    private final WorkspaceRepository workspaces;

    Keys(KeyRepository repository, WorkspaceRepository workspaces) {
        this.repository = repository;
        this.workspaces = workspaces;
    }

    /// A new key and its secret, which is kept nowhere.
    record Made(Key key, Secret secret) {}

    /// In the caller's workspace; an administrator of the default one may name another.
    Made create(Caller caller, JsonBody body) {
        body.allow("name", "role", "workspace_id", "expires_at");
        String name = body.requiredText("name", LONGEST_NAME);
        String role = body.oneOf("role", Arrays.stream(Role.values()).map(Role::word).toList());
        if (role == null && !body.has("role")) {
            body.missing("role");
        }
        String place = body.text("workspace_id", 100);
        UUID workspace = place == null ? caller.workspace() : workspace(body, place);
        Instant expires = expiry(body);
        body.errors().throwIfAny();
        return create(workspace, name, Role.of(String.valueOf(role)), expires, caller.name());
    }

    @Transactional
    Made create(
            UUID workspace, String name, Role role, @Nullable Instant expires, String createdBy) {
        Secret secret = Secret.random();
        return new Made(
                repository.insert(Ids.next(), workspace, name, role, secret, createdBy, expires),
                secret);
    }

    private UUID workspace(JsonBody body, String id) {
        UUID found = Ids.parse(id).flatMap(workspaces::find).map(Workspace::id).orElse(null);
        if (found == null) {
            body.fail(
                    "workspace_id",
                    id,
                    ErrorCode.UNKNOWN_NAME,
                    "There is no workspace '" + InputError.cut(id) + "'.");
            return Ids.next(); // the error ends the request
        }
        return found;
    }

    private static @Nullable Instant expiry(JsonBody body) {
        String text = body.text("expires_at", 64);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.isAfter(Instant.now())
                    && time.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
                return time;
            }
            body.fail(
                    "expires_at",
                    text,
                    ErrorCode.OUT_OF_RANGE,
                    "'expires_at' is " + InputError.cut(text) + ", must be in the future.");
        } catch (DateTimeException e) {
            body.fail(
                    "expires_at",
                    text,
                    ErrorCode.WRONG_TYPE,
                    "'expires_at' is '"
                            + InputError.cut(text)
                            + "', must be a time such as 2027-01-02T03:04:05Z.");
        }
        return null;
    }

    /// @throws ApiException NOT_FOUND, also for one of another workspace
    Key get(String id) {
        return Ids.parse(id)
                .flatMap(repository::find)
                .orElseThrow(() -> ApiException.notFound("key", id));
    }

    Page<Key> page(int limit, @Nullable String cursor) {
        List<Key> found = repository.page(Cursor.id(LIST, cursor), limit + 1);
        return Page.of(found, limit, LIST, Key::id);
    }

    /// It opens nothing from now on; its row stays, so that the audit trail can be read.
    void revoke(String id) {
        repository.revoke(get(id).id());
    }
}
