package dev.lawcast.projections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Pastes `docs/how-to/choose-a-mixture.md` into bash and compares the answers with those it shows
/// (`…` stands for anything).
@ServiceTest
class ChooseMixtureDocTest {

    private static final Path PAGE = Path.of("docs", "how-to", "choose-a-mixture.md");
    private static final Pattern BLOCK =
            Pattern.compile("```(bash|text)\n(.*?)```", Pattern.DOTALL);
    private static final String END = "--- end of block ---";

    @LocalServerPort int port;
    @Autowired JdbcClient database;

    /// The names of the page belong to other tests too.
    @BeforeEach
    @AfterEach
    void removeSamples() {
        database.sql("delete from sample").update();
    }

    @Test
    void thePageAnswersAsItSays() throws IOException, InterruptedException {
        List<String> blocks =
                BLOCK.matcher(Files.readString(PAGE)).results().map(m -> m.group(2)).toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(10);
        var script = new StringBuilder();
        for (int b = 0; b < blocks.size(); b += 2) {
            script.append(blocks.get(b)).append("\necho\necho '").append(END).append("'\n");
        }
        List<String> answers = paste(script.toString());
        assertThat(answers).hasSize(blocks.size() / 2);
        for (int b = 0; b < answers.size(); b++) {
            assertThat(answers.get(b).strip())
                    .matches(Pattern.compile(pattern(blocks.get(2 * b + 1)), Pattern.DOTALL));
        }
    }

    private List<String> paste(String script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().put("LAWCAST_URL", "http://127.0.0.1:" + port);
        Process bash = builder.start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return Arrays.stream(output.split(END)).filter(part -> !part.isBlank()).toList();
    }

    private static String pattern(String shown) {
        return Arrays.stream(shown.strip().split("…"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*?"))
                + (shown.strip().endsWith("…") ? ".*" : "");
    }
}
