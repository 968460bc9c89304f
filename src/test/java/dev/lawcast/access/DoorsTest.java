package dev.lawcast.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.RawHttp;
import dev.lawcast.RawHttp.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A service without a key and one with a key, over real sockets; no database is needed for that.
class DoorsTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String FRIEND = "https://dashboard.example.org";

    private static ConfigurableApplicationContext local;
    private static ConfigurableApplicationContext guarded;

    /// No `@Configuration`: a scan of this package is not to find it.
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
            })
    @ComponentScan({"dev.lawcast.access", "dev.lawcast.api", "dev.lawcast.dashboard"})
    static class Service {
        @Bean
        @Primary
        KeyLookup noKeys() {
            return digest -> Optional.empty();
        }

        @RestController
        static class Echo {
            @PostMapping("/api/v1/echo")
            String echo() {
                return "{}";
            }
        }
    }

    @BeforeAll
    static void start() {
        local = start("--lawcast.api-key=");
        guarded = start("--lawcast.api-key=" + KEY, "--lawcast.cors.allowed-origins=" + FRIEND);
    }

    private static ConfigurableApplicationContext start(String... settings) {
        return new SpringApplicationBuilder(Service.class, Service.Echo.class)
                .run(
                        Stream.concat(
                                        Stream.of(
                                                "--server.port=0",
                                                "--spring.main.lazy-initialization=true",
                                                "--management.endpoint.health.group.readiness.include=readinessState"),
                                        Stream.of(settings))
                                .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        local.close();
        guarded.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:1", "LOCALHOST:8080", "[::1]:99"})
    void answersUnderLocalNames(String host) throws IOException {
        assertThat(toLocal("GET /openapi.yaml HTTP/1.1\nHost: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1"
            })
    void refusesForeignHostsWhereThereIsNoKey(String host) throws IOException {
        Answer answer = toLocal("GET /openapi.yaml HTTP/1.1\nHost: " + host);
        assertProblem(answer, 403, "forbidden_host");
        assertThat(answer.body()).contains(host);
    }

    @Test
    void anAbsoluteTargetDoesNotHideAForeignHost() throws IOException {
        assertProblem(
                toLocal("GET http://evil.example/openapi.yaml HTTP/1.1\nHost: evil.example"),
                403,
                "forbidden_host");
        assertThat(
                        toLocal("GET http://localhost/openapi.yaml HTTP/1.1\nHost: evil.example")
                                .status())
                .isIn(400, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain;charset=UTF-8",
                "TEXT/PLAIN"
            })
    void refusesWhatAFormOfAnotherSiteCanSend(String type) throws IOException {
        assertProblem(post(local, "Content-Type: " + type, "{}"), 415, "unsupported_media_type");
    }

    @Test
    void refusesABodyWithoutAType() throws IOException {
        assertProblem(post(local, "X-A: b", "{}"), 415, "unsupported_media_type");
    }

    @Test
    void letsJsonAndEmptyBodiesThrough() throws IOException {
        assertThat(post(local, "Content-Type: application/json", "{}").status()).isEqualTo(200);
        assertThat(post(local, "X-A: b", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer 0123456789abcdef0123456789abcdeX",
                "Authorization: Bearer 0123456789abcdef0123456789abcdef0",
                "Authorization: Basic 0123456789abcdef0123456789abcdef",
                "Authorization: 0123456789abcdef0123456789abcdef",
            })
    void withoutTheRightKeyNobodyGetsIn(String header) throws IOException {
        for (String path :
                new String[] {
                    "/api/v1/echo",
                    "/api/v1/no-such-thing",
                    "/actuator/prometheus",
                    "/actuator/info",
                    "/actuator/health/../prometheus",
                    "/swagger-ui/..;/api/v1/echo",
                    "/actuator/health%2f..%2fprometheus",
                    "/error"
                }) {
            Answer answer =
                    RawHttp.send(
                            port(guarded),
                            "GET " + path + " HTTP/1.1\nHost: any.example\n" + header);
            assertProblem(answer, 401, "unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
    void theKeyOpens(String scheme) throws IOException {
        Answer answer =
                RawHttp.send(
                        port(guarded),
                        "GET /actuator/prometheus HTTP/1.1\nHost: any.example\nAuthorization: "
                                + scheme
                                + KEY);
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/swagger-ui",
                "/swagger-ui/start.js",
                "/webjars/swagger-ui/swagger-ui.css",
                "/openapi.yaml"
            })
    void healthAndTheContractNeedNoKey(String path) throws IOException {
        assertThat(
                        RawHttp.send(port(guarded), "GET " + path + " HTTP/1.1\nHost: any.example")
                                .status())
                .isEqualTo(200);
    }

    @Test
    void anAllowedOriginPassesThePreflight() throws IOException {
        Answer answer = preflight(guarded, FRIEND, "PATCH", "authorization,content-type,if-match");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("PATCH");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("if-match");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(answer.header("Vary")).contains("Origin");
    }

    @Test
    void anAllowedOriginMayReadTheAnswerAndItsHeaders() throws IOException {
        Answer answer =
                RawHttp.send(
                        port(guarded),
                        "GET /actuator/info HTTP/1.1\nHost: any.example\nOrigin: "
                                + FRIEND
                                + "\nAuthorization: Bearer "
                                + KEY);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag", "Location");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://dashboard.example.org",
                "https://dashboard.example.org.evil.example",
                "null",
                "::::"
            })
    void refusesThePreflightOfAnyOtherOrigin(String origin) throws IOException {
        Answer answer = preflight(guarded, origin, "POST", "content-type");
        assertProblem(answer, 403, "forbidden_origin");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void theAllowListIsEmptyUnlessSet() throws IOException {
        assertProblem(preflight(local, FRIEND, "POST", ""), 403, "forbidden_origin");
    }

    @Test
    void aForeignPageCannotPostEvenWithoutPreflight() throws IOException {
        assertProblem(post(local, "Origin: https://evil.example", ""), 403, "forbidden_origin");
    }

    @Test
    void ownPagesMayCall() throws IOException {
        String host = "localhost:" + port(local);
        Answer answer =
                RawHttp.send(
                        port(local),
                        "POST /api/v1/echo HTTP/1.1\nHost: %s\nOrigin: http://%s\nContent-Length: 0"
                                .formatted(host, host));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() throws IOException {
        for (String request :
                new String[] {
                    "GET /openapi.yaml HTTP/1.1\nHost: localhost",
                    "GET /swagger-ui HTTP/1.1\nHost: localhost",
                    "GET /no/such/thing HTTP/1.1\nHost: localhost",
                    "GET /openapi.yaml HTTP/1.1\nHost: evil.example",
                    "GET /%zz HTTP/1.1\nHost: localhost",
                }) {
            Answer answer = toLocal(request);
            assertThat(answer.header("X-Content-Type-Options")).as(request).isEqualTo("nosniff");
            assertThat(answer.header("Content-Security-Policy"))
                    .as(request)
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("Referrer-Policy")).as(request).isEqualTo("no-referrer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\nHost: localhost",
                "GET /a%00b HTTP/1.1\nHost: localhost",
                "GET /a{b} HTTP/1.1\nHost: localhost",
                "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\nHost: localhost",
                "GET /../.. HTTP/1.1\nHost: localhost",
                "GET / HTTP/9.9\nHost: localhost",
                "G@T / HTTP/1.1\nHost: localhost",
                "nonsense",
                "GET /openapi.yaml HTTP/1.1\nHost: local host",
                "GET /openapi.yaml HTTP/1.1",
                "GET /openapi.yaml HTTP/1.1\nHost: localhost\nHost: localhost",
                "TRACE /openapi.yaml HTTP/1.1\nHost: localhost",
                "BREW /openapi.yaml HTTP/1.1\nHost: localhost",
                "POST /openapi.yaml HTTP/1.1\nHost: localhost\nContent-Length: 0",
                "POST /api/v1/echo HTTP/1.1\nHost: localhost\nContent-Length: -1",
                "POST /api/v1/echo HTTP/1.1\nHost: localhost\nContent-Length: 2x",
                "POST /api/v1/echo HTTP/1.1\nHost: localhost\nTransfer-Encoding: rot13",
                "GET /api/v1/echo HTTP/1.1\nHost: localhost",
                "GET // HTTP/1.1\nHost: localhost",
                "GET //a HTTP/1.1\nHost: localhost",
                "GET /api/v1/a%2Fb HTTP/1.1\nHost: localhost",
                "GET /api/v1/a%5Cb HTTP/1.1\nHost: localhost",
                "GET /api/v1/a;b=c HTTP/1.1\nHost: localhost",
                "GET /api/v1/%ff%fe HTTP/1.1\nHost: localhost",
                "GET /error HTTP/1.1\nHost: localhost",
                "GET /webjars/no-such-thing/a.js HTTP/1.1\nHost: localhost",
            })
    void everyRefusalIsAProblem(String request) throws IOException {
        Answer answer = toLocal(request);
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("\"code\":\"", "\"status\":" + answer.status())
                .doesNotContain("<html", "Exception", "Tomcat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /openapi.yaml;v=1 HTTP/1.1",
                "DELETE /api/v1/experiments/a;b HTTP/1.1",
                "GET /openapi.yaml?where=a%3E50% HTTP/1.1",
                "GET /openapi.yaml?cursor=%ff HTTP/1.1",
                "GET /openapi.yaml?metric=%zz HTTP/1.1"
            })
    void anAddressThatWouldBeReadAsAnotherIsRefused(String line) throws IOException {
        Answer answer = toLocal(line + "\nHost: localhost");
        assertProblem(answer, 400, "invalid_request");
        assertThat(answer.body()).contains("%");
    }

    @Test
    void aQueryOfTooManyParametersIsRefused() throws IOException {
        Answer answer =
                toLocal(
                        "GET /openapi.yaml?"
                                + "a=1&".repeat(1_001)
                                + "b=1 HTTP/1.1\nHost: localhost");
        assertProblem(answer, 400, "invalid_request");
    }

    @Test
    void headersThatAreTooLargeAreAProblem() throws IOException {
        Answer answer = toLocal("GET / HTTP/1.1\nHost: localhost\nX-Large: " + "a".repeat(20_000));
        assertProblem(answer, 400, "invalid_request");
    }

    private static Answer toLocal(String request) throws IOException {
        return RawHttp.send(port(local), request);
    }

    private static Answer post(ConfigurableApplicationContext to, String header, String body)
            throws IOException {
        return RawHttp.send(
                port(to),
                "POST /api/v1/echo HTTP/1.1\nHost: localhost\n"
                        + header
                        + "\nContent-Length: "
                        + body.length(),
                body);
    }

    private static Answer preflight(
            ConfigurableApplicationContext to, String origin, String method, String headers)
            throws IOException {
        return RawHttp.send(
                port(to),
                "OPTIONS /api/v1/echo HTTP/1.1\nHost: localhost\nOrigin: "
                        + origin
                        + "\nAccess-Control-Request-Method: "
                        + method
                        + (headers.isEmpty()
                                ? ""
                                : "\nAccess-Control-Request-Headers: " + headers));
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    private static int port(ConfigurableApplicationContext service) {
        return Objects.requireNonNull(((ServletWebServerApplicationContext) service).getWebServer())
                .getPort();
    }
}
