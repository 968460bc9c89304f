package dev.lawcast.workspaces;

import dev.lawcast.access.Caller;
import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.access.RoleCheck;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.Ids;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Writes down every request that changes something or carries a backup away, and those that were
/// not allowed to, once it is answered.
@Component
class AuditTrail implements HandlerInterceptor {

    private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
    private static final int LONGEST_PATH = 1_000;
    private static final int FORGET_EVERY = 100;

    private final AuditRepository events;
    private final Duration retention;
    private final AtomicLong written = new AtomicLong();

    AuditTrail(
            AuditRepository events, @Value("${lawcast.audit.retention:365d}") Duration retention) {
        this.events = events;
        this.retention = retention;
    }

    /// What was done is done, whether or not it could be written down; then the log says it.
    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        if (!(handler instanceof HandlerMethod operation)
                || !worthNoting(operation, request.getMethod(), response.getStatus())) {
            return;
        }
        Caller caller = Caller.of(request);
        var event =
                new AuditEvent(
                        Ids.next(),
                        Instant.now(),
                        caller.name(),
                        caller.key(),
                        request.getMethod()
                                + " "
                                + request.getAttribute(
                                        HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                        cut(request.getRequestURI()),
                        failure == null ? response.getStatus() : 500,
                        request.getRemoteAddr());
        try {
            WorkspaceScope.in(caller.workspace(), () -> write(event));
        } catch (RuntimeException e) {
            log.error("The audit trail lacks {}: {}", event, e.getMessage());
        }
    }

    private static boolean worthNoting(HandlerMethod operation, String method, int status) {
        Role needed = RoleCheck.needed(operation, method);
        boolean asks = method.equals("GET") || method.equals("HEAD") || needed == Role.READER;
        Needs said = operation.getMethodAnnotation(Needs.class);
        return !asks
                || (said != null && said.noted())
                || (needed == Role.ADMIN && status == HttpServletResponse.SC_FORBIDDEN);
    }

    private boolean write(AuditEvent event) {
        events.insert(event);
        if (written.incrementAndGet() % FORGET_EVERY == 0) {
            events.forget(retention);
        }
        return true;
    }

    private static String cut(String path) {
        return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
    }
}
