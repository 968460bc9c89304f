package dev.lawcast.drill;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Overload sheds, then recovers: one fault after the other under concurrent writers, and after
/// each the same service, not started again, takes runs. Every answer meanwhile comes within 45 s
/// and is 2xx, or 429 or 503 with Retry-After; liveness stays up; nothing acknowledged is lost.
public final class FaultDrill {

    /// What is done to the service.
    public enum Fault {
        /// PostgreSQL is frozen (SIGSTOP) and answers nothing
        FROZEN,
        /// kill -9 of the postmaster
        KILLED,
        /// packets to PostgreSQL are dropped (iptables, needs root)
        DROPPED,
        /// no byte is left where the data are
        FULL,
        /// many more clients than can be served
        OVERLOAD,
        /// SIGTERM of the service with requests and fits under way
        TERM
    }

    private static final Duration FROZEN_FOR = Duration.ofSeconds(25);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
    private static final int SPACE = 420; // MiB: programs, data and a little

    private final Path work;
    private final Path disk;
    private final Path directory;
    private final Path log;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Api api = new Api(client);
    private final List<String> faults = new ArrayList<>();
    private volatile ServiceProcess service;

    private FaultDrill(Path work, boolean small) throws IOException {
        this.work = work.toRealPath();
        this.disk = Files.createDirectories(this.work.resolve("disk"));
        this.directory = disk.resolve("data");
        this.log = this.work.resolve("service.log");
        this.service = start(small);
    }

    /// @param faults what was not as it should be, in words
    public record Outcome(long acknowledged, long lost, long doubled, List<String> faults) {}

    /// @param work an empty directory
    /// @param faults not FULL together with TERM
    public static Outcome run(Path work, List<Fault> faults, long seed)
            throws IOException, InterruptedException {
        var drill = new FaultDrill(work, faults.contains(Fault.FULL));
        Writers writers = null;
        try {
            drill.service.awaitReady(drill.client);
            writers = new Writers(drill.client, path -> drill.service.uri(path), seed, 4);
            writers.awaitAcknowledgement();
            for (Fault fault : faults) {
                long start = System.nanoTime();
                drill.meet(fault);
                drill.service.awaitReady(drill.client);
                writers.awaitAcknowledgement();
                System.out.printf("%s: over after %.0f s%n", fault, seconds(start));
            }
            Writers.Found found = writers.end();
            if (found.unexpected() > 0) {
                drill.faults.add(found.unexpected() + " unexpected answers to writers");
            }
            drill.service.stop();
            return new Outcome(found.acknowledged(), found.lost(), found.doubled(), drill.faults);
        } finally {
            if (writers != null) {
                writers.stop();
            }
            drill.service.killEverything();
        }
    }

    /// `--faults=FROZEN,KILLED,… --rounds=1 --seed=1 --work=<empty directory>`
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> given = Arguments.of(arguments, "faults", "rounds", "seed", "work");
        List<Fault> named =
                Stream.of(
                                given.getOrDefault("faults", "FROZEN,KILLED,FULL,OVERLOAD,TERM")
                                        .split(","))
                        .map(Fault::valueOf)
                        .toList();
        int rounds = Integer.parseInt(given.getOrDefault("rounds", "1"));
        long seed = Long.parseLong(given.getOrDefault("seed", "1"));
        Path work = Arguments.work(given);
        boolean good = true;
        // the small disk goes with its process, so it is for those that do not end it
        for (boolean small : new boolean[] {false, true}) {
            List<Fault> once = named.stream().filter(f -> (f == Fault.FULL) == small).toList();
            if (!once.isEmpty()) {
                List<Fault> all =
                        Stream.generate(() -> once).limit(rounds).flatMap(List::stream).toList();
                Path place = Files.createDirectories(work.resolve(small ? "small" : "large"));
                Outcome outcome = run(place, all, seed);
                System.out.println(outcome);
                good &= outcome.lost() + outcome.doubled() + outcome.faults().size() == 0;
            }
        }
        System.exit(good ? 0 : 1);
    }

    private void meet(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case FROZEN -> {
                List<ProcessHandle> postgres = service.postgres();
                ServiceProcess.signal("STOP", postgres);
                try {
                    watch(fault, FROZEN_FOR, true);
                } finally {
                    ServiceProcess.signal("CONT", postgres);
                }
            }
            case KILLED -> {
                service.postgres().getFirst().destroyForcibly();
                watch(fault, Duration.ofSeconds(3), false);
            }
            case DROPPED -> {
                iptables("-I");
                try {
                    watch(fault, FROZEN_FOR, true);
                } finally {
                    iptables("-D");
                }
            }
            case FULL -> fillTheDisk();
            case OVERLOAD -> overload();
            case TERM -> terminate();
        }
    }

    /// Asks on and on; for a while something must be refused if `refuses`.
    private void watch(Fault fault, Duration time, boolean refuses)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        boolean refused = false;
        double longest = 0;
        while (seconds(start) < time.toSeconds()) {
            check(fault, api.get(service, "/actuator/health/liveness").status() == 200, "liveness");
            Api.Answer answer = api.get(service, "/api/v1/experiments?limit=1");
            check(fault, answer.status() == 200 || answer.shed(), answer.toString());
            refused |= answer.status() == 503;
            longest = Math.max(longest, answer.seconds());
            Thread.sleep(200);
        }
        check(fault, refused || !refuses, "nothing was refused");
        check(fault, longest < 40, "an answer took " + longest + " s");
    }

    private void check(Fault fault, boolean right, String otherwise) {
        if (!right) {
            faults.add(fault + ": " + otherwise);
        }
    }

    private void iptables(String how) throws IOException, InterruptedException {
        String url = service.database("").getOrDefault("LAWCAST_DATABASE_URL", "");
        String port = url.replaceFirst(".*:(\\d+)/.*", "$1");
        new ProcessBuilder(
                        "iptables",
                        how,
                        "INPUT",
                        "-i",
                        "lo",
                        "-p",
                        "tcp",
                        "--dport",
                        port,
                        "-j",
                        "DROP")
                .inheritIO()
                .start()
                .waitFor();
    }

    /// The service lives in a mount namespace of its own, with a small file system for its data.
    private ServiceProcess start(boolean small) throws IOException {
        if (!small) {
            return ServiceProcess.start(directory, log);
        }
        String mount =
                "mount -t tmpfs -o size=%dm drill '%s' && exec \"$@\"".formatted(SPACE, disk);
        boolean root = System.getProperty("user.name").equals("root");
        List<String> before =
                root
                        ? List.of("unshare", "--mount", "sh", "-c", mount, "sh")
                        : List.of(
                                "unshare",
                                "--user",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                mount,
                                "sh");
        return ServiceProcess.start(directory, log, before, Map.of());
    }

    /// Until no byte is left, for some seconds, then frees it.
    private void fillTheDisk() throws IOException, InterruptedException {
        Path filler =
                Path.of("/proc", Long.toString(service.java().pid()), "root")
                        .resolve(disk.toString().substring(1))
                        .resolve("filler");
        String runs = api.experimentWithRuns(service) + "/runs";
        boolean said = false;
        boolean named = false;
        try {
            for (int i = 0; i < 60 && !(said && named); i++) {
                fill(filler);
                Api.Answer answer = api.post(service, runs, manyRuns(i));
                check(Fault.FULL, answer.status() == 200 || answer.shed(), answer.toString());
                named |= answer.body().contains("full, so nothing was written");
                Api.Answer health = api.get(service, "/actuator/health");
                said |=
                        health.status() == 503
                                && (health.body().contains("\"databaseSpace\":{\"status\":\"DOWN\"")
                                        || health.body().contains("\"db\":{\"status\":\"DOWN\""));
                check(
                        Fault.FULL,
                        api.get(service, "/actuator/health/liveness").status() == 200,
                        "liveness");
            }
        } finally {
            Files.deleteIfExists(filler);
        }
        check(Fault.FULL, said, "health did not say that the disk is full");
        System.out.printf(
                "FULL: the answer named the full disk: %s; health said so: %s%n", named, said);
        long start = System.nanoTime();
        while (api.get(service, "/actuator/health").status() != 200 && seconds(start) < 90) {
            Thread.sleep(500);
        }
        check(
                Fault.FULL,
                api.get(service, "/actuator/health").status() == 200,
                "health did not recover");
    }

    /// A megabyte, so that tables grow by some pages.
    private static String manyRuns(int round) {
        return IntStream.range(0, 5_000)
                .mapToObj(i ->
                        "{\"key\":\"full-%d-%d\",\"variables\":{\"N\":%d,\"D\":1e9},\"metrics\":{\"loss\":3},\"tags\":{\"a\":\"%s\"}}"
                                .formatted(round, i, i + 1, "x".repeat(100)))
                .collect(Collectors.joining(",", "{\"runs\":[", "]}"));
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out =
                Files.newOutputStream(
                        filler,
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND)) {
            for (int block : new int[] {1 << 20, 4096}) {
                var zeros = new byte[block];
                try {
                    while (true) {
                        out.write(zeros);
                    }
                } catch (IOException full) {
                    // so it should be
                }
            }
        }
    }

    /// Two hundred clients that ask for fits and read at once.
    private void overload() throws IOException, InterruptedException {
        String experiment = api.experimentWithRuns(service);
        var statuses = new ConcurrentHashMap<Integer, Integer>();
        var stop = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!stop.get()) {
                                    try {
                                        Api.Answer answer =
                                                number % 2 == 0
                                                        ? api.get(service, experiment + "/runs")
                                                        : api.post(
                                                                service,
                                                                experiment + "/fits",
                                                                "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 20}}");
                                        statuses.merge(answer.status(), 1, Integer::sum);
                                        if (answer.status() / 100 != 2 && !answer.shed()) {
                                            synchronized (faults) {
                                                check(Fault.OVERLOAD, false, answer.toString());
                                            }
                                        }
                                    } catch (IOException e) {
                                        synchronized (faults) {
                                            check(Fault.OVERLOAD, false, e.toString());
                                        }
                                    } catch (InterruptedException e) {
                                        return;
                                    }
                                }
                            }));
        }
        long start = System.nanoTime();
        double longest = 0;
        while (seconds(start) < 15) {
            Api.Answer live = api.get(service, "/actuator/health/liveness");
            check(Fault.OVERLOAD, live.status() == 200, "liveness " + live);
            longest = Math.max(longest, live.seconds());
            Thread.sleep(500);
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.printf(
                "OVERLOAD: %s, liveness at most %.1f s%n", new TreeMap<>(statuses), longest);
    }

    /// A slow upload that was accepted must end with 200, fits that wait must end after the next
    /// start without counting a death.
    private void terminate() throws IOException, InterruptedException {
        String experiment = api.experimentWithRuns(service);
        var fits = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            fits.add(api.fit(service, experiment, 2_000));
        }
        Thread.sleep(1_500); // the first are at work
        CompletableFuture<Integer> upload = slowUpload(experiment);
        Thread.sleep(1_000);
        long start = System.nanoTime();
        service.java().destroy();
        boolean ended =
                service.java()
                        .onExit()
                        .orTimeout(LONGEST_STOP.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                        .handle((_, late) -> late == null)
                        .join();
        System.out.printf(
                "TERM: ended after %.1f s, the upload under way got %d%n",
                seconds(start), upload.join());
        check(Fault.TERM, ended, "did not end within " + LONGEST_STOP);
        check(Fault.TERM, upload.join() == 200, "the upload under way got " + upload.join());
        check(Fault.TERM, service.postgres().isEmpty(), "PostgreSQL is left behind");
        service = start(false);
        service.awaitReady(client);
        for (String fit : fits) {
            String status =
                    api.ended(service, fit, Duration.ofMinutes(5)).path("status").asString();
            check(Fault.TERM, !status.equals("FAILED"), fit + " ended as " + status);
        }
    }

    /// A run every quarter of a second, for three seconds.
    private CompletableFuture<Integer> slowUpload(String experiment) {
        ServiceProcess to = service;
        return CompletableFuture.supplyAsync(() -> {
            try {
                var slow =
                        new java.io.InputStream() {
                            private final byte[] text =
                                    "{\"key\":\"slow\",\"variables\":{\"N\":1e6,\"D\":1e9},\"metrics\":{\"loss\":3}}\n"
                                            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                            private int at;

                            @Override
                            public int read() throws IOException {
                                if (at == text.length) {
                                    return -1;
                                }
                                try {
                                    Thread.sleep(3_000 / text.length);
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                                return text[at++];
                            }

                            @Override
                            public int read(byte[] into, int offset, int length)
                                    throws IOException {
                                int one = read();
                                if (one < 0) {
                                    return -1;
                                }
                                into[offset] = (byte) one;
                                return 1;
                            }
                        };
                return api.send(
                                HttpRequest.newBuilder(to.uri(experiment + "/runs"))
                                        .header("Content-Type", "application/x-ndjson")
                                        .POST(BodyPublishers.ofInputStream(() -> slow)))
                        .status();
            } catch (IOException e) {
                System.err.println("The upload under way: " + e);
                return 0;
            } catch (InterruptedException e) {
                return 0;
            }
        });
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
