package dev.lawcast.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.Client.Answer;
import dev.lawcast.RawHttp;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.MockMvc;

@ServiceTest
class RequestIdTest {

    @Autowired MockMvc mvc;
    @LocalServerPort int port;

    @Test
    void theNameThatWasSentStandsInTheAnswerAndInItsProblem() {
        Answer answer =
                new Client(mvc)
                        .get("/api/v1/experiments/none", "X-Request-Id", "Build-7.retry_2")
                        .expect(404);
        assertThat(answer.raw().getHeader("X-Request-Id")).isEqualTo("Build-7.retry_2");
        assertThat(answer.text("request_id")).isEqualTo("Build-7.retry_2");
    }

    @Test
    void everyRequestHasAnotherNameWhereNoneWasSent() {
        String first = new Client(mvc).get("/api/v1/experiments").raw().getHeader("X-Request-Id");
        String second = new Client(mvc).get("/api/v1/experiments").raw().getHeader("X-Request-Id");
        assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(second);
    }

    /// It would stand in the log.
    @ParameterizedTest
    @ValueSource(strings = {"two words", "a\tb", "ü", "{\"json\": 1}", "", "${jndi:ldap://x}"})
    void aNameThatIsNotWellFormedIsDropped(String name) {
        Answer answer = new Client(mvc).get("/api/v1/experiments/none", "X-Request-Id", name);
        assertThat(answer.text("request_id")).matches("[0-9a-f]{32}");
        assertThat(
                        new Client(mvc)
                                .get("/", "X-Request-Id", "a".repeat(65))
                                .raw()
                                .getHeader("X-Request-Id"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void whatTheServerItselfRefusesHasANameToo() throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(port, "GET /api/%zz HTTP/1.1\nHost: localhost\nX-Request-Id: mine");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("X-Request-Id")).isEqualTo("mine");
        assertThat(answer.body()).contains("\"request_id\":\"mine\"");
    }
}
