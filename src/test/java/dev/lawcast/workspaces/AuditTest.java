package dev.lawcast.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client.Answer;
import dev.lawcast.ServiceTest;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.workspaces.Tenants.Tenant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.UUID;

@ServiceTest
@TestPropertySource(properties = "lawcast.api-key=" + IsolationTest.FIRST_KEY)
class AuditTest {

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;

    private Tenants api;
    private Tenant tenant;

    @BeforeEach
    void make() {
        api = new Tenants(mvc, "Bearer " + IsolationTest.FIRST_KEY);
        tenant = api.make();
    }

    @Test
    void whatWasDoneAndWhatWasRefusedStandsInTheTrail() {
        api.delete(tenant.writer(), "/fits/" + tenant.fit()).expect(204);
        api.delete(tenant.reader(), "/experiments/" + tenant.experiment()).expect(403);
        api.delete(tenant.writer(), "/fits/" + tenant.fit()).expect(404);

        List<JsonNode> latest = events().subList(0, 3);
        assertThat(latest.stream().map(e -> e.path("status").asInt()))
                .containsExactly(404, 403, 204);
        assertThat(latest.stream().map(e -> e.path("actor").asString()))
                .containsExactly("writer", "reader", "writer");
        assertThat(latest.get(1).path("action").asString())
                .isEqualTo("DELETE /api/v1/experiments/{id}");
        assertThat(latest.get(1).path("path").asString()).endsWith(tenant.experiment());
        assertThat(latest.get(1).path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(latest.get(1).path("key_id").asString()).isNotEmpty();
    }

    @Test
    void askingLeavesNoTrace() {
        int before = events().size();
        api.get(tenant.reader(), "/fits/" + tenant.fit()).expect(200);
        api.post(
                        tenant.reader(),
                        "/fits/" + tenant.fit() + "/forecasts",
                        "{\"points\": [{\"parameters\": 5000}]}")
                .expect(200);
        assertThat(events()).hasSize(before);
    }

    @Test
    void carryingABackupAwayAndBeingRefusedTheTrailAreNoted() {
        api.get(tenant.admin(), "/export").expect(200);
        api.get(tenant.reader(), "/export").expect(403);
        api.get(tenant.writer(), "/audit").expect(403);

        assertThat(
                        events().subList(0, 3).stream()
                                .map(e -> e.path("action").asString() + e.path("status").asInt()))
                .containsExactly(
                        "GET /api/v1/audit403", "GET /api/v1/export403", "GET /api/v1/export200");
    }

    @Test
    void theTrailHoldsNoKeyAndNoBody() throws Exception {
        api.key(tenant.workspace(), "reader");
        String all = export("Bearer " + IsolationTest.FIRST_KEY);
        assertThat(all)
                .contains("POST /api/v1/keys")
                .doesNotContain("lawcast_", IsolationTest.FIRST_KEY);
        assertThat(export(tenant.admin())).doesNotContain("secret of");
    }

    @Test
    void theExportHoldsEveryEventOfTheWorkspaceAndNoOther() throws Exception {
        Tenant other = api.make();
        String all = export(tenant.admin());
        assertThat(all.lines()).hasSameSizeAs(events()).hasSizeGreaterThan(5);
        assertThat(all).contains(tenant.experiment()).doesNotContain(other.experiment());
        api.get(tenant.writer(), "/audit").expect(403);
    }

    @Test
    void pagesHoldTheWholeTrailOnce() {
        Answer first = api.get(tenant.admin(), "/audit?limit=4").expect(200);
        Answer second =
                api.get(tenant.admin(), "/audit?limit=1000&cursor=" + first.text("next_cursor"));
        assertThat(first.body().path("items").size() + second.body().path("items").size())
                .isEqualTo(events().size());
    }

    @Test
    void eventsAreForgottenAfterTheirTimeAndNeverWithinADay() {
        int before = events().size();
        WorkspaceScope.in(
                UUID.fromString(tenant.workspace()),
                () -> {
                    database.sql(
                                    """
                                    insert into audit_event (id, at, actor, action, path, status, address)
                                    values (gen_random_uuid(), now() - interval '400 days', 'old', 'x', 'x', 200, 'x')
                                    """)
                            .update();
                    assertThat(forgotten("365 days")).isOne();
                    return assertThat(forgotten("0")).isZero();
                });
        assertThat(events()).hasSize(before);
    }

    private long forgotten(String olderThan) {
        return database.sql("select forget_audit_events(?::interval)")
                .param(olderThan)
                .query(Long.class)
                .single();
    }

    private List<JsonNode> events() {
        return api.get(tenant.admin(), "/audit?limit=1000")
                .expect(200)
                .body()
                .path("items")
                .valueStream()
                .toList();
    }

    private String export(String who) throws Exception {
        MockHttpServletResponse answer =
                mvc.perform(
                                MockMvcRequestBuilders.get("/api/v1/audit")
                                        .header("Authorization", who)
                                        .accept("application/x-ndjson"))
                        .andReturn()
                        .getResponse();
        assertThat(answer.getStatus()).isEqualTo(200);
        return answer.getContentAsString();
    }
}
