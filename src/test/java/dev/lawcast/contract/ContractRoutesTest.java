package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.util.Locale;
import java.util.TreeSet;

/// The document and the running service know the same operations.
@ServiceTest
class ContractRoutesTest {

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping routes;

    @Test
    void everyRouteIsDocumentedAndEveryDocumentedOperationExists() {
        var running = new TreeSet<String>();
        routes.getHandlerMethods()
                .keySet()
                .forEach(route ->
                        route.getPatternValues().stream()
                                .filter(path -> path.startsWith("/api"))
                                .forEach(path ->
                                        route.getMethodsCondition()
                                                .getMethods()
                                                .forEach(method ->
                                                        running.add(named(method.name(), path)))));
        var documented = new TreeSet<String>();
        Contract.ofTheProject()
                .operations()
                .forEach(o -> documented.add(named(o.method(), "/api/v1" + o.path())));
        assertThat(running).isEqualTo(documented);
    }

    /// Names of path variables are the code's own business.
    private static String named(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{[^}]*}", "{}");
    }
}
