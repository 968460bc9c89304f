package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MvcResult;

import java.util.HashMap;
import java.util.List;
import java.util.Set;

/// Holds every exchange of every service test against `openapi.yaml`: each answer, and each request
/// that was accepted (refused ones are often wrong on purpose).
@TestConfiguration(proxyBeanMethods = false)
public class ContractConfiguration {

    @Bean
    MockMvcBuilderCustomizer holdAgainstTheContract() {
        Contract contract = Contract.ofTheProject();
        return builder -> builder.alwaysExpect(result -> check(contract, result));
    }

    private static void check(Contract contract, MvcResult result) {
        MockHttpServletRequest request = result.getRequest();
        MockHttpServletResponse response = result.getResponse();
        String path = String.valueOf(request.getRequestURI());
        // An answer that is still on its way is checked once it is dispatched again.
        if (!path.startsWith("/api/") || request.isAsyncStarted()) {
            return;
        }
        String method = String.valueOf(request.getMethod());
        List<String> faults = contract.faults(method, path, answer(response));
        assertThat(faults).as("%s %s answered %s", method, path, shown(response)).isEmpty();
        if (response.getStatus() < 300) {
            byte[] body = request.getContentAsByteArray();
            assertThat(
                            contract.requestFaults(
                                    method,
                                    path,
                                    Set.copyOf(request.getParameterMap().keySet()),
                                    request.getContentType(),
                                    body == null ? new byte[0] : body))
                    .as("%s %s", method, path)
                    .isEmpty();
        }
    }

    private static Contract.Answer answer(MockHttpServletResponse response) {
        var headers = new HashMap<String, String>();
        response.getHeaderNames()
                .forEach(name -> headers.put(name, String.valueOf(response.getHeader(name))));
        return new Contract.Answer(response.getStatus(), headers, response.getContentAsByteArray());
    }

    private static String shown(MockHttpServletResponse response) {
        String body =
                new String(
                        response.getContentAsByteArray(), java.nio.charset.StandardCharsets.UTF_8);
        return body.length() > 2_000 ? body.substring(0, 2_000) + "…" : body;
    }
}
