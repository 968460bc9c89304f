package dev.lawcast.access;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// Who asks.
///
/// @param name for people and the audit trail; never the key
/// @param key the id of the key in the database, null for the key in the settings and for callers
///   on loopback that need none
public record Caller(UUID workspace, Role role, String name, @Nullable UUID key) {

    private static final String ATTRIBUTE = Caller.class.getName();

    static final Caller LOCAL = new Caller(WorkspaceScope.DEFAULT, Role.ADMIN, "local", null);
    static final Caller FIRST_KEY =
            new Caller(WorkspaceScope.DEFAULT, Role.ADMIN, "LAWCAST_API_KEY", null);

    /// Administrators of the default workspace are those of the service.
    public boolean operator() {
        return role == Role.ADMIN && workspace.equals(WorkspaceScope.DEFAULT);
    }

    void remember(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /// The caller of a request that has passed the doors.
    public static Caller of(HttpServletRequest request) {
        Caller caller = ifAny(request);
        if (caller == null) {
            throw new IllegalStateException("The request has not passed the doors.");
        }
        return caller;
    }

    /// Null where the request needs none.
    static @Nullable Caller ifAny(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : null;
    }
}
