package dev.lawcast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lawcast.ServiceTest;
import dev.lawcast.access.WorkspaceScope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

@ServiceTest
class IdempotencyTest {

    @Autowired Idempotency idempotency;
    @Autowired JdbcClient database;

    private final String key = UUID.randomUUID().toString();

    @Test
    void aRepeatGetsTheFirstAnswerAndCreatesNothing() {
        ResponseEntity<?> first = create("{\"a\":1}");
        ResponseEntity<?> second = create("{\"a\":1}");

        assertThat(first.getHeaders().get(Idempotency.REPLAYED)).isNull();
        assertThat(second.getHeaders().getFirst(Idempotency.REPLAYED)).isEqualTo("true");
        assertThat(second.getStatusCode()).isEqualTo(first.getStatusCode());
        assertThat(second.getHeaders().getLocation()).isEqualTo(first.getHeaders().getLocation());
        assertThat(second.getHeaders().getContentType()).hasToString("application/json");
        assertThat(text(second)).isEqualTo("{\"name\":\"" + key + "\"}");
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void withoutAKeyEveryRequestCreates() {
        var request = new MockHttpServletRequest("POST", "/api/v1/experiments");
        idempotency.once(request, "{}", this::effect);
        idempotency.once(request, "{}", this::effect);

        assertThat(created()).isEqualTo(2);
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        create("{\"a\":1}");

        assertThatThrownBy(() -> create("{\"a\":2}"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED))
                .hasMessageContaining(key);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void theSameKeyWithAnotherQueryIsRefused() {
        create("{}");
        MockHttpServletRequest other = request("/api/v1/experiments");
        other.setQueryString("dry_run=true");

        assertThatThrownBy(() -> idempotency.once(other, "{}", this::effect))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void aKeyBelongsToItsPath() {
        create("{}");
        idempotency.once(request("/api/v1/experiments/1/fits"), "{}", this::effect);

        assertThat(created()).isEqualTo(2);
    }

    @Test
    void anEffectThatFailsIsUndoneAndLeavesTheKeyFree() {
        assertThatThrownBy(() ->
                        idempotency.once(
                                request("/api/v1/experiments"),
                                "{}",
                                () -> {
                                    effect();
                                    throw ApiException.notFound("law", "x");
                                }))
                .isInstanceOf(ApiException.class);
        assertThat(created()).isZero();

        ResponseEntity<?> retried = create("{\"another\":\"body\"}");

        assertThat(retried.getStatusCode().value()).isEqualTo(201);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void aRepeatDuringTheFirstRequestIsToldSoAndGetsTheAnswerLater() throws Exception {
        var running = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ResponseEntity<?>> first =
                    threads.submit(
                            inWorkspace(() ->
                                    idempotency.once(
                                            request("/api/v1/experiments"),
                                            "{}",
                                            () -> {
                                                running.countDown();
                                                await(goOn);
                                                return effect();
                                            })));
            await(running);

            assertThatThrownBy(() -> create("{}"))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_IN_USE));
            goOn.countDown();

            assertThat(first.get(10, TimeUnit.SECONDS).getStatusCode().value()).isEqualTo(201);
        }
        assertThat(create("{}").getHeaders().getFirst(Idempotency.REPLAYED)).isEqualTo("true");
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void manyAtOnceCreateOnce() throws Exception {
        var answers = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                answers.add(
                        threads.submit(
                                inWorkspace(() -> {
                                    try {
                                        return create("{}").getHeaders().get(Idempotency.REPLAYED)
                                                == null;
                                    } catch (ApiException e) {
                                        assertThat(e.code())
                                                .isEqualTo(ErrorCode.IDEMPOTENCY_KEY_IN_USE);
                                        return false;
                                    }
                                })));
            }
        }
        int firsts = 0;
        for (Future<Boolean> answer : answers) {
            firsts += answer.get() ? 1 : 0;
        }
        assertThat(firsts).isEqualTo(1);
        assertThat(created()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "tab\there", "schlüssel", "\u0000"})
    void aKeyMustBePrintableAscii(String bad) {
        var request = new MockHttpServletRequest("POST", "/api/v1/experiments");
        request.addHeader(Idempotency.KEY, bad);

        assertThatThrownBy(() -> idempotency.once(request, "{}", this::effect))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER));
    }

    @Test
    void aKeyHasAtMost255Characters() {
        String prefix = key + "-";
        var request = new MockHttpServletRequest("POST", "/api/v1/experiments");
        request.addHeader(Idempotency.KEY, prefix + "k".repeat(255 - prefix.length()));
        idempotency.once(request, "{}", this::effect);
        var longer = new MockHttpServletRequest("POST", "/api/v1/experiments");
        longer.addHeader(Idempotency.KEY, prefix + "k".repeat(256 - prefix.length()));

        assertThatThrownBy(() -> idempotency.once(longer, "{}", this::effect))
                .isInstanceOf(ApiException.class);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void answersAreKeptForADayAndOldOnesGo() {
        create("{}");
        age(key, "23 hours");
        idempotency.once(request("/another"), "{}", this::effect);
        assertThat(create("{}").getHeaders().getFirst(Idempotency.REPLAYED)).isEqualTo("true");

        age(key, "49 hours");
        idempotency.once(request("/yet/another"), "{}", this::effect);
        assertThat(
                        database.sql(
                                        "select count(*) from idempotent_answer where key = ? and"
                                                + " route = ?")
                                .params(key, "POST /api/v1/experiments")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    private static <T> Callable<T> inWorkspace(Callable<T> work) {
        return () -> WorkspaceScope.in(WorkspaceScope.DEFAULT, work::call);
    }

    private ResponseEntity<?> create(String body) {
        return idempotency.once(request("/api/v1/experiments"), body, this::effect);
    }

    private ResponseEntity<?> effect() {
        UUID id = Ids.next();
        database.sql("insert into experiment (id, name) values (?, ?)").params(id, key).update();
        return ResponseEntity.created(URI.create("/api/v1/experiments/" + id))
                .body(Map.of("name", key));
    }

    private MockHttpServletRequest request(String path) {
        var request = new MockHttpServletRequest("POST", path);
        request.addHeader(Idempotency.KEY, key);
        return request;
    }

    private long created() {
        return database.sql("select count(*) from experiment where name = ?")
                .param(key)
                .query(Long.class)
                .single();
    }

    private void age(String key, String interval) {
        database.sql(
                        "update idempotent_answer set created_at = now() - ?::interval where key = ?"
                                + " and route = 'POST /api/v1/experiments'")
                .params(interval, key)
                .update();
    }

    private static String text(ResponseEntity<?> answer) {
        return new String((byte[]) answer.getBody(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
