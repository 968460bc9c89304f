package dev.lawcast.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.jobs.JobScope;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// All that is logged while the service is used, refuses and fails, with every name of the context.
@ServiceTest
@TestPropertySource(properties = "lawcast.api-key=" + LogTest.KEY)
class LogTest {

    static final String KEY = "fedcba9876543210fedcba9876543210";
    private static final String MARK = "zebra-crossing";

    @Autowired MockMvc mvc;
    @Autowired List<JobScope> scopes;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    @BeforeEach
    void listen() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var layout = new PatternLayoutEncoder();
        layout.setContext(context);
        layout.setPattern("%level %logger [%mdc] %msg%n%ex");
        layout.start();
        appender.setContext(context);
        appender.setEncoder(layout);
        appender.setOutputStream(written);
        appender.setImmediateFlush(true);
        appender.start();
        root().addAppender(appender);
        context.getLogger("dev.lawcast.requests").setLevel(ch.qos.logback.classic.Level.DEBUG);
    }

    @AfterEach
    void stop() {
        root().detachAppender(appender);
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger("dev.lawcast.requests")
                .setLevel(null);
    }

    @Test
    void noSecretAndNothingThatUsersWroteStandsInTheLog() throws Exception {
        var client = new Client(mvc);
        String[] key = {"Authorization", "Bearer " + KEY};
        String made =
                client.post(
                                "/api/v1/keys",
                                "{\"name\": \"%s\", \"role\": \"reader\"}".formatted(MARK),
                                key)
                        .expect(201)
                        .text("key");
        String experiment =
                "/api/v1/experiments/"
                        + client.post(
                                        "/api/v1/experiments",
                                        """
                                        {"name": "%s", "variables": [{"name": "n", "role": "parameters"}], "metrics": [{"name": "loss"}]}
                                        """
                                                .formatted(MARK),
                                        key)
                                .expect(201)
                                .text("id");
        Client.Answer hook =
                client.post(
                                "/api/v1/webhooks",
                                "{\"url\": \"http://127.0.0.1:1/%s\"}".formatted(MARK),
                                key)
                        .expect(201);
        String webhook = hook.text("id");
        String secret = hook.text("secret");
        assertThat(secret).startsWith("whsec_").hasSizeGreaterThan(30);
        client.call(
                org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post(
                        "/api/v1/webhooks/" + webhook + "/test"),
                key);
        String fit =
                client.post(
                                experiment + "/fits",
                                "{\"law\": \"power_law\", \"metric\": \"loss\", \"variables\": {\"x\": \"n\"}}",
                                key[0],
                                key[1],
                                "Prefer",
                                "wait=60")
                        .expect(200)
                        .text("id");
        client.post(experiment + "/runs", "{\"%s\": \"%s".formatted(MARK, secret), key).expect(400);
        client.get(experiment + "/runs/" + MARK, key).expect(404);
        client.get(experiment + "/runs?where=" + MARK, key).expect(400);
        client.get("/api/v1/experiments", "Authorization", "Bearer " + made + "x").expect(401);
        client.get("/api/v1/experiments", "Authorization", "Bearer " + made).expect(200);
        Thread.sleep(1_500); // the delivery fails meanwhile
        String log = written.toString(StandardCharsets.UTF_8);
        assertThat(log)
                .contains("GET /api/v1/experiments 200")
                .contains("request_id=")
                .contains("workspace_id=")
                .doesNotContain(KEY)
                .doesNotContain(made)
                .doesNotContain(made.substring(20))
                .doesNotContain(secret.substring(6))
                .doesNotContain(MARK);
        assertThat(fit).isNotEmpty();
    }

    /// What a job logs can be found by what it works on.
    @Test
    void linesOfAJobNameIt() {
        var seen = new java.util.TreeMap<String, String>();
        JobScope.within(scopes)
                .around("fit", "7", () -> seen.putAll(org.slf4j.MDC.getCopyOfContextMap()));
        assertThat(seen).containsEntry("job", "fit").containsEntry("fit_id", "7");
        assertThat(String.valueOf(org.slf4j.MDC.get("fit_id"))).isEqualTo("null");
    }

    private static ch.qos.logback.classic.Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT");
    }
}
