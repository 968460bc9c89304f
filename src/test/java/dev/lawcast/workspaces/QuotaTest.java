package dev.lawcast.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.Client.Answer;
import dev.lawcast.ServiceTest;
import dev.lawcast.workspaces.Tenants.Tenant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import java.nio.charset.StandardCharsets;

/// A tenant has eight runs, one point, and three samples.
@ServiceTest
@TestPropertySource(properties = "lawcast.api-key=" + IsolationTest.FIRST_KEY)
class QuotaTest {

    private static final String OPERATOR = "Bearer " + IsolationTest.FIRST_KEY;

    @Autowired MockMvc mvc;

    private Tenants api;
    private Tenant tenant;

    @BeforeEach
    void make() {
        api = new Tenants(mvc, OPERATOR);
        tenant = api.make();
    }

    @Test
    void moreRunsThanAllowedAreRefusedAndNoneIsWritten() {
        limit("runs", "10");
        Answer refused = runs("key,parameters\na,1\nb,2\nc,3\n").expect(403);
        assertThat(refused.text("code")).isEqualTo("quota_exceeded");
        assertThat(refused.text("detail")).contains("10 runs", "would hold 11");
        assertThat(storedRuns()).isEqualTo(8);

        runs("key,parameters\na,1\nb,2\n").expect(200);
        runs("key,parameters\na,1\nb,7\n").expect(200); // changes make none
        assertThat(storedRuns()).isEqualTo(10);
    }

    @Test
    void morePointsThanAllowedAreRefusedAndNoneIsWritten() {
        limit("points", "3");
        assertThat(points(2, 3, 4).expect(403).text("code")).isEqualTo("quota_exceeded");
        points(2, 3).expect(200);
        points(3, 2).expect(200); // known already
        points(5).expect(403);

        api.delete(tenant.writer(), "/experiments/" + tenant.experiment() + "/runs/size-1")
                .expect(204);
        runs("key,parameters\nsize-1,1\n").expect(200);
        points(5, 6, 7).expect(200);
    }

    /// Three samples of four rows: two columns of eight bytes, a label of one and its line feed.
    @Test
    void moreBytesOfPilotSamplesThanAllowedAreRefusedAndNoneIsWritten() {
        api.delete(tenant.writer(), "/projections/" + tenant.more().get("projection"))
                .expect(204); // it would keep the former arrays
        limit("pilot_bytes", "216");
        String longer = "label\n10\n1\n1\n0\n"; // one byte more
        assertThat(labels(longer).expect(403).text("code")).isEqualTo("quota_exceeded");
        labels("label\n1\n1\n1\n0\n").expect(200);
        limit("pilot_bytes", "217");
        labels(longer).expect(200);
    }

    @Test
    void moreFitsThanMayWaitAreTurnedAwayForAWhile() {
        limit("queued_fits", "0");
        Answer refused = fit().expect(429);
        assertThat(refused.text("code")).isEqualTo("too_many_requests");
        assertThat(refused.raw().getHeader("Retry-After")).isNotNull();

        limit("queued_fits", "null");
        fit().expect(202);
    }

    @Test
    void aLimitOfOneWorkspaceIsNoneOfAnother() {
        Tenant other = api.make();
        limit("runs", "0");
        runs("key,parameters\na,1\n").expect(403);
        tenant = other;
        runs("key,parameters\na,1\n").expect(200);
    }

    private void limit(String what, String most) {
        new Client(mvc)
                .call(
                        MockMvcRequestBuilders.request(
                                        HttpMethod.PATCH,
                                        "/api/v1/workspaces/" + tenant.workspace())
                                .header("Authorization", OPERATOR)
                                .contentType("application/json")
                                .content("{\"limits\": {\"%s\": %s}}".formatted(what, most)))
                .expect(200);
    }

    private Answer runs(String csv) {
        return send("/runs", "text/csv", csv);
    }

    private Answer points(int... steps) {
        var lines = new StringBuilder();
        for (int step : steps) {
            lines.append("{\"step\": %d, \"metrics\": {\"loss\": 2.5}}\n".formatted(step));
        }
        return send("/runs/size-1/points", "application/x-ndjson", lines.toString());
    }

    private Answer labels(String csv) {
        String path = "/api/v1/sources/" + tenant.more().get("source") + "/pilot/labels";
        return new Client(mvc)
                .call(
                        MockMvcRequestBuilders.request(HttpMethod.PUT, path)
                                .header("Authorization", tenant.writer())
                                .contentType("text/csv")
                                .content(csv.getBytes(StandardCharsets.UTF_8)));
    }

    private Answer fit() {
        return api.post(
                tenant.writer(), "/experiments/" + tenant.experiment() + "/fits", Tenants.FIT);
    }

    private Answer send(String path, String type, String body) {
        return new Client(mvc)
                .call(
                        MockMvcRequestBuilders.post(
                                        "/api/v1/experiments/" + tenant.experiment() + path)
                                .header("Authorization", tenant.writer())
                                .contentType(type)
                                .content(body.getBytes(StandardCharsets.UTF_8)));
    }

    private int storedRuns() {
        return api.get(tenant.reader(), "/experiments/" + tenant.experiment() + "/runs?limit=1000")
                .body()
                .path("items")
                .size();
    }
}
