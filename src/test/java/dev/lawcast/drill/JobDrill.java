package dev.lawcast.drill;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/// Jobs happen once in effect: three processes on one database that is not theirs to lose, of which
/// two start at the same moment on an empty schema, one is then killed at random moments and one is
/// frozen past its lease. Every fit ends once, as the others do, and never changes after.
public final class JobDrill {

    /// Beyond the eight seconds after which a job without heartbeat is given to another.
    private static final Duration PAST_THE_LEASE = Duration.ofSeconds(14);

    private static final String SCHEMA = "drill";

    private JobDrill() {}

    /// @param results different reports of fits that are the same, must be 1
    /// @param changed fits that said something else later
    /// @param failed fits that did not converge
    /// @param overtaken attempts that were dropped because another process had taken over
    public record Outcome(
            int fits, int kills, int freezes, int results, int changed, int failed, int overtaken) {

        /// Where nobody was overtaken the freezes met no fit, and the drill has shown nothing of
        /// them.
        boolean good() {
            return results == 1 && changed == 0 && failed == 0 && (freezes == 0 || overtaken > 0);
        }
    }

    /// @param work an empty directory
    public static Outcome run(
            Path work, int fits, int kills, int freezes, int replicates, long seed)
            throws IOException, InterruptedException, SQLException {
        Path root = work.toRealPath();
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
        var api = new Api(client);
        var random = new Random(seed);
        ServiceProcess keeper =
                ServiceProcess.start(root.resolve("keeper"), root.resolve("keeper.log"));
        var others = new ArrayList<ServiceProcess>();
        try {
            keeper.awaitReady(client);
            Map<String, String> database = keeper.database(SCHEMA);
            try (Connection owner = connect(database);
                    var statement = owner.createStatement()) {
                statement.execute("create schema " + SCHEMA);
            }
            for (String name : List.of("steady", "killed", "frozen")) {
                others.add(start(root, name, database));
            }
            for (ServiceProcess each : others) {
                each.awaitReady(client);
            }
            ServiceProcess steady = others.get(0);
            String experiment = api.experimentWithRuns(steady);
            var paths = new ArrayList<String>();
            for (int i = 0; i < fits; i++) {
                paths.add(api.fit(steady, experiment, replicates));
            }
            int killed = 0;
            int frozen = 0;
            while (killed < kills || frozen < freezes) {
                Thread.sleep(500 + random.nextInt(2_000));
                if (killed < kills) {
                    others.get(1).java().destroyForcibly();
                    others.get(1).java().onExit().join();
                    others.set(1, start(root, "killed", database));
                    killed++;
                }
                if (frozen < freezes) {
                    List<ProcessHandle> victim = List.of(others.get(2).java());
                    ServiceProcess.signal("STOP", victim);
                    Thread.sleep(PAST_THE_LEASE);
                    ServiceProcess.signal("CONT", victim);
                    frozen++;
                }
                others.get(1).awaitReady(client);
                System.out.printf("%d kills, %d freezes%n", killed, frozen);
            }
            var first = new ArrayList<JsonNode>();
            for (String fit : paths) {
                first.add(api.ended(steady, fit, Duration.ofMinutes(10)));
            }
            Thread.sleep(PAST_THE_LEASE); // for those who might still write
            int changed = 0;
            int failed = 0;
            var results = new TreeSet<String>();
            for (int i = 0; i < fits; i++) {
                JsonNode last = api.get(steady, paths.get(i)).expect(200).json();
                changed += last.equals(first.get(i)) ? 0 : 1;
                failed += last.path("status").asString().equals("CONVERGED") ? 0 : 1;
                results.add(String.valueOf(last.path("parameters")));
                if (!last.path("status").asString().equals("CONVERGED")) {
                    System.err.println(last.path("status") + " " + last.path("reason"));
                }
            }
            return new Outcome(
                    fits, killed, frozen, results.size(), changed, failed, overtaken(root));
        } finally {
            for (ServiceProcess each : others) {
                each.killEverything();
            }
            keeper.killEverything();
        }
    }

    /// `--fits=40 --kills=10 --freezes=5 --replicates=3000 --seed=1 --work=<empty directory>`
    public static void main(String[] arguments)
            throws IOException, InterruptedException, SQLException {
        Map<String, String> given =
                Arguments.of(arguments, "fits", "kills", "freezes", "replicates", "seed", "work");
        Outcome outcome =
                run(
                        Arguments.work(given),
                        Integer.parseInt(given.getOrDefault("fits", "40")),
                        Integer.parseInt(given.getOrDefault("kills", "10")),
                        Integer.parseInt(given.getOrDefault("freezes", "5")),
                        Integer.parseInt(given.getOrDefault("replicates", "3000")),
                        Long.parseLong(given.getOrDefault("seed", "1")));
        System.out.println(outcome);
        System.exit(outcome.good() ? 0 : 1);
    }

    private static ServiceProcess start(Path root, String name, Map<String, String> database)
            throws IOException {
        return ServiceProcess.start(
                root.resolve(name), root.resolve(name + ".log"), List.of(), database);
    }

    private static Connection connect(Map<String, String> database) throws SQLException {
        return DriverManager.getConnection(
                database.get("LAWCAST_DATABASE_URL"),
                database.get("LAWCAST_DATABASE_USER"),
                database.get("LAWCAST_DATABASE_PASSWORD"));
    }

    private static int overtaken(Path root) throws IOException {
        int found = 0;
        for (String name : List.of("steady", "killed", "frozen")) {
            found +=
                    (int)
                            Files.readAllLines(root.resolve(name + ".log")).stream()
                                    .filter(line ->
                                            line.contains("was overtaken")
                                                    || line.contains("goes on elsewhere"))
                                    .count();
        }
        return found;
    }
}
