package dev.lawcast.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The command beside the running service, on its database.
@ServiceTest
@TestPropertySource(properties = "lawcast.api-key=" + IsolationTest.FIRST_KEY)
class KeysCommandTest {

    @Autowired MockMvc mvc;
    @Autowired Environment settings;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

    @Test
    void aKeyIsMadeListedAndRevokedBesideTheRunningService() {
        var api = new Tenants(mvc, "");
        String workspace = "made by command " + UUID.randomUUID();

        assertThat(keys("create", "--role=writer", "--workspace=" + workspace)).isEqualTo(2);
        assertThat(notes.toString(StandardCharsets.UTF_8)).contains("--new-workspace");
        assertThat(
                        keys(
                                "create",
                                "--role=writer",
                                "--name=loader",
                                "--workspace=" + workspace,
                                "--new-workspace"))
                .isZero();
        String key = out.toString(StandardCharsets.UTF_8).strip();
        assertThat(key).matches("lawcast_[A-Za-z0-9_-]{43}");
        String bearer = "Bearer " + key;
        api.get(bearer, "/experiments").expect(200);
        api.get(bearer, "/keys").expect(403);
        assertThat(
                        api.get(bearer, "/workspaces")
                                .body()
                                .path("items")
                                .path(0)
                                .path("name")
                                .asString())
                .isEqualTo(workspace);

        out.reset();
        assertThat(keys("list")).isZero();
        String line =
                out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(l -> l.contains(workspace))
                        .findFirst()
                        .orElseThrow();
        assertThat(line).contains("loader", "writer", "valid").doesNotContain(key);

        assertThat(keys("revoke", "--id=" + line.split("\t")[0])).isZero();
        api.get(bearer, "/experiments").expect(401);
    }

    @Test
    void wrongCommandsAreRefusedInWords() {
        assertThat(keys()).isEqualTo(2);
        assertThat(keys("destroy")).isEqualTo(2);
        assertThat(keys("create", "--role=owner")).isEqualTo(2);
        assertThat(keys("create", "--role=admin", "--expires-at=tomorrow")).isEqualTo(2);
        assertThat(keys("revoke", "--id=x")).isEqualTo(2);
        assertThat(notes.toString(StandardCharsets.UTF_8))
                .contains(
                        "keys create --role",
                        "reader, writer or admin",
                        "2027-01-02T03:04:05Z",
                        "no key 'x'");
        assertThat(out.size()).isZero();
    }

    private int keys(String... words) {
        var all = new ArrayList<>(List.of(words));
        for (String setting :
                List.of(
                        "lawcast.database.url",
                        "lawcast.database.user",
                        "lawcast.database.password")) {
            all.add("--" + setting + "=" + settings.getRequiredProperty(setting));
        }
        return KeysCommand.run(
                all.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(notes, true, StandardCharsets.UTF_8));
    }
}
