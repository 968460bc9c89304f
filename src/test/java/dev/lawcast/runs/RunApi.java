package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Speaks to the service as a client of runs does.
final class RunApi {

    static final String CSV = "text/csv";
    static final String NDJSON = "application/x-ndjson";
    static final String JSON = "application/json";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final MockMvcTester mvc;

    RunApi(MockMvcTester mvc) {
        this.mvc = mvc;
    }

    /// A new experiment with variables of every kind; its id.
    String experiment() {
        return experiment(
                """
                {"name": "grid",
                 "variables": [
                   {"name": "parameters", "role": "parameters"},
                   {"name": "tokens", "role": "tokens", "unit": "token"},
                   {"name": "kept", "role": "keep_fraction"},
                   {"name": "pool", "role": "pool"},
                   {"name": "rate", "role": "other"}],
                 "metrics": [
                   {"name": "loss", "lower_bound": 0.001, "upper_bound": 20, "unit": "nat"},
                   {"name": "accuracy", "direction": "maximize"}]}
                """);
    }

    String experiment(String declaration) {
        var answer =
                mvc.post()
                        .uri("/api/v1/experiments")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(declaration)
                        .exchange();
        assertThat(answer).hasStatus(201);
        return MAPPER.readTree(body(answer)).get("id").stringValue();
    }

    MvcTestResult post(String experiment, String type, byte[] body) {
        return mvc.post()
                .uri(URI.create("/api/v1/experiments/" + experiment + "/runs"))
                .header("Content-Type", type)
                .content(body)
                .exchange();
    }

    MvcTestResult post(String experiment, String type, String body) {
        return post(experiment, type, body.getBytes(StandardCharsets.UTF_8));
    }

    /// The answer to an upload that must succeed.
    String upload(String experiment, String type, String body) {
        var answer = post(experiment, type, body);
        assertThat(answer).as(body(answer)).hasStatusOk();
        return body(answer);
    }

    String csv(String experiment, String body) {
        return upload(experiment, CSV, body);
    }

    MvcTestResult get(String path, String accept) {
        return mvc.get().uri(URI.create(path)).header("Accept", accept).exchange();
    }

    MvcTestResult patch(String path, String body) {
        return send(HttpMethod.PATCH, path, body, null);
    }

    MvcTestResult send(
            HttpMethod method, String path, @Nullable String body, @Nullable String ifMatch) {
        var request = mvc.method(method).uri(URI.create(path));
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).content(body);
        }
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        return request.exchange();
    }

    MvcTestResult compressed(String experiment, String encoding) {
        return mvc.post()
                .uri("/api/v1/experiments/" + experiment + "/runs")
                .header("Content-Type", CSV)
                .header("Content-Encoding", encoding)
                .content(new byte[] {1, 2, 3})
                .exchange();
    }

    static JsonNode json(MvcTestResult answer) {
        return MAPPER.readTree(body(answer));
    }

    static String body(MvcTestResult answer) {
        try {
            return answer.getResponse().getContentAsString(StandardCharsets.UTF_8);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
