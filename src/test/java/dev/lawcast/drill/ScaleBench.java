package dev.lawcast.drill;

import org.springframework.util.FileSystemUtils;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// What several processes on one PostgreSQL do, and how large one experiment may be:
/// `bench/scale.sh`.
///
/// Every figure comes with the load of the machine beside it, and with a check that the answers
/// were right. Sections: `fits`, `reads`, `points`, `runs`, `soak`.
public final class ScaleBench {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FIT =
            """
            {"law": "chinchilla", "metric": "loss", "bootstrap": {"replicates": 200}}
            """;

    private final Map<String, String> options = new HashMap<>();
    private final Path work;
    private final List<ServiceProcess> services = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    private ScaleBench(String[] arguments) throws IOException {
        for (String argument : arguments) {
            String[] parts = argument.replaceFirst("^--", "").split("=", 2);
            options.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        String place = options.get("work");
        work =
                place == null
                        ? Files.createTempDirectory("scale")
                        : Files.createDirectories(Path.of(place));
    }

    /// @param arguments `--only=fits,reads,points,runs,soak --processes=3 --fits=60 --clients=200
    ///   --seconds=20 --points=10000000 --runs=100000 --soak=600 --memory=512m --work=…`
    public static void main(String[] arguments) throws Exception {
        var bench = new ScaleBench(arguments);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::close)); // also after Ctrl-C
        bench.run();
        System.exit(0);
    }

    private void close() {
        try {
            for (ServiceProcess service : services.reversed()) {
                service.stop();
            }
            if (!options.containsKey("work")) {
                FileSystemUtils.deleteRecursively(work);
            }
        } catch (IOException | InterruptedException e) {
            say("The data stay in %s: %s", work, e);
        }
    }

    private void run() throws Exception {
        say(
                "%d cores, load %.1f, heap %s a process",
                Runtime.getRuntime().availableProcessors(), load(), memory());
        List<String> wanted =
                List.of(options.getOrDefault("only", "fits,reads,points,runs,soak").split(","));
        start();
        if (wanted.contains("fits")) {
            fits(number("processes", 3));
        }
        if (wanted.contains("reads")) {
            reads();
        }
        if (wanted.contains("points")) {
            points();
        }
        if (wanted.contains("runs")) {
            runs();
        }
        if (wanted.contains("soak")) {
            soak();
        }
    }

    /// One more process on the same database.
    private void start() throws IOException, InterruptedException {
        Path data = work.resolve("data");
        var settings = new HashMap<String, String>();
        if (!services.isEmpty()) {
            settings.put("LAWCAST_DATABASE_URL", databaseUrl());
            settings.put("LAWCAST_DATABASE_USER", "lawcast");
            settings.put("LAWCAST_DATABASE_PASSWORD", password());
        }
        ServiceProcess service =
                ServiceProcess.start(
                        data,
                        work.resolve("service-%d.log".formatted(services.size() + 1)),
                        settings,
                        "-Xmx" + memory());
        services.add(service);
        service.awaitReady(client);
    }

    private String memory() {
        return options.getOrDefault("memory", "512m");
    }

    // Fits a second, with the wait apart from the work.

    private void fits(int processes) throws Exception {
        int many = number("fits", 60);
        String experiment = experiment("fits", 0);
        upload(experiment, grid(), "application/x-ndjson");
        await(ask(experiment + "/fits", FIT)); // warms the first process
        for (int p = 1; p <= processes; p++) {
            while (services.size() < p) {
                start();
            }
            double before = load();
            long begun = System.nanoTime();
            var asked = new ArrayList<String>();
            for (int i = 0; i < many; i++) {
                ServiceProcess at = services.get(i % p);
                asked.add(
                        send(at, experiment + "/fits", seeded(i + 1000 * p)).path("id").asString());
            }
            var queued = new ArrayList<Double>();
            var worked = new ArrayList<Double>();
            for (String id : asked) {
                JsonNode fit = await(id);
                require(fit.path("status").asString().equals("CONVERGED"), fit.toString());
                Instant started = Instant.parse(fit.path("started_at").asString());
                queued.add(seconds(Instant.parse(fit.path("queued_at").asString()), started));
                worked.add(seconds(started, Instant.parse(fit.path("finished_at").asString())));
            }
            double wall = (System.nanoTime() - begun) / 1e9;
            say(
                    "fits, %d processes: %.2f a second (%d in %.1f s); work of one %.0f ms median, %.0f ms p99; wait %.1f s median; load %.1f",
                    p,
                    many / wall,
                    many,
                    wall,
                    1e3 * quantile(worked, .5),
                    1e3 * quantile(worked, .99),
                    quantile(queued, .5),
                    before);
        }
        while (services.size() > 1) {
            services.removeLast().stop();
        }
    }

    private static String seeded(int seed) {
        return FIT.replace("200}", "200, \"seed\": %d}".formatted(seed));
    }

    /// A fit of the runs whose seed is below a number, of which there are 1,000.
    private static String ofSome(String fit, int seeds) {
        return fit.replace("{\"law\"", "{\"where\": \"seed < %d\", \"law\"".formatted(seeds));
    }

    private JsonNode await(JsonNode fit) throws Exception {
        return await(fit.path("id").asString());
    }

    private JsonNode await(String id) throws Exception {
        while (true) {
            JsonNode fit = get("/fits/" + id);
            if (fit.path("finished_at").isString()) {
                return fit;
            }
            Thread.sleep(20);
        }
    }

    // Reads of many clients while somebody writes.

    private void reads() throws Exception {
        String experiment = experiment("reads", 5_000);
        String fit = await(ask(experiment + "/fits", ofSome(FIT, 20))).path("id").asString();
        List<String> paths =
                List.of(
                        experiment,
                        experiment + "/runs?limit=50",
                        experiment + "/runs/run-00000042",
                        "/fits/" + fit,
                        "/experiments?limit=20");
        int clients = number("clients", 200);
        load(experiment, paths, Math.min(clients, 50), 3); // warms
        double before = load();
        Load measured = load(experiment, paths, clients, number("seconds", 20));
        say(
                "reads, %d clients, writes going on: %.0f a second; p50 %.0f ms, p99 %.0f ms; %d reads, %d writes, %d refused; load before %.1f",
                clients,
                measured.times().size() / (double) number("seconds", 20),
                1e3 * quantile(measured.times(), .5),
                1e3 * quantile(measured.times(), .99),
                measured.times().size(),
                measured.writes(),
                measured.refused(),
                before);
    }

    private record Load(List<Double> times, long writes, long refused) {}

    private Load load(String experiment, List<String> paths, int clients, int seconds)
            throws InterruptedException {
        var times = new ConcurrentLinkedQueue<Double>();
        var refused = new AtomicLong();
        var writes = new AtomicLong();
        var stop = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        for (int c = 0; c < clients; c++) {
            int first = c;
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int i = first; !stop.get(); i++) {
                            long begun = System.nanoTime();
                            HttpResponse<byte[]> answer =
                                    sent(
                                            request(
                                                            services.getFirst(),
                                                            paths.get(i % paths.size()))
                                                    .build());
                            if (answer.statusCode() == 200) {
                                times.add((System.nanoTime() - begun) / 1e9);
                            } else {
                                refused.incrementAndGet();
                            }
                        }
                    }));
        }
        threads.add(
                Thread.startVirtualThread(() -> {
                    for (int i = 0; !stop.get(); i++) {
                        upload(experiment, rows("written", i * 100, 100), "application/x-ndjson");
                        writes.addAndGet(100);
                    }
                }));
        Thread.sleep(Duration.ofSeconds(seconds));
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return new Load(List.copyOf(times), writes.get(), refused.get());
    }

    // Many points in one experiment.

    private void points() throws Exception {
        long wanted = number("points", 10_000_000);
        int curve = number("curve", 10_000);
        int runs = (int) Math.ceilDiv(wanted, curve);
        String experiment = experiment("points", runs);
        double before = load();
        long begun = System.nanoTime();
        long bytes = 0;
        int atOnce = Math.max(1, 500_000 / curve);
        for (int from = 0; from < runs; from += atOnce) {
            byte[] body = curves(from, Math.min(atOnce, runs - from), curve);
            bytes += body.length;
            send(
                    request(services.getFirst(), experiment + "/points")
                            .header("Content-Type", "application/x-ndjson")
                            .POST(BodyPublishers.ofByteArray(body)));
        }
        double wall = (System.nanoTime() - begun) / 1e9;
        long stored = (long) runs * curve;
        say(
                "points: %,d in %.0f s, %,.0f a second, %.0f MB/s of NDJSON; load before %.1f",
                stored, wall, stored / wall, bytes / wall / 1e6, before);
        long disk = bytesOf("stored_point");
        say(
                "points: %.1f bytes of disk a point (table and index), %,d points",
                disk / (double) stored, stored);
        var random = new Random(1);
        for (String query : List.of("&limit=10000", "&max_points=1000", "&limit=1000")) {
            var times = new ArrayList<Double>();
            for (int i = 0; i < 220; i++) {
                String path =
                        "%s/runs/run-%08d/points?metric=loss%s"
                                .formatted(experiment, random.nextInt(runs), query);
                long start = System.nanoTime();
                JsonNode page = get(path);
                if (i >= 20) {
                    times.add((System.nanoTime() - start) / 1e9);
                }
                require(page.path("items").size() > 900, path);
            }
            say(
                    "points: one curve of %,d, %s: %.1f ms median, %.1f ms p99 of 200",
                    curve,
                    query.substring(1),
                    1e3 * quantile(times, .5),
                    1e3 * quantile(times, .99));
        }
        backup("points");
    }

    // Many runs in one experiment.

    private void runs() throws Exception {
        int many = number("runs", 100_000);
        double before = load();
        long begun = System.nanoTime();
        String experiment = experiment("runs", many);
        double wall = (System.nanoTime() - begun) / 1e9;
        say(
                "runs: %,d uploaded in %.1f s, %,.0f a second; load before %.1f",
                many, wall, many / wall, before);
        timed("first page of 1,000", experiment + "/runs?limit=1000", 15, 1_000);
        JsonNode page = get(experiment + "/runs?limit=1000");
        for (int i = 1; i < many / 2_000; i++) {
            page =
                    get(
                            experiment
                                    + "/runs?limit=1000&cursor="
                                    + page.path("next_cursor").asString());
        }
        timed(
                "page in the middle",
                experiment + "/runs?limit=1000&cursor=" + page.path("next_cursor").asString(),
                15,
                1_000);
        timed(
                "filter that 1 of 1,000 meets",
                experiment + "/runs?limit=1000&where=" + encoded("seed = 7"),
                15,
                many / 1_000);
        timed(
                "filter that none meets",
                experiment + "/runs?limit=1000&where=" + encoded("loss < 0"),
                15,
                0);
        timed(
                "filter by tag",
                experiment + "/runs?limit=100&where=" + encoded("tag:half = 'a'"),
                15,
                100);
        for (String type : List.of("text/csv", "application/x-ndjson")) {
            long start = System.nanoTime();
            HttpResponse<byte[]> answer =
                    sent(
                            request(services.getFirst(), experiment + "/runs")
                                    .header("Accept", type)
                                    .build());
            double took = (System.nanoTime() - start) / 1e9;
            long lines = new String(answer.body(), StandardCharsets.UTF_8).lines().count();
            require(lines >= many, "an export of %d lines".formatted(lines));
            say("runs: export as %s %.2f s, %.0f MB", type, took, answer.body().length / 1e6);
        }
        backup("runs");
    }

    private void timed(String what, String path, int times, int items) {
        var taken = new ArrayList<Double>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            JsonNode page = get(path);
            taken.add((System.nanoTime() - start) / 1e9);
            require(page.path("items").size() == items, path + " has " + page.path("items").size());
        }
        say(
                "runs: %s %.1f ms median, %.1f ms least",
                what, 1e3 * quantile(taken, .5), 1e3 * quantile(taken, 0));
    }

    private void backup(String section) {
        long start = System.nanoTime();
        HttpResponse<byte[]> file = sent(request(services.getFirst(), "/export").build());
        double took = (System.nanoTime() - start) / 1e9;
        require(file.statusCode() == 200, "the backup answered " + file.statusCode());
        say("%s: backup of the workspace %.1f s, %.0f MB", section, took, file.body().length / 1e6);
    }

    // Memory over time.

    private void soak() throws Exception {
        int seconds = number("soak", 600);
        String experiment = experiment("soak", 2_000);
        List<String> paths = List.of(experiment, experiment + "/runs?limit=200", "/experiments");
        var samples = new ArrayList<long[]>();
        int part = Math.max(5, seconds / 30);
        for (int passed = 0; passed < seconds; passed += part) {
            load(experiment, paths, 20, part - 1);
            await(ask(experiment + "/fits", ofSome(seeded(passed), 50)));
            HttpResponse<byte[]> file = sent(request(services.getFirst(), "/export").build());
            require(file.statusCode() == 200, "the backup answered " + file.statusCode());
            samples.add(new long[] {resident(), live()});
        }
        int third = Math.max(1, samples.size() / 3);
        say(
                "soak of %d s: resident memory %d MB in the first third, %d MB in the last; heap after collection %d MB, then %d MB",
                seconds,
                median(samples.subList(0, third), 0) >> 20,
                median(samples.subList(samples.size() - third, samples.size()), 0) >> 20,
                median(samples.subList(0, third), 1) >> 20,
                median(samples.subList(samples.size() - third, samples.size()), 1) >> 20);
    }

    private long resident() throws IOException {
        return Files.readAllLines(
                                Path.of(
                                        "/proc/%d/status"
                                                .formatted(services.getFirst().java().pid())))
                        .stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                << 10;
    }

    /// What is left after a full collection.
    private long live() throws IOException, InterruptedException {
        String pid = String.valueOf(services.getFirst().java().pid());
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(tool, pid, "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Process told = new ProcessBuilder(tool, pid, "GC.heap_info").start();
        String text = new String(told.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var used = java.util.regex.Pattern.compile("used (\\d+)K").matcher(text);
        return used.find() ? Long.parseLong(used.group(1)) << 10 : 0;
    }

    private static long median(List<long[]> samples, int column) {
        long[] values = samples.stream().mapToLong(sample -> sample[column]).sorted().toArray();
        return values[values.length / 2];
    }

    // Data.

    private String experiment(String name, int runs) {
        String path =
                "/experiments/"
                        + ask(
                                        "/experiments",
                                        """
                                        {"name": "%s", "variables": [{"name": "parameters", "role": "parameters"}, {"name": "tokens", "role": "tokens"}],
                                         "metrics": [{"name": "loss"}]}
                                        """
                                                .formatted(name))
                                .path("id")
                                .asString();
        for (int from = 0; from < runs; from += 50_000) {
            upload(path, rows("run", from, Math.min(50_000, runs - from)), "application/x-ndjson");
        }
        return path;
    }

    private static byte[] rows(String key, int from, int count) {
        var rows = new StringBuilder(140 * count);
        for (int i = from; i < from + count; i++) {
            double n = 1e6 * (1 + i % 97);
            double d = 1e8 * (1 + i % 89);
            rows.append(
                    "{\"key\":\"%s-%08d\",\"variables\":{\"parameters\":%s,\"tokens\":%s},\"metrics\":{\"loss\":%s},\"seed\":%d,\"tags\":{\"half\":\"%s\"}}\n"
                            .formatted(key, i, n, d, loss(n, d), i % 1000, i % 2 == 0 ? "a" : "b"));
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] grid() {
        var rows = new StringBuilder();
        var noise = new Random(7);
        for (int i = 0; i < 60; i++) {
            double n = Math.pow(10, 6 + .4 * (i % 8));
            double d = Math.pow(10, 8 + .4 * (i / 8));
            rows.append(
                    "{\"key\":\"g%d\",\"variables\":{\"parameters\":%s,\"tokens\":%s},\"metrics\":{\"loss\":%s}}\n"
                            .formatted(i, n, d, loss(n, d) * (1 + .002 * noise.nextGaussian())));
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static double loss(double n, double d) {
        return 1.69 + 406 / Math.pow(n, .34) + 410 / Math.pow(d, .28);
    }

    private static byte[] curves(int from, int runs, int steps) {
        var rows = new StringBuilder(60 * runs * steps);
        for (int r = from; r < from + runs; r++) {
            String key = "{\"run\":\"run-%08d\",\"step\":".formatted(r);
            for (int s = 0; s < steps; s++) {
                rows.append(key)
                        .append(s)
                        .append(",\"metrics\":{\"loss\":")
                        .append(2 + 5. / (s + 1 + r))
                        .append("}}\n");
            }
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    // HTTP and the database.

    private void upload(String experiment, byte[] body, String type) {
        send(
                request(services.getFirst(), experiment + "/runs")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    private JsonNode ask(String path, String json) {
        return send(services.getFirst(), path, json);
    }

    private JsonNode send(ServiceProcess at, String path, String json) {
        return send(
                request(at, path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    private JsonNode send(HttpRequest.Builder request) {
        HttpResponse<byte[]> answer = sent(request.build());
        require(
                answer.statusCode() < 300,
                answer.uri() + " answered " + new String(answer.body(), StandardCharsets.UTF_8));
        return JSON.readTree(answer.body());
    }

    private JsonNode get(String path) {
        return send(request(services.getFirst(), path));
    }

    private static HttpRequest.Builder request(ServiceProcess at, String path) {
        return HttpRequest.newBuilder(at.uri("/api/v1" + path)).timeout(Duration.ofMinutes(30));
    }

    private HttpResponse<byte[]> sent(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long bytesOf(String table) throws SQLException, IOException {
        try (Connection database = database();
                Statement statement = database.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select pg_total_relation_size('%s')".formatted(table))) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection database() throws SQLException, IOException {
        return DriverManager.getConnection(databaseUrl(), "lawcast", password());
    }

    private String databaseUrl() throws IOException {
        List<String> pid = Files.readAllLines(work.resolve("data/postgresql/data/postmaster.pid"));
        return "jdbc:postgresql://127.0.0.1:%s/lawcast".formatted(pid.get(3).strip());
    }

    private String password() throws IOException {
        return Files.readString(work.resolve("data/postgresql/password")).strip();
    }

    private int number(String option, int otherwise) {
        return Integer.parseInt(options.getOrDefault(option, String.valueOf(otherwise)));
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    /// Of values in any order.
    private static double quantile(List<Double> values, double q) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void say(String form, Object... values) {
        System.out.println(String.format(Locale.ROOT, form, values));
    }
}
