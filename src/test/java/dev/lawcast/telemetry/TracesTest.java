package dev.lawcast.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.telemetry.OtlpReceiver.Span;

import io.opentelemetry.sdk.trace.SdkTracerProvider;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;

import java.util.List;
import java.util.concurrent.TimeUnit;

@ServiceTest
class TracesTest {

    private static final OtlpReceiver RECEIVER = new OtlpReceiver();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Autowired MockMvc mvc;
    @Autowired SdkTracerProvider traces;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("lawcast.traces.endpoint", RECEIVER::url);
        settings.add("lawcast.traces.headers", () -> "x-api-key=theirs, x-other=1");
    }

    /// One trace from the caller over the request to the job, which ran elsewhere and later.
    @Test
    void aFitGoesOnInTheTraceOfWhoeverAskedForIt() throws Exception {
        var client = new Client(mvc);
        String experiment =
                client.experiment(
                        """
                        {"name": "a secret name", "variables": [{"name": "n", "role": "parameters"}], "metrics": [{"name": "loss"}]}
                        """);
        String fit =
                client.post(
                                experiment + "/fits",
                                """
                                {"law": "power_law", "metric": "loss", "variables": {"x": "n"}}
                                """,
                                "traceparent",
                                "00-" + TRACE + "-00f067aa0ba902b7-01",
                                "Prefer",
                                "wait=60")
                        .expect(200)
                        .text("id");
        traces.forceFlush().join(10, TimeUnit.SECONDS);
        Span request = one("POST /api/v1/experiments/{experiment}/fits");
        assertThat(request.parent()).isEqualTo("00f067aa0ba902b7");
        assertThat(request.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.response.status_code", "200")
                .containsKey("lawcast.request_id");
        Span job = one("job fit");
        assertThat(job.parent()).isEqualTo(request.id());
        assertThat(job.attributes()).containsEntry("lawcast.job_id", fit);
        assertThat(RECEIVER.keys).contains("theirs");
        assertThat(RECEIVER.spans.toString()).doesNotContain("secret").doesNotContain(experiment);
    }

    @Test
    void probesOfHealthLeaveNoSpan() {
        new Client(mvc).get("/actuator/health/liveness").expect(200);
        new Client(mvc).get("/api/v1/experiments/none").expect(404);
        traces.forceFlush().join(10, TimeUnit.SECONDS);
        assertThat(RECEIVER.spans)
                .extracting(Span::name)
                .noneMatch(name -> name.contains("actuator"));
        assertThat(RECEIVER.spans).extracting(Span::name).contains("GET /api/v1/experiments/{id}");
    }

    private static Span one(String name) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            List<Span> found =
                    RECEIVER.spans.stream()
                            .filter(span -> span.name().equals(name) && span.trace().equals(TRACE))
                            .toList();
            if (!found.isEmpty()) {
                assertThat(found).hasSize(1);
                return found.getFirst();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("There is no span " + name + " among " + RECEIVER.spans);
    }
}
