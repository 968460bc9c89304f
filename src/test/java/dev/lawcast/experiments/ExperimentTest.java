package dev.lawcast.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

@ServiceTest
class ExperimentTest {

    private static final String ROUTE = "/api/v1/experiments";
    private static final String BODY =
            """
            {"name": "grid", "description": "two seeds",
             "variables": [{"name": "N", "role": "parameters", "unit": "parameter"},
                           {"name": "web share", "role": "mixture:web"}],
             "metrics": [{"name": "loss", "unit": "nat", "lower_bound": 0},
                         {"name": "accuracy", "direction": "maximize", "upper_bound": 1}]}
            """;

    private final MockMvcTester mvc;

    ExperimentTest(@Autowired MockMvcTester mvc) {
        this.mvc = mvc;
    }

    @Test
    void isCreatedReadChangedAndDeleted() {
        MvcTestResult made = send(HttpMethod.POST, ROUTE, BODY, null);
        assertThat(made).hasStatus(201);
        JsonNode experiment = json(made);
        String path = ROUTE + "/" + experiment.get("id").stringValue();
        assertThat(made).hasHeader("Location", path);
        assertThat(experiment.get("variables").toString())
                .isEqualTo(
                        """
                        [{"name":"N","role":"parameters","unit":"parameter"},\
                        {"name":"web share","role":"mixture:web","unit":null}]\
                        """);
        assertThat(experiment.get("metrics").toString())
                .isEqualTo(
                        """
                        [{"name":"loss","direction":"minimize","unit":"nat","lower_bound":0.0,"upper_bound":null},\
                        {"name":"accuracy","direction":"maximize","unit":null,"lower_bound":null,"upper_bound":1.0}]\
                        """);
        MvcTestResult read = send(HttpMethod.GET, path, null, null);
        assertThat(json(read)).isEqualTo(experiment);
        String tag = tag(read);
        assertThat(tag).isEqualTo(tag(made));

        MvcTestResult changed =
                send(
                        HttpMethod.PATCH,
                        path,
                        """
                        {"description": null, "name": "grid 2",
                         "variables": [{"name": "D", "role": "tokens"},
                                       {"name": "N", "role": "parameters", "unit": "parameter"}],
                         "metrics": [{"name": "bits"}]}
                        """,
                        tag);
        assertThat(changed).hasStatusOk();
        assertThat(json(changed).get("name").stringValue()).isEqualTo("grid 2");
        assertThat(json(changed).get("description").isNull()).isTrue();
        assertThat(
                        json(changed)
                                .get("variables")
                                .valueStream()
                                .map(v -> v.get("name").stringValue()))
                .containsExactly("N", "web share", "D");
        assertThat(json(changed).get("metrics").size()).isEqualTo(3);
        assertThat(tag(changed)).isNotEqualTo(tag);

        assertThat(send(HttpMethod.PATCH, path, "{\"name\": \"x\"}", tag)).hasStatus(412);
        assertThat(send(HttpMethod.DELETE, path, null, tag)).hasStatus(412);
        assertThat(json(send(HttpMethod.GET, path, null, null)).get("name").stringValue())
                .isEqualTo("grid 2");
        assertThat(send(HttpMethod.DELETE, path, null, "\"other\", " + tag(changed)))
                .hasStatus(204);
        assertThat(send(HttpMethod.GET, path, null, null)).hasStatus(404);
        assertThat(send(HttpMethod.PATCH, path, "{}", null)).hasStatus(404);
        assertThat(send(HttpMethod.DELETE, path, null, null)).hasStatus(404);
    }

    @Test
    void whatIsDeclaredCannotBeDeclaredAnew() {
        String path =
                String.valueOf(
                        send(HttpMethod.POST, ROUTE, BODY, null)
                                .getResponse()
                                .getHeader("Location"));
        MvcTestResult answer =
                send(
                        HttpMethod.PATCH,
                        path,
                        """
                        {"variables": [{"name": "N", "role": "tokens"}],
                         "metrics": [{"name": "loss", "unit": "bit"}]}
                        """,
                        null);
        assertThat(answer).hasStatus(409);
        assertThat(
                        json(answer)
                                .get("errors")
                                .valueStream()
                                .map(e -> e.get("pointer").stringValue()))
                .containsExactly("/variables/0/name", "/metrics/0/name");
    }

    @Test
    void allErrorsOfABodyAreToldAtOnce() {
        MvcTestResult answer =
                send(
                        HttpMethod.POST,
                        ROUTE,
                        """
                        {"title": "x",
                         "variables": [{"name": "N", "role": "parameter"}, {"name": "N", "role": "tokens"},
                                       {"role": "tokens"}, 5],
                         "metrics": [{"name": "N"}, {"name": "loss", "direction": "down"},
                                     {"name": "p", "lower_bound": 1, "upper_bound": 0},
                                     {"name": "q", "lower_bound": "0"}]}
                        """,
                        null);
        assertThat(answer).hasStatus(422);
        assertThat(
                        json(answer)
                                .get("errors")
                                .valueStream()
                                .map(e ->
                                        e.get("pointer").stringValue()
                                                + " "
                                                + e.get("code").stringValue()))
                .containsExactlyInAnyOrder(
                        "/title unknown_field",
                        "/name missing",
                        "/variables/3 wrong_type",
                        "/variables/0/role unknown_name",
                        "/variables/1/name duplicate",
                        "/variables/2/name missing",
                        "/metrics/0/name duplicate",
                        "/metrics/1/direction unknown_name",
                        "/metrics/2/lower_bound out_of_range",
                        "/metrics/3/lower_bound wrong_type");
        assertThat(json(answer).toString()).contains("Did you mean 'parameters'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "key | reserved",
                "seed | reserved",
                "status | reserved",
                "group | reserved",
                "started_at | reserved",
                "excluded | reserved",
                "loss_standard_error | _standard_error",
                "tag:x | starts like a tag",
                "=1+1 | formula",
                "` a` | blank",
                "a\\u0007b | printed",
                "a\\ud800b | printed",
            })
    void aNameThatMeansSomethingElseIsRefused(String name, String says) {
        MvcTestResult answer =
                send(
                        HttpMethod.POST,
                        ROUTE,
                        "{\"name\": \"x\", \"variables\": [], \"metrics\": [{\"name\": \""
                                + name
                                + "\"}]}",
                        null);
        assertThat(answer).hasStatus(422);
        assertThat(json(answer).get("errors").get(0).get("message").stringValue()).contains(says);
    }

    @Test
    void theListIsPagedNewestFirst() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(json(send(HttpMethod.POST, ROUTE, BODY, null)).get("id").stringValue());
        }
        var found = new ArrayList<String>();
        String cursor = "";
        for (int i = 0; i < 3; i++) {
            JsonNode page = json(send(HttpMethod.GET, ROUTE + "?limit=2" + cursor, null, null));
            page.get("items").forEach(item -> found.add(item.get("id").stringValue()));
            cursor = "&cursor=" + page.get("next_cursor").stringValue();
        }
        assertThat(found).startsWith(made.toArray(String[]::new));
    }

    @Test
    void limitsAndCursorsAreChecked() {
        for (String query :
                List.of(
                        "limit=0",
                        "limit=-1",
                        "limit=x",
                        "limit=1001",
                        "limit=99999999999",
                        "cursor=x",
                        "cursor=%00",
                        "cursor=cnVuczphYmM",
                        "cursor=ZXhwZXJpbWVudHM6AA",
                        "cursor=ZXhwZXJpbWVudHM6YWJj")) {
            MvcTestResult answer = send(HttpMethod.GET, ROUTE + "?" + query, null, null);
            assertThat(answer).as(query).hasStatus(400);
            assertThat(json(answer).get("code").stringValue()).isEqualTo("invalid_parameter");
        }
    }

    private MvcTestResult send(
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

    private static String tag(MvcTestResult answer) {
        return String.valueOf(answer.getResponse().getHeader("ETag"));
    }

    private static JsonNode json(MvcTestResult answer) {
        try {
            return JsonMapper.shared()
                    .readTree(answer.getResponse().getContentAsString(StandardCharsets.UTF_8));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachSourceOfAMixtureHasOneVariable() {
        MvcTestResult answer =
                send(
                        HttpMethod.POST,
                        ROUTE,
                        """
                        {"name": "x", "metrics": [],
                         "variables": [{"name": "a", "role": "mixture:web"},
                                       {"name": "b", "role": "mixture:code"},
                                       {"name": "c", "role": "mixture:web"}]}
                        """,
                        null);
        assertThat(answer).hasStatus(422);
        assertThat(json(answer).get("errors").toString())
                .contains("/variables/2/role", "duplicate", "'a' has it already");
    }
}
