package dev.lawcast.access;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import java.util.Set;

/// Refuses callers whose role is too low for an operation. It comes before anything is looked up,
/// so a refusal says nothing of what there is.
public final class RoleCheck implements HandlerInterceptor {

    private static final Set<String> ASKING = Set.of("GET", "HEAD", "OPTIONS");

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod operation) {
            Caller caller = Caller.of(request);
            Role needed = needed(operation, request.getMethod());
            if (!caller.role().covers(needed)) {
                throw new ApiException(
                        ErrorCode.FORBIDDEN_ROLE,
                        "The key '%s' has the role %s; this needs %s."
                                .formatted(caller.name(), caller.role().word(), needed.word()));
            }
        }
        return true;
    }

    /// The least role for an operation.
    public static Role needed(HandlerMethod operation, String method) {
        @Nullable Needs said = operation.getMethodAnnotation(Needs.class);
        if (said == null) {
            said = AnnotatedElementUtils.findMergedAnnotation(operation.getBeanType(), Needs.class);
        }
        return said != null ? said.value() : ASKING.contains(method) ? Role.READER : Role.WRITER;
    }
}
