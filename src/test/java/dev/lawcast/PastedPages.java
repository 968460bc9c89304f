package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Pastes how-to pages into one bash, as a reader does, and compares each answer with the one that
/// the page shows behind the command (`…` stands for anything).
///
/// Each block of commands has one of text behind it.
public final class PastedPages {

    private static final Pattern BLOCK =
            Pattern.compile("```(bash|text)\n(.*?)```", Pattern.DOTALL);
    private static final String END = "--- end of block ---";

    private PastedPages() {}

    /// @param port of the service
    /// @param names of pages in `docs/how-to`, in the order in which they are read
    public static void answerAsTheySay(int port, String... names)
            throws IOException, InterruptedException {
        var commands = new ArrayList<String>();
        var shown = new ArrayList<String>();
        for (String name : names) {
            String page = Files.readString(Path.of("docs", "how-to", name));
            BLOCK.matcher(page)
                    .results()
                    .forEach(block -> {
                        boolean command = block.group(1).equals("bash");
                        assertThat(commands.size() == shown.size())
                                .as("commands and answers take turns: %s", block.group(2))
                                .isEqualTo(command);
                        (command ? commands : shown).add(block.group(2));
                    });
        }
        assertThat(shown).isNotEmpty().hasSameSizeAs(commands);
        var script = new StringBuilder();
        commands.forEach(c -> script.append(c).append("\necho\necho '").append(END).append("'\n"));
        List<String> answers = paste(port, script.toString());
        assertThat(answers).hasSameSizeAs(shown);
        for (int b = 0; b < shown.size(); b++) {
            assertThat(answers.get(b).strip())
                    .matches(Pattern.compile(pattern(shown.get(b)), Pattern.DOTALL));
        }
    }

    private static List<String> paste(int port, String script)
            throws IOException, InterruptedException {
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
