package dev.lawcast.workspaces;

import dev.lawcast.access.Caller;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;
import dev.lawcast.workspaces.Workspace.Limits;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.List;
import java.util.UUID;

/// Makes, changes and deletes workspaces, which is for administrators of the default one.
@Service
class Workspaces {

    private static final String LIST = "workspaces";
    private static final int LONGEST_NAME = 100;

    private final WorkspaceRepository repository;
    private final TransactionTemplate transaction;

    Workspaces(WorkspaceRepository repository, PlatformTransactionManager transactions) {
        this.repository = repository;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// @throws ApiException NOT_FOUND, also for one that the caller may not see
    Workspace get(String id) {
        return Ids.parse(id)
                .flatMap(repository::find)
                .orElseThrow(() -> ApiException.notFound("workspace", id));
    }

    Page<Workspace> page(int limit, @Nullable String cursor) {
        List<Workspace> found = repository.page(Cursor.id(LIST, cursor), limit + 1);
        return Page.of(found, limit, LIST, Workspace::id);
    }

    Workspace create(Caller caller, JsonBody body) {
        requireOperator(caller);
        body.allow("name", "limits");
        String name = body.requiredText("name", LONGEST_NAME);
        Limits limits = limits(body, new Limits(null, null, null, null));
        body.errors().throwIfAny();
        UUID id = Ids.next();
        if (!repository.insert(id, name, limits)) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "There is a workspace '" + InputError.cut(name) + "' already.");
        }
        return get(id.toString());
    }

    /// Limits that the body does not name stay; null gives a limit back to the settings.
    Workspace change(Caller caller, String id, JsonBody body) {
        Workspace old = get(id);
        requireOperator(caller);
        body.allow("limits");
        Limits limits = limits(body, old.limits());
        body.errors().throwIfAny();
        repository.update(old.id(), limits);
        return get(id);
    }

    /// Deletes everything in it.
    void delete(Caller caller, String id) {
        Workspace old = get(id);
        requireOperator(caller);
        if (old.id().equals(WorkspaceScope.DEFAULT)) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The default workspace stays: it is the one of the service. Delete its"
                            + " experiments one by one.");
        }
        WorkspaceScope.in(
                old.id(),
                () -> {
                    transaction.executeWithoutResult(status -> repository.delete(old.id()));
                    return true;
                });
    }

    static void requireOperator(Caller caller) {
        if (!caller.operator()) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN_ROLE,
                    "This is for administrators of the default workspace.");
        }
    }

    private static Limits limits(JsonBody body, Limits old) {
        JsonBody given = body.object("limits");
        if (given == null) {
            return old;
        }
        given.allow("runs", "points", "pilot_bytes", "queued_fits");
        return new Limits(
                limit(given, "runs", old.runs()),
                limit(given, "points", old.points()),
                limit(given, "pilot_bytes", old.pilotBytes()),
                limit(given, "queued_fits", old.queuedFits()));
    }

    private static @Nullable Long limit(JsonBody given, String name, @Nullable Long old) {
        return given.mentions(name) ? given.integer(name, 0, Long.MAX_VALUE) : old;
    }
}
