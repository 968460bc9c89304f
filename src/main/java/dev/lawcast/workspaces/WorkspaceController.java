package dev.lawcast.workspaces;

import dev.lawcast.access.Caller;
import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;

@RestController
@RequestMapping("/api/v1/workspaces")
class WorkspaceController {

    private final Workspaces workspaces;
    private final Idempotency idempotency;

    WorkspaceController(Workspaces workspaces, Idempotency idempotency) {
        this.workspaces = workspaces;
        this.idempotency = idempotency;
    }

    @PostMapping
    @Needs(Role.ADMIN)
    ResponseEntity<?> create(JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () -> {
                    Workspace made = workspaces.create(Caller.of(request), body);
                    return ResponseEntity.created(URI.create("/api/v1/workspaces/" + made.id()))
                            .body(made);
                });
    }

    @GetMapping
    Page<Workspace> list(
            @RequestParam @Nullable String limit, @RequestParam @Nullable String cursor) {
        return workspaces.page(Cursor.limit(limit), cursor);
    }

    @GetMapping("/{id}")
    Workspace get(@PathVariable String id) {
        return workspaces.get(id);
    }

    @PatchMapping("/{id}")
    @Needs(Role.ADMIN)
    Workspace change(@PathVariable String id, JsonBody body, HttpServletRequest request) {
        return workspaces.change(Caller.of(request), id, body);
    }

    @DeleteMapping("/{id}")
    @Needs(Role.ADMIN)
    ResponseEntity<Void> delete(@PathVariable String id, HttpServletRequest request) {
        workspaces.delete(Caller.of(request), id);
        return ResponseEntity.noContent().build();
    }
}
