package dev.lawcast.drill;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Acknowledged means kept: kills a real service and its real PostgreSQL at random moments under
/// concurrent writers, starts it again, and looks for every acknowledged run and pilot sample.
///
/// The first fifth of the kills hits the very first start (unpacking, initdb, migration); of the
/// others every fourth hits a restart, during recovery. The long version: bench/kill-drill.sh.
public final class KillDrill {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int WRITERS = 4;

    /// What is killed.
    private enum Victim {
        /// kill -9 of the service; PostgreSQL stays behind
        SERVICE,
        /// kill -9 of the postmaster; the service must bring it back by itself
        POSTGRES,
        /// kill -9 of one session of PostgreSQL, to which it answers by a recovery
        SESSION,
        /// kill -9 of everything
        BOTH
    }

    /// @param lost acknowledged but not there, or there with other values
    /// @param doubled there more than once
    /// @param samples how often a pilot sample was acknowledged
    /// @param unexpected answers other than 200 and 503, or counts that do not fit
    public record Outcome(
            int kills,
            long requests,
            long sentAgain,
            long acknowledged,
            long samples,
            long lost,
            long doubled,
            long unexpected) {}

    private final Random random;
    private final Path directory;
    private final Path log;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final List<Writer> writers = new ArrayList<>();
    private final Map<Victim, Integer> victims = new EnumMap<>(Victim.class);

    private volatile ServiceProcess service;
    private volatile String experiment = "";
    private int kills;

    private KillDrill(Path work, long seed) throws IOException {
        this.random = new Random(seed);
        this.directory = work.toRealPath().resolve("data");
        this.log = work.toRealPath().resolve("service.log");
        this.service = ServiceProcess.start(directory, log);
    }

    /// @param work an empty directory for the data and the log
    public static Outcome run(Path work, int kills, long seed)
            throws IOException, InterruptedException {
        var drill = new KillDrill(work, seed);
        try {
            return drill.run(kills, seed);
        } finally {
            drill.writers.forEach(writer -> writer.stop = true);
            drill.service.killEverything();
        }
    }

    /// `--kills=40 --seed=1 --work=<empty directory>`
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int kills = 40;
        long seed = 1;
        Path work = null;
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, argument.length() - value.length())) {
                case "--kills=" -> kills = Integer.parseInt(value);
                case "--seed=" -> seed = Long.parseLong(value);
                case "--work=" -> work = Files.createDirectories(Path.of(value));
                default -> {
                    System.err.println("Usage: [--kills=40] [--seed=1] [--work=<directory>]");
                    System.exit(2);
                }
            }
        }
        Outcome outcome =
                run(work == null ? Files.createTempDirectory("lawcast-drill") : work, kills, seed);
        System.out.println(outcome);
        System.exit(outcome.lost() + outcome.doubled() + outcome.unexpected() == 0 ? 0 : 1);
    }

    private Outcome run(int wanted, long seed) throws IOException, InterruptedException {
        while (kills < wanted / 5) {
            Thread.sleep(random.nextInt(6_000));
            kill(random.nextBoolean() ? Victim.SERVICE : Victim.BOTH, "first start");
            restart();
        }
        service.awaitReady(client);
        experiment = createExperiment();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer("w" + i, client, this::runs, seed * 31 + i));
        }
        var sampleWriter = new SampleWriter(client, path -> service.uri(path), seed);
        var threads = new ArrayList<Thread>();
        writers.forEach(writer -> threads.add(Thread.ofVirtual().start(writer)));
        threads.add(Thread.ofVirtual().start(sampleWriter));
        while (kills < wanted) {
            Thread.sleep(500 + random.nextInt(2_500));
            Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
            kill(victim, "writing");
            if (victim == Victim.SERVICE || victim == Victim.BOTH) {
                restart();
                if (kills < wanted && random.nextInt(3) == 0) {
                    Thread.sleep(random.nextInt(4_000));
                    kill(random.nextBoolean() ? Victim.SERVICE : Victim.BOTH, "restart");
                    restart();
                }
            }
            service.awaitReady(client);
            awaitAcknowledgement();
        }
        Thread.sleep(1_000);
        for (Writer writer : writers) {
            writer.stop = true;
        }
        sampleWriter.stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Outcome outcome = compare(sampleWriter);
        service.stop();
        if (!service.postgres().isEmpty()) {
            throw new IllegalStateException("PostgreSQL outlived a service that was asked to end");
        }
        return outcome;
    }

    private void restart() throws IOException {
        service = ServiceProcess.start(directory, log);
    }

    private void kill(Victim victim, String moment) throws InterruptedException {
        List<ProcessHandle> postgres = service.postgres();
        if (victim == Victim.SERVICE || victim == Victim.BOTH) {
            service.java().destroyForcibly();
        }
        if (victim == Victim.BOTH) {
            postgres.forEach(ProcessHandle::destroyForcibly);
        } else if (victim == Victim.POSTGRES && !postgres.isEmpty()) {
            postgres.getFirst().destroyForcibly();
        } else if (victim == Victim.SESSION && postgres.size() > 1) {
            postgres.get(1 + random.nextInt(postgres.size() - 1)).destroyForcibly();
        }
        if (victim == Victim.SERVICE || victim == Victim.BOTH) {
            service.java().onExit().join();
        }
        kills++;
        victims.merge(victim, 1, Integer::sum);
        System.out.printf(
                "kill %d: %s during %s; %d runs acknowledged, %s%n",
                kills,
                victim,
                moment,
                writers.stream().mapToInt(w -> w.acknowledged.size()).sum(),
                victims);
    }

    /// The service is back when it takes runs again.
    private void awaitAcknowledgement() throws InterruptedException {
        long before = acknowledged();
        for (int i = 0; i < 600 && acknowledged() == before; i++) {
            Thread.sleep(100);
        }
        if (acknowledged() == before) {
            throw new IllegalStateException("No run was taken for a minute; see " + log);
        }
    }

    private long acknowledged() {
        return writers.stream().mapToLong(writer -> writer.acknowledged.size()).sum();
    }

    private String createExperiment() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(service.uri("/api/v1/experiments"))
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                """
                                                {"name": "kill drill",
                                                 "variables": [{"name": "N", "role": "parameters"}],
                                                 "metrics": [{"name": "loss"}]}
                                                """))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body()).get("id").asString();
    }

    private URI runs() {
        return service.uri("/api/v1/experiments/" + experiment + "/runs");
    }

    private Outcome compare(SampleWriter sampleWriter) throws IOException, InterruptedException {
        HttpResponse<String> export =
                client.send(
                        HttpRequest.newBuilder(runs())
                                .header("Accept", "application/x-ndjson")
                                .build(),
                        BodyHandlers.ofString());
        if (export.statusCode() != 200) {
            throw new IllegalStateException(export.statusCode() + " " + export.body());
        }
        var there = new HashMap<String, Writer.Values>();
        long doubled = 0;
        for (String line : export.body().lines().toList()) {
            JsonNode run = JSON.readTree(line);
            var values =
                    new Writer.Values(
                            run.get("variables").get("N").asDouble(),
                            run.get("metrics").get("loss").asDouble());
            if (there.put(run.get("key").asString(), values) != null) {
                doubled++;
            }
        }
        long lost = 0;
        for (Writer writer : writers) {
            for (var run : writer.acknowledged.entrySet()) {
                if (!run.getValue().equals(there.remove(run.getKey()))) {
                    lost++;
                    System.err.println("Lost or changed: " + run);
                }
            }
            // What was not acknowledged may be there, but then as it was sent.
            for (var run : writer.uncertain.entrySet()) {
                Writer.Values found = there.remove(run.getKey());
                if (found != null && !found.equals(run.getValue())) {
                    lost++;
                    System.err.println("Changed: " + run + " is " + found);
                }
            }
        }
        if (!sampleWriter.isKept()) {
            lost++;
        }
        return new Outcome(
                kills,
                writers.stream().mapToLong(w -> w.requests).sum(),
                writers.stream().mapToLong(w -> w.sentAgain).sum(),
                acknowledged(),
                sampleWriter.acknowledgements,
                lost,
                doubled + there.size(), // what nobody sent
                writers.stream().mapToLong(w -> w.unexpected).sum() + sampleWriter.unexpected);
    }
}
