package dev.lawcast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Refuses parameters in an address that its route does not know, or that stand there twice: a
/// filter that is misspelt would else choose everything. Bodies of forms are not read.
final class KnownParameters implements HandlerInterceptor {

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query != null && handler instanceof HandlerMethod method) {
            check(query, declared(method));
        }
        return true;
    }

    static void check(String query, List<String> known) {
        Set<String> seen = new HashSet<>();
        for (String part : query.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            String name = decoded(part.split("=", 2)[0]);
            if (!known.contains(name)) {
                throw refusal(
                        "The parameter '"
                                + InputError.cut(name)
                                + "' is not known here."
                                + Suggestion.didYouMean(name, known)
                                + (known.isEmpty()
                                        ? " This address takes none."
                                        : " Parameters are " + String.join(", ", known) + "."));
            }
            if (!seen.add(name)) {
                throw refusal("The parameter '" + name + "' stands twice. Send it once.");
            }
        }
    }

    private static List<String> declared(HandlerMethod method) {
        var names = new ArrayList<String>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
            if (declared != null) {
                parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
                String given = declared.name().isEmpty() ? declared.value() : declared.name();
                names.add(given.isEmpty() ? String.valueOf(parameter.getParameterName()) : given);
            }
        }
        return names;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refusal(
                    "The name of a parameter, '"
                            + InputError.cut(name)
                            + "', is not percent-encoded. Maybe a % is to be %25.");
        }
    }

    private static ApiException refusal(String message) {
        return new ApiException(ErrorCode.INVALID_PARAMETER, message);
    }
}
