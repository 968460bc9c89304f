package dev.lawcast.bench;

import dev.lawcast.LawcastApplication;
import dev.lawcast.access.WorkspaceScope;

import org.postgresql.PGConnection;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

/// How fast are uploads, beside PostgreSQL's own COPY (pgjdbc's CopyManager, text and binary) of
/// the same rows on the same server into a table with the same primary key? Run by
/// `bench/ingest.sh`: starts the service on a free port with a new database, then measures in turn,
/// round by round.
///
/// Arguments: an empty directory for the database, the number of rounds.
public final class IngestBenchmark {

    private static final int RUNS = 100;
    private static final int STEPS = 10_000;
    private static final int POINTS = RUNS * STEPS;
    private static final int STUDY_RUNS = 10_000;

    private static final String POINT_COLUMNS = "run_id, metric_id, step, value";
    private static final String RUN_COLUMNS =
            "experiment_id, key, variables, labels, metrics, standard_errors, tags";

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String service;
    private final Connection database;

    private IngestBenchmark(String service, Connection database) {
        this.service = service;
        this.database = database;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[1]);
        try (var context =
                (ServletWebServerApplicationContext)
                        SpringApplication.run(
                                LawcastApplication.class,
                                "--server.port=0",
                                "--logging.level.root=warn",
                                "--lawcast.data-dir=" + arguments[0])) {
            int port = Objects.requireNonNull(context.getWebServer()).getPort();
            JdbcConnectionDetails owner = context.getBean(JdbcConnectionDetails.class);
            try (Connection database =
                            DriverManager.getConnection(
                                    owner.getJdbcUrl(), owner.getUsername(), owner.getPassword());
                    Statement workspace = database.createStatement()) {
                workspace.execute("set lawcast.workspace = '" + WorkspaceScope.DEFAULT + "'");
                new IngestBenchmark("http://127.0.0.1:" + port + "/api/v1", database).run(rounds);
            }
        }
    }

    private void run(int rounds) throws Exception {
        execute(
                """
                create table copied_point (
                    run_id bigint not null, metric_id integer not null,
                    step double precision not null, value double precision not null,
                    primary key (run_id, metric_id, step))
                """);
        execute(
                "create table copied_run (like run including defaults, primary key (experiment_id,"
                        + " key))");
        execute("alter table copied_run alter id drop not null");
        points("one run after the other", rounds, false);
        points("step by step, all runs", rounds, true);
        runs(rounds);
    }

    private void points(String order, int rounds, boolean interleaved) throws Exception {
        var lines = new StringBuilder();
        var rows = new StringBuilder();
        var random = new Random(1);
        for (int i = 0; i < POINTS; i++) {
            int run = interleaved ? i % RUNS : i / STEPS;
            int step = 10 * (interleaved ? i / RUNS : i % STEPS);
            double loss = 1.7 + 8 / Math.pow(1 + step, .3) + .02 * random.nextGaussian();
            lines.append("{\"run\":\"run-").append(run).append("\",\"step\":").append(step);
            lines.append(",\"metrics\":{\"loss\":").append(loss).append("}}\n");
            rows.append(run + 1)
                    .append("\t1\t")
                    .append(step)
                    .append('\t')
                    .append(loss)
                    .append('\n');
        }
        byte[] upload = bytes(lines);
        byte[] text = bytes(rows);
        execute("truncate copied_point");
        copyIn("copied_point", POINT_COLUMNS, "", text);
        byte[] binary = copyOut("select " + POINT_COLUMNS + " from copied_point");
        double[][] seconds = new double[3][rounds];
        long same = 0;
        for (int round = -1; round < rounds; round++) { // the first one warms up
            execute("truncate copied_point");
            seconds[0][Math.max(round, 0)] =
                    time(() -> copyIn("copied_point", POINT_COLUMNS, "", text));
            execute("truncate copied_point");
            seconds[1][Math.max(round, 0)] =
                    time(() -> copyIn("copied_point", POINT_COLUMNS, "(format binary)", binary));
            execute("truncate stored_point");
            String experiment = experiment();
            upload(experiment + "/runs", "text/csv", bytes(runKeys()));
            seconds[2][Math.max(round, 0)] =
                    time(() -> upload(experiment + "/points", "application/x-ndjson", upload));
            same = identicalPoints(experiment);
        }
        System.out.printf(
                Locale.ROOT,
                "%,d points, %s (%.0f MB of NDJSON)%n",
                POINTS,
                order,
                upload.length / 1e6);
        double best = Math.min(median(seconds[0]), median(seconds[1]));
        print("COPY, text", seconds[0], "");
        print("COPY, binary", seconds[1], "");
        print(
                "POST …/points",
                seconds[2],
                String.format(
                        Locale.ROOT,
                        "%3.0f %% of the speed of the faster COPY; %,d of %,d points identical bit by"
                                + " bit",
                        100 * best / median(seconds[2]),
                        same,
                        POINTS));
    }

    private void runs(int rounds) throws Exception {
        var csv = new StringBuilder("key,parameters,tokens,flops,width,loss,accuracy\n");
        var random = new Random(2);
        for (int i = 0; i < STUDY_RUNS; i++) {
            csv.append("run-").append(i);
            for (int j = 0; j < 6; j++) {
                csv.append(',')
                        .append(j < 4 ? Math.exp(20 * random.nextDouble()) : random.nextDouble());
            }
            csv.append('\n');
        }
        byte[] upload = bytes(csv);
        String first = experiment();
        upload(first + "/runs", "text/csv", upload);
        String select = "select " + RUN_COLUMNS + " from run where experiment_id = '" + first + "'";
        byte[] binary = copyOut(select);
        var text = new ByteArrayOutputStream();
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy (" + select + ") to stdout", text);
        double[][] seconds = new double[3][rounds];
        long same = 0;
        for (int round = -1; round < rounds; round++) { // the first one warms up
            execute("truncate copied_run");
            seconds[0][Math.max(round, 0)] =
                    time(() -> copyIn("copied_run", RUN_COLUMNS, "", text.toByteArray()));
            execute("truncate copied_run");
            seconds[1][Math.max(round, 0)] =
                    time(() -> copyIn("copied_run", RUN_COLUMNS, "(format binary)", binary));
            String experiment = experiment();
            seconds[2][Math.max(round, 0)] =
                    time(() -> upload(experiment + "/runs", "text/csv", upload));
            execute("analyze run, copied_run");
            same =
                    count(
                            "select count(*) from run a join copied_run b using (key, variables, metrics)"
                                    + " where a.experiment_id = '"
                                    + experiment
                                    + "'");
        }
        System.out.printf(
                Locale.ROOT,
                "%,d runs × 6 values in one CSV (%.1f MB)%n",
                STUDY_RUNS,
                upload.length / 1e6);
        double best = Math.min(median(seconds[0]), median(seconds[1]));
        print("COPY, text", seconds[0], "");
        print("COPY, binary", seconds[1], "");
        print(
                "POST …/runs",
                seconds[2],
                String.format(
                        Locale.ROOT,
                        "%.1f × the time of the faster COPY; %,d of %,d runs identical",
                        median(seconds[2]) / best,
                        same,
                        STUDY_RUNS));
    }

    private String experiment() throws Exception {
        String body =
                """
                {"name": "ingest",
                 "variables": [{"name": "parameters", "role": "parameters"}, {"name": "tokens", "role": "tokens"},
                               {"name": "flops", "role": "flops"}, {"name": "width", "role": "width"}],
                 "metrics": [{"name": "loss"}, {"name": "accuracy", "direction": "maximize"}]}
                """;
        return json.readTree(post("/experiments", "application/json", bytes(body)))
                .path("id")
                .asString();
    }

    private static String runKeys() {
        var csv = new StringBuilder("key,parameters,tokens,flops,width\n");
        for (int run = 0; run < RUNS; run++) {
            csv.append("run-").append(run).append(",1000000,20000000,120000000000000,64\n");
        }
        return csv.toString();
    }

    private void upload(String path, String type, byte[] body) throws Exception {
        var answer = json.readTree(post("/experiments/" + path, type, body));
        if (answer.path("created").asLong() == 0 || answer.path("updated").asLong() > 0) {
            throw new IllegalStateException("unexpected answer " + answer);
        }
    }

    private String post(String path, String type, byte[] body) throws Exception {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(service + path))
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private long identicalPoints(String experiment) throws Exception {
        execute("analyze stored_point, copied_point, run");
        return count(
                """
                select count(*) from point
                join run on run.id = point.run_id and run.experiment_id = '%s'
                join copied_point copied
                    on copied.run_id = 1 + substring(run.key from 5)::bigint and copied.step = point.step
                where float8send(copied.value) = float8send(point.value)
                """
                        .formatted(UUID.fromString(experiment)));
    }

    private void copyIn(String table, String columns, String options, byte[] rows)
            throws Exception {
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "copy " + table + " (" + columns + ") from stdin " + options,
                        new ByteArrayInputStream(rows),
                        1 << 16);
    }

    private byte[] copyOut(String query) throws Exception {
        var rows = new ByteArrayOutputStream();
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy (" + query + ") to stdout (format binary)", rows);
        return rows.toByteArray();
    }

    private void execute(String sql) throws Exception {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String sql) throws Exception {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private double time(Work work) throws Exception {
        System.gc();
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String what, double[] seconds, String remark) {
        System.out.printf(
                Locale.ROOT,
                "  %-14s median %6.3f s  best %6.3f s  %s%n",
                what,
                median(seconds),
                Arrays.stream(seconds).min().orElseThrow(),
                remark);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
