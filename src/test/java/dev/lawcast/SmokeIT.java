package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Starts the packaged jar as a user would, pastes the tour of README.md into bash, and compares
/// the answers with those that README.md shows (`…` stands for anything).
class SmokeIT {

    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Pattern BLOCK =
            Pattern.compile("```(bash|text)\n(.*?)```", Pattern.DOTALL);

    @TempDir Path data;

    @Test
    void theTourOfTheReadmeAnswersAsItSays() throws Exception {
        String jar = Objects.requireNonNull(System.getProperty("lawcast.jar"), "lawcast.jar");
        int port = freePort();
        Path log = data.resolve("service.log");
        Process service =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-jar",
                                jar,
                                "--server.port=" + port,
                                "--lawcast.data-dir=" + data.resolve("data"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            awaitHealth(port, service, log);
            List<String> blocks = blocks();
            List<String> answers = paste(blocks, "http://127.0.0.1:" + port);
            assertThat(answers).hasSize(blocks.size() / 2).hasSizeGreaterThanOrEqualTo(4);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(spaceless(answers.get(i)))
                        .matches(Pattern.compile(pattern(blocks.get(2 * i + 1)), Pattern.DOTALL));
            }
            assertThat(Files.readString(log)).doesNotContain(" ERROR ");
        } finally {
            service.destroy();
            if (!service.waitFor(30, TimeUnit.SECONDS)) {
                service.destroyForcibly().waitFor();
            }
        }
    }

    /// Commands and answers of the tour, in turn.
    private static List<String> blocks() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<MatchResult> found =
                BLOCK.matcher(readme.substring(readme.indexOf("## Tour"))).results().toList();
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).group(1)).isEqualTo(i % 2 == 0 ? "bash" : "text");
        }
        return found.stream().map(block -> block.group(2)).toList();
    }

    /// Runs all commands in one shell and splits what they print.
    private List<String> paste(List<String> blocks, String url)
            throws IOException, InterruptedException {
        String end = "=== end of an answer ===";
        var script = new StringBuilder("set -euo pipefail\n");
        for (int i = 0; i < blocks.size(); i += 2) {
            script.append(blocks.get(i)).append("\necho '").append(end).append("'\n");
        }
        Path file = Files.writeString(data.resolve("tour.sh"), script);
        Path printed = data.resolve("tour.out");
        var bash = new ProcessBuilder("bash", file.toString());
        bash.environment().put("LAWCAST_URL", url);
        Process tour = bash.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
        assertThat(tour.waitFor(3, TimeUnit.MINUTES)).as("the tour ends").isTrue();
        String output = Files.readString(printed);
        assertThat(tour.exitValue()).as(output).isZero();
        var answers = new ArrayList<>(List.of(output.split(end, -1)));
        answers.removeLast();
        return answers;
    }

    private static void awaitHealth(int port, Process service, Path log) throws Exception {
        var health =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + port + "/actuator/health/readiness"))
                        .build();
        Instant end = Instant.now().plus(LONGEST_START);
        try (var client = HttpClient.newHttpClient()) {
            while (Instant.now().isBefore(end) && service.isAlive()) {
                try {
                    var answer = client.send(health, HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // not up yet
                }
                Thread.sleep(200);
            }
        }
        throw new AssertionError("The service did not start:\n" + Files.readString(log));
    }

    private static String pattern(String shown) {
        return Pattern.quote(spaceless(shown)).replace("…", "\\E.*?\\Q");
    }

    private static String spaceless(String text) {
        return text.replaceAll("\\s", "");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
