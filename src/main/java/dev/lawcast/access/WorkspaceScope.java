package dev.lawcast.access;

import org.jspecify.annotations.Nullable;

import java.util.UUID;
import java.util.function.Supplier;

/// In whose workspace the present thread works. Connections taken meanwhile see the data of this
/// workspace and no other; outside of any scope they see nothing. Another thread is in the scope
/// only when the work was handed to it by [#carried].
public final class WorkspaceScope {

    /// Where everything is that was stored before there were workspaces, and what a service without
    /// keys works in. Its administrators are those of the service.
    public static final UUID DEFAULT = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private static final ScopedValue<UUID> CURRENT = ScopedValue.newInstance();

    private WorkspaceScope() {}

    /// Null outside of any.
    public static @Nullable UUID current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// Works in a workspace. A transaction that is open already stays in its own.
    public static <T extends @Nullable Object, X extends Throwable> T in(
            UUID workspace, ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, workspace).call(work);
    }

    /// The same work, in this scope, on whichever thread it is done.
    public static Runnable carried(Runnable work) {
        UUID workspace = current();
        return workspace == null ? work : () -> ScopedValue.where(CURRENT, workspace).run(work);
    }

    /// As the other one, for work that has a result.
    public static <T extends @Nullable Object> Supplier<T> carried(Supplier<T> work) {
        UUID workspace = current();
        return workspace == null
                ? work
                : () -> ScopedValue.where(CURRENT, workspace).call(work::get);
    }
}
