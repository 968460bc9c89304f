package dev.lawcast.access;

import org.slf4j.MDC;

import java.util.UUID;

/// Whose lines of the log are written.
final class LogContext {

    private LogContext() {}

    static MDC.MDCCloseable ofWorkspace(UUID workspace) {
        return MDC.putCloseable("workspace_id", workspace.toString());
    }
}
