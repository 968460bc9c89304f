package dev.lawcast.drill;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A service in a process of its own, with its own data directory and port, that can be killed. The
/// packaged jar where the system property `lawcast.jar` names it, else the classes.
public final class ServiceProcess {

    private static final Duration LONGEST_START = Duration.ofMinutes(10);

    private final Path directory;
    private final Path log;
    private final int port;
    private final Process process;

    private ServiceProcess(Path directory, Path log, int port, Process process) {
        this.directory = directory;
        this.log = log;
        this.port = port;
        this.process = process;
    }

    /// Starts and does not wait.
    ///
    /// @param log the service's output is appended to it
    public static ServiceProcess start(Path directory, Path log) throws IOException {
        return start(directory, log, List.of(), Map.of());
    }

    /// @param before what stands before the command, such as `unshare …`
    /// @param settings environment variables
    static ServiceProcess start(
            Path directory, Path log, List<String> before, Map<String, String> settings)
            throws IOException {
        return start(directory, log, before, settings, "-XX:TieredStopAtLevel=1", "-Xmx256m");
    }

    /// With other settings, as environment variables, and options of Java.
    public static ServiceProcess start(
            Path directory, Path log, Map<String, String> settings, String... java)
            throws IOException {
        return start(directory, log, List.of(), settings, java);
    }

    private static ServiceProcess start(
            Path directory,
            Path log,
            List<String> before,
            Map<String, String> settings,
            String... java)
            throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var command = new ArrayList<String>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(java));
        String jar = System.getProperty("lawcast.jar", "");
        command.addAll(
                jar.isEmpty()
                        ? List.of("-cp", classes(), "dev.lawcast.LawcastApplication")
                        : List.of("-jar", jar));
        command.add("--server.port=" + port);
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("LAWCAST_"));
        builder.environment().put("LAWCAST_DATA_DIR", directory.toString());
        builder.environment().putAll(settings);
        return new ServiceProcess(directory, log, port, builder.start());
    }

    /// Without the tests' own libraries, which would bring other auto-configurations.
    private static String classes() {
        return String.join(
                File.pathSeparator,
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .toList());
    }

    /// Waits until the service answers.
    ///
    /// @throws IllegalStateException with its log when it ends or takes too long
    public void awaitReady(HttpClient client) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(LONGEST_START);
        HttpRequest ask =
                HttpRequest.newBuilder(uri("/actuator/health/readiness"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        while (true) {
            try {
                if (client.send(ask, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                throw new IllegalStateException(
                        "The service did not start; " + log + " ends with:\n" + endOfLog());
            }
            Thread.sleep(50);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public ProcessHandle java() {
        return process.toHandle();
    }

    /// The processes of its PostgreSQL, the postmaster first.
    public List<ProcessHandle> postgres() {
        List<ProcessHandle> all =
                ProcessHandle.allProcesses()
                        .filter(candidate ->
                                candidate
                                        .info()
                                        .command()
                                        .filter(c -> Path.of(c).startsWith(directory))
                                        .isPresent())
                        .toList();
        List<Long> pids = all.stream().map(ProcessHandle::pid).toList();
        return all.stream()
                .sorted(
                        java.util.Comparator.comparing(p ->
                                p.parent()
                                        .map(ProcessHandle::pid)
                                        .filter(pids::contains)
                                        .isPresent()))
                .toList();
    }

    /// Stops processes where they are (SIGSTOP), or lets them go on (SIGCONT).
    static void signal(String name, List<ProcessHandle> processes)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        new ProcessBuilder(command).start().waitFor();
    }

    /// Where another process can reach its embedded database, as environment variables.
    Map<String, String> database(String schema) throws IOException {
        Path cluster = directory.resolve("postgresql");
        String port = Files.readAllLines(cluster.resolve("data/postmaster.pid")).get(3).strip();
        return Map.of(
                "LAWCAST_DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:%s/lawcast%s"
                        .formatted(port, schema.isEmpty() ? "" : "?currentSchema=" + schema),
                "LAWCAST_DATABASE_USER",
                "lawcast",
                "LAWCAST_DATABASE_PASSWORD",
                Files.readString(cluster.resolve("password")).strip());
    }

    /// Asks it to end (SIGTERM) and waits.
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /// Leaves nothing running, by force.
    public void killEverything() throws InterruptedException {
        process.destroyForcibly().waitFor();
        for (ProcessHandle server : postgres()) {
            server.destroyForcibly();
        }
    }

    private String endOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }
}
