package dev.lawcast.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client.Answer;
import dev.lawcast.ServiceTest;
import dev.lawcast.workspaces.Tenants.Tenant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

@ServiceTest
@TestPropertySource(properties = "lawcast.api-key=" + IsolationTest.FIRST_KEY)
class KeyTest {

    private static final String OPERATOR = "Bearer " + IsolationTest.FIRST_KEY;

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;

    private Tenants api;

    @BeforeEach
    void connect() {
        api = new Tenants(mvc, OPERATOR);
    }

    private Answer create(String who, String role) {
        return api.post(who, "/keys", "{\"name\": \"k\", \"role\": \"%s\"}".formatted(role));
    }

    @Test
    void aNewKeyOpensAtOnceAndIsShownOnce() {
        Answer made = create(OPERATOR, "reader").expect(201);
        String key = made.text("key");

        assertThat(key).matches("lawcast_[A-Za-z0-9_-]{43}").startsWith(made.text("prefix"));
        assertThat(made.text("prefix")).hasSize(14);
        assertThat(made.raw().getHeader("Cache-Control")).contains("no-store");
        api.get("Bearer " + key, "/experiments").expect(200);
        Answer later = api.get(OPERATOR, "/keys/" + made.text("id")).expect(200);
        assertThat(later.body().path("key").isNull()).isTrue();
        assertThat(api.get(OPERATOR, "/keys?limit=1000").body().toString()).doesNotContain(key);
    }

    @Test
    void noSecretStandsInTheDatabaseNotEvenForARepeat() {
        String once = UUID.randomUUID().toString();
        String body = "{\"name\": \"repeated\", \"role\": \"reader\"}";
        Answer first = api.post(OPERATOR, "/keys", body, "Idempotency-Key", once).expect(201);
        Answer repeat = api.post(OPERATOR, "/keys", body, "Idempotency-Key", once).expect(201);

        assertThat(repeat.text("id")).isEqualTo(first.text("id"));
        assertThat(repeat.body().path("key").isNull()).isTrue();
        String secret = first.text("key").substring(14);
        for (String table : List.of("api_key", "idempotent_answer")) {
            assertThat(
                            database.sql(
                                            "select count(*) from %s t where t::text like '%%' || ? || '%%'"
                                                    .formatted(table))
                                    .param(secret)
                                    .query(Long.class)
                                    .single())
                    .as(table)
                    .isZero();
        }
        assertThat(
                        database.sql("select count(*) from api_key where digest = sha256(?::bytea)")
                                .param(first.text("key"))
                                .query(Long.class)
                                .single())
                .isOne();
    }

    @Test
    void aRevokedKeyOpensNothingFromTheNextRequestOn() {
        Answer made = create(OPERATOR, "writer").expect(201);
        String bearer = "Bearer " + made.text("key");
        api.get(bearer, "/experiments").expect(200);

        api.delete(OPERATOR, "/keys/" + made.text("id")).expect(204);

        api.get(bearer, "/experiments").expect(401);
        Answer kept = api.get(OPERATOR, "/keys/" + made.text("id")).expect(200);
        assertThat(Instant.parse(kept.text("revoked_at"))).isBefore(Instant.now().plusSeconds(1));
        api.delete(OPERATOR, "/keys/" + made.text("id")).expect(204);
        assertThat(api.get(OPERATOR, "/keys/" + made.text("id")).text("revoked_at"))
                .isEqualTo(kept.text("revoked_at"));
    }

    @Test
    void anExpiredKeyOpensNothing() {
        Answer made =
                api.post(
                                OPERATOR,
                                "/keys",
                                "{\"name\": \"short\", \"role\": \"reader\", \"expires_at\": \"%s\"}"
                                        .formatted(Instant.now().plusSeconds(3600)))
                        .expect(201);
        String bearer = "Bearer " + made.text("key");
        api.get(bearer, "/experiments").expect(200);
        database.sql(
                        "update api_key set expires_at = now() - interval '1 second' where id = ?::uuid")
                .param(made.text("id"))
                .update();

        api.get(bearer, "/experiments").expect(401);
    }

    @Test
    void theLastUseIsKept() {
        Answer made = create(OPERATOR, "reader").expect(201);
        assertThat(made.body().path("last_used_at").isNull()).isTrue();
        api.get("Bearer " + made.text("key"), "/experiments").expect(200);

        String used = api.get(OPERATOR, "/keys/" + made.text("id")).text("last_used_at");
        assertThat(Instant.parse(used)).isAfter(Instant.now().minusSeconds(60));
    }

    @Test
    void keysAreAllDifferent() {
        assertThat(
                        IntStream.range(0, 200)
                                .mapToObj(i -> dev.lawcast.access.Secret.random().text())
                                .distinct())
                .hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer lawcast_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Bearer ",
                "Bearer \u00e4",
                "Basic bGF3Y2FzdDpsYXdjYXN0",
                "lawcast"
            })
    void whatIsNoKeyOpensNothing(String header) {
        api.get(header, "/experiments").expect(401);
    }

    @Test
    void theFirstCharactersOfAKeyOpenNothing() {
        String key = create(OPERATOR, "reader").expect(201).text("key");
        api.get("Bearer " + key.substring(0, 50), "/experiments").expect(401);
        api.get("Bearer " + key + "A", "/experiments").expect(401);
        char last = key.charAt(50);
        api.get("Bearer " + key.substring(0, 50) + (last == 'A' ? 'E' : 'A'), "/experiments")
                .expect(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"role": "reader"}                                                      | /name         | missing
                    {"name": "k"}                                                           | /role         | missing
                    {"name": "k", "role": "owner"}                                          | /role         |
                    {"name": "k", "role": "reader", "expires_at": "tomorrow"}               | /expires_at   | wrong_type
                    {"name": "k", "role": "reader", "expires_at": "2001-01-01T00:00:00Z"}   | /expires_at   | out_of_range
                    {"name": "k", "role": "reader", "workspace_id": "elsewhere"}            | /workspace_id | unknown_name
                    {"name": "k", "role": "reader", "key": "mine"}                          | /key          | unknown_field
                    """)
    void aWrongRequestIsNamed(String body, String pointer, String code) {
        Answer refused = api.post(OPERATOR, "/keys", body).expect(422);
        assertThat(refused.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo(pointer);
        if (code != null) {
            assertThat(refused.body().path("errors").path(0).path("code").asString())
                    .isEqualTo(code);
        }
    }

    @Test
    void anAdministratorMakesKeysForItsOwnWorkspaceOnly() {
        Tenant one = api.make();
        Tenant other = api.make();
        Answer made = create(one.admin(), "writer").expect(201);
        assertThat(made.text("workspace_id")).isEqualTo(one.workspace());

        api.post(
                        one.admin(),
                        "/keys",
                        "{\"name\": \"k\", \"role\": \"admin\", \"workspace_id\": \"%s\"}"
                                .formatted(other.workspace()))
                .expect(422);
        assertThat(api.get(one.admin(), "/keys").body().toString())
                .contains(one.adminKey())
                .doesNotContain(other.adminKey());
        api.delete(one.admin(), "/keys/" + other.adminKey()).expect(404);
        api.get(other.admin(), "/keys").expect(200);
    }

    @Test
    void administratorsOfOtherWorkspacesMakeAndDeleteNone() {
        Tenant one = api.make();
        assertThat(
                        api.post(one.admin(), "/workspaces", "{\"name\": \"mine\"}")
                                .expect(403)
                                .text("code"))
                .isEqualTo("forbidden_role");
        api.delete(one.admin(), "/workspaces/" + one.workspace()).expect(403);
        assertThat(api.get(one.reader(), "/workspaces").body().path("items")).hasSize(1);
    }

    @Test
    void theDefaultWorkspaceStays() {
        api.delete(OPERATOR, "/workspaces/00000000-0000-0000-0000-000000000001").expect(409);
    }

    @Test
    void aNameOfAWorkspaceIsTakenOnce() {
        String body = "{\"name\": \"%s\"}".formatted(UUID.randomUUID());
        api.post(OPERATOR, "/workspaces", body).expect(201);
        api.post(OPERATOR, "/workspaces", body).expect(409);
    }

    @Test
    void aRepeatedRequestOfAnotherWorkspaceIsNoRepeat() {
        Tenant one = api.make();
        Tenant other = api.make();
        assertThat(one.experiment())
                .isNotEqualTo(other.experiment()); // both sent the same Idempotency-Key
    }
}
