package dev.lawcast.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.Client.Answer;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;

import java.util.List;
import java.util.Map;

@ServiceTest
class TokenApiTest {

    private static final Issuer ISSUER = new Issuer();
    private static final String EXPERIMENT =
            """
            {"name": "of a token", "variables": [{"name": "n", "role": "parameters"}], "metrics": [{"name": "loss"}]}
            """;

    @Autowired MockMvc mvc;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("lawcast.oidc.issuer", ISSUER::url);
        settings.add("lawcast.oidc.audience", () -> Issuer.AUDIENCE);
        settings.add("lawcast.oidc.role-claim", () -> "realm_access.roles");
        settings.add("lawcast.oidc.roles.writer", () -> "scientist,robot");
    }

    /// Without a key in the settings either: an issuer alone closes the door.
    @Test
    void nobodyComesInWithoutAToken() {
        Answer answer = new Client(mvc).get("/api/v1/experiments").expect(401);
        assertThat(answer.text("code")).isEqualTo("unauthenticated");
    }

    @ParameterizedTest
    @CsvSource({"reader,403", "scientist,201", "robot,201", "writer,403", "nothing,403"})
    void theRoleIsWhatTheSettingsMakeOfTheClaim(String word, int status) {
        new Client(mvc)
                .post(
                        "/api/v1/experiments",
                        EXPERIMENT,
                        "Authorization",
                        "Bearer " + token("default", List.of("offline_access", word)))
                .expect(status);
    }

    @Test
    void aTokenOfAWorkspaceThatIsNotThereOpensNothing() {
        for (String workspace : List.of("elsewhere", "", "d\u0000", "default' or true --")) {
            Answer answer = get(token(workspace, List.of("admin"))).expect(403);
            assertThat(answer.text("code")).isEqualTo("forbidden_role");
        }
        get(ISSUER.sign(ISSUER.claims().claim("lawcast_role", "admin").build())).expect(403);
    }

    @Test
    void aWorkspaceIsKnownByItsIdToo() {
        get(token("00000000-0000-0000-0000-000000000001", List.of("admin"))).expect(200);
    }

    @Test
    void aTokenThatIsNotBelievedGetsAProblemThatSaysWhy() {
        Answer answer = get(ISSUER.sign(ISSUER.claims().audience("another").build())).expect(401);
        assertThat(answer.text("code")).isEqualTo("unauthenticated");
        assertThat(answer.text("detail")).contains("aud");
        assertThat(answer.raw().getContentType()).isEqualTo("application/problem+json");
        assertThat(answer.raw().getHeader("WWW-Authenticate")).contains("invalid_token");
    }

    @Test
    void whatIsNoTokenAtAllIsRefusedLikeAWrongKey() {
        for (String wrong :
                List.of("a.b", "a.b.c", "a.b.c.d.e", "..", "eyJhbGciOiJub25lIn0.e30.")) {
            get(wrong).expect(401);
        }
    }

    @Test
    void theAuditTrailNamesTheSubject() {
        String admin = token("default", List.of("admin"));
        new Client(mvc)
                .post("/api/v1/experiments", EXPERIMENT, "Authorization", "Bearer " + admin)
                .expect(201);
        Answer audit =
                new Client(mvc)
                        .get("/api/v1/audit?limit=1", "Authorization", "Bearer " + admin)
                        .expect(200);
        assertThat(audit.body().path("items").path(0).path("actor").asString())
                .isEqualTo("token of ada");
    }

    @Test
    void aTokenHasALimitOfItsOwnToo() {
        assertThat(get(token("default", List.of("admin"))).raw().getHeader("RateLimit"))
                .startsWith("\"key\";r=");
    }

    private Answer get(String token) {
        return new Client(mvc).get("/api/v1/experiments", "Authorization", "Bearer " + token);
    }

    private static String token(String workspace, List<String> roles) {
        return ISSUER.sign(
                ISSUER.claims()
                        .claim("lawcast_workspace", workspace)
                        .claim("realm_access", Map.of("roles", roles))
                        .build());
    }
}
