package dev.lawcast.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client.Answer;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;

/// Ten requests a minute.
@ServiceTest
@TestPropertySource(
        properties = {
            "lawcast.api-key=" + IsolationTest.FIRST_KEY,
            "lawcast.requests-per-minute=10"
        })
class RateLimitTest {

    private static final String DEFAULT = "00000000-0000-0000-0000-000000000001";

    @Autowired MockMvc mvc;

    @Test
    void aKeyThatAsksTooOftenWaitsAndOthersDoNot() throws InterruptedException {
        var api = new Tenants(mvc, "Bearer " + IsolationTest.FIRST_KEY);
        String eager = "Bearer " + api.key(DEFAULT, "reader").text("key");
        String calm = "Bearer " + api.key(DEFAULT, "reader").text("key");
        for (int left = 9; left >= 0; left--) {
            Answer answer = api.get(eager, "/laws").expect(200);
            assertThat(answer.raw().getHeader("RateLimit-Remaining")).isEqualTo("" + left);
            assertThat(answer.raw().getHeader("RateLimit-Limit")).isEqualTo("10");
            assertThat(answer.raw().getHeader("RateLimit-Policy")).isEqualTo("\"key\";q=10;w=60");
        }
        Answer refused = api.get(eager, "/laws").expect(429);
        assertThat(refused.text("code")).isEqualTo("too_many_requests");
        int wait = Integer.parseInt(String.valueOf(refused.raw().getHeader("Retry-After")));
        assertThat(wait).isBetween(1, 6);
        api.get(calm, "/laws").expect(200);

        Thread.sleep(wait * 1_000L);

        api.get(eager, "/laws").expect(200);
        api.get(eager, "/laws").expect(429);
    }
}
