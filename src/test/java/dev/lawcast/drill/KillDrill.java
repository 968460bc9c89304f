package dev.lawcast.drill;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Acknowledged means kept: kills a real service and its real PostgreSQL at random moments under
/// concurrent writers, starts it again, and looks for every acknowledged run and pilot sample.
///
/// The first fifth of the kills hits the very first start (unpacking, initdb, migration); of the
/// others every fourth hits a restart, during recovery. The long version: `ops/drills/run.sh kill`.
public final class KillDrill {

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
    private final Map<Victim, Integer> victims = new EnumMap<>(Victim.class);

    private volatile ServiceProcess service;
    private @Nullable Writers writers;
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
            if (drill.writers != null) {
                drill.writers.stop();
            }
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
        writers = new Writers(client, path -> service.uri(path), seed, WRITERS);
        var sampleWriter = new SampleWriter(client, path -> service.uri(path), seed);
        Thread samples = Thread.ofVirtual().start(sampleWriter);
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
            writers.awaitAcknowledgement();
        }
        Thread.sleep(1_000);
        sampleWriter.stop = true;
        samples.join();
        Writers.Found found = writers.end();
        var outcome =
                new Outcome(
                        kills,
                        found.requests(),
                        found.sentAgain(),
                        found.acknowledged(),
                        sampleWriter.acknowledgements,
                        found.lost() + (sampleWriter.isKept() ? 0 : 1),
                        found.doubled(),
                        found.unexpected() + sampleWriter.unexpected);
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
                kills, victim, moment, writers == null ? 0 : writers.acknowledged(), victims);
    }
}
