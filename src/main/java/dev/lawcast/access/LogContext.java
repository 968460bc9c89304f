package dev.lawcast.access;

import org.slf4j.MDC;

import java.util.UUID;

/// Whose lines of the log are written.
final class LogContext {

    private static final String KEY = "workspace_id";

    private LogContext() {}

    /// Until it is closed.
    static MDC.MDCCloseable ofWorkspace(UUID workspace) {
        return MDC.putCloseable(KEY, workspace.toString());
    }

    /// Until the request has ended.
    static void name(UUID workspace) {
        MDC.put(KEY, workspace.toString());
    }
}
