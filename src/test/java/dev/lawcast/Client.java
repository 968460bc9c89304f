package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;

/// What a caller of the API does, in a line each.
public final class Client {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final MockMvc mvc;

    public Client(MockMvc mvc) {
        this.mvc = mvc;
    }

    /// An answer of the service.
    public record Answer(int status, JsonNode body, MockHttpServletResponse raw) {

        public Answer expect(int wanted) {
            assertThat(status).as(() -> body.toPrettyString()).isEqualTo(wanted);
            return this;
        }

        public String text(String field) {
            return body.path(field).asString();
        }
    }

    public Answer get(String path, String... headers) {
        return call(MockMvcRequestBuilders.get(path), headers);
    }

    public Answer delete(String path, String... headers) {
        return call(MockMvcRequestBuilders.delete(path), headers);
    }

    public Answer post(String path) {
        return call(MockMvcRequestBuilders.post(path));
    }

    public Answer post(String path, String json, String... headers) {
        return call(
                MockMvcRequestBuilders.post(path)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(json),
                headers);
    }

    public Answer patch(String path, String json, String... headers) {
        return call(
                MockMvcRequestBuilders.request(HttpMethod.PATCH, path)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(json),
                headers);
    }

    public Answer upload(String path, String contentType, String body) {
        return call(
                MockMvcRequestBuilders.post(path)
                        .contentType(contentType)
                        .content(body.getBytes(StandardCharsets.UTF_8)));
    }

    /// Headers come in pairs of name and value.
    public Answer call(MockHttpServletRequestBuilder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            MockHttpServletResponse answer = mvc.perform(request).andReturn().getResponse();
            String text = answer.getContentAsString(StandardCharsets.UTF_8);
            String type = String.valueOf(answer.getContentType());
            JsonNode body =
                    type.contains("json") && !text.isEmpty()
                            ? JSON.readTree(text)
                            : JSON.getNodeFactory().stringNode(text);
            return new Answer(answer.getStatus(), body, answer);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// A new experiment's path.
    public String experiment(String json) {
        return "/api/v1/experiments/" + post("/api/v1/experiments", json).expect(201).text("id");
    }

    /// The ended fit.
    public JsonNode fit(String experiment, String json) {
        return post(experiment + "/fits", json, "Prefer", "wait=60").expect(200).body();
    }
}
