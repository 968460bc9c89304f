package dev.lawcast.backups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.AnotherService;
import dev.lawcast.ServiceTest;
import dev.lawcast.contract.Answers;
import dev.lawcast.database.SharedPostgres;
import dev.lawcast.workspaces.Tenants;
import dev.lawcast.workspaces.Tenants.Tenant;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The restore drill: what is exported while others write gives the same answers elsewhere, and
/// what cannot be restored whole leaves nothing.
@ServiceTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestPropertySource(
        properties = {"lawcast.api-key=" + BackupTest.FIRST_KEY, "lawcast.audit.retention=300d"})
class BackupTest {

    static final String FIRST_KEY = "0123456789abcdef0123456789abcdef";
    private static final String OPERATOR = "Bearer " + FIRST_KEY;
    private static final int BATCH = 7;

    @Autowired MockMvc mvc;
    @Autowired Environment settings;
    @LocalServerPort int port;

    private final HttpClient client = HttpClient.newHttpClient();
    private SharedPostgres.Login empty;
    private AnotherService other;
    private Tenant tenant;
    private byte[] workspace;

    @BeforeAll
    void makeATenantAndAnEmptyService() throws InterruptedException {
        var tenants = new Tenants(mvc, OPERATOR);
        tenant = tenants.make();
        settle(tenants, tenant);
        empty = SharedPostgres.newSchema();
        other = AnotherService.on(empty, FIRST_KEY);
        workspace = export(tenant.admin(), "");
    }

    @AfterAll
    void close() {
        other.close();
        client.close();
    }

    @Test
    void everyTableIsInABackupOrNamedAsNotNeeded() throws SQLException {
        try (Connection connection = login().connect();
                Statement statement = connection.createStatement()) {
            BackupTables tables = BackupTables.read(connection);
            assertThat(tables.forgotten()).isEmpty();
            var kept =
                    new ArrayList<>(tables.kept(true).stream().map(BackupTable::stored).toList());
            kept.addAll(BackupTables.NOT_KEPT.keySet());
            assertThat(kept).containsAll(names(statement));

            connection.setAutoCommit(false);
            statement.execute("create table forgotten (id integer)");
            assertThat(BackupTables.read(connection).forgotten()).containsExactly("forgotten");
            connection.rollback();
        }
    }

    /// While a writer goes on: each of its uploads is in the copy whole or not at all, and all that
    /// were acknowledged before the export began are.
    @Test
    void aBackupOfEverythingGivesTheSameAnswersInAnEmptyService() throws Exception {
        SharedPostgres.Login place = SharedPostgres.newSchema();
        var tenants = new Tenants(mvc, OPERATOR);
        Tenant busy = tenants.make();
        var stop = new AtomicBoolean();
        var acknowledged = new AtomicInteger();
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            while (!stop.get()) {
                                upload(busy, acknowledged.get());
                                acknowledged.incrementAndGet();
                            }
                        });
        byte[] file;
        int before;
        int after;
        try {
            while (acknowledged.get() < 5) {
                Thread.sleep(10);
            }
            before = acknowledged.get();
            file = export(OPERATOR, "?scope=everything");
            after = acknowledged.get();
        } finally {
            stop.set(true);
            writer.join();
        }
        try (AnotherService copy = AnotherService.on(place, FIRST_KEY)) {
            var answer = restore(copy, OPERATOR, "", file);
            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
            Map<String, String> expected = Answers.of(client, port, tenant.admin(), tenant, false);
            assertThat(expected.size()).isGreaterThan(40);
            assertThat(expected.values().stream().filter(a -> a.startsWith("200")).count())
                    .isGreaterThan(35);
            Map<String, String> found =
                    Answers.of(client, copy.port(), tenant.admin(), tenant, false);
            assertThat(Answers.differences(expected, found)).isEmpty();

            String csv =
                    text(
                            copy.send(
                                    ask(
                                                    copy.port(),
                                                    busy.reader(),
                                                    "/experiments/" + busy.experiment() + "/runs")
                                            .header("Accept", "application/x-ndjson")
                                            .build()));
            long written = csv.lines().filter(line -> line.contains("batch-")).count();
            assertThat(written % BATCH).isZero();
            assertThat(written / BATCH).isBetween((long) before, (long) after + 1);

            var again = restore(copy, OPERATOR, "", file);
            assertThat(again.statusCode()).as(text(again)).isEqualTo(409);
            // whoever goes on writing there meets no number that was restored
            upload(copy.port(), busy, 1_000_000);
            points(copy.port(), busy);
        }
    }

    @Test
    void aBackupOfAWorkspaceGivesTheSameAnswersInAnotherOne() throws Exception {
        String key = newWorkspace(other);
        var answer = restore(other, key, "", workspace);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);

        assertThat(
                        Answers.differences(
                                Answers.of(client, port, tenant.admin(), tenant, true),
                                Answers.of(client, other.port(), key, tenant, true)))
                .isEmpty();

        // the copy can be copied: its rows are the same, their numbers in the same order
        byte[] again = body(other.send(ask(other.port(), key, "/export").build()));
        Archive first = Archive.of(workspace);
        Archive second = Archive.of(again);
        for (String table : List.of("experiment", "fit", "sample_chunk", "webhook", "schedule")) {
            assertThat(second.text("/" + table + ".tsv").lines())
                    .as(table)
                    .containsExactlyInAnyOrderElementsOf(
                            first.text("/" + table + ".tsv").lines().toList());
        }
        upload(other.port(), withKey(key), 3);
    }

    @Test
    void whatIsNoWholeBackupIsRefusedAndNothingIsKept() throws Exception {
        String key = newWorkspace(other);
        Map<String, Long> before = rows();
        byte[] damaged = workspace.clone();
        damaged[damaged.length / 2] ^= 4;
        refused(key, damaged, 400, "");
        for (int length : new int[] {1, 30, workspace.length / 3, workspace.length - 400}) {
            refused(key, Arrays.copyOf(workspace, length), 400, "");
        }
        refused(key, "no zip".getBytes(StandardCharsets.UTF_8), 400, "no zip file");
        refused(key, archive().without("/fit.tsv").sealed(), 400, "lacks the table 'fit'");
        refused(
                key,
                archive().with("etc/passwd", new byte[3]).sealed(),
                400,
                "'etc/passwd' is no table");
        refused(
                key,
                archive()
                        .with(
                                tenant.workspace() + "/api_key.tsv",
                                "id\n".getBytes(StandardCharsets.UTF_8))
                        .sealed(),
                400,
                "'api_key'");
        refused(
                key,
                archive()
                        .change("/run.tsv", t -> t.replaceFirst("status", "workspace_id"))
                        .sealed(),
                400,
                "columns");
        refused(
                key,
                archive().change("/metric.tsv", t -> t.replace("minimize", "sideways")).sealed(),
                400,
                "database refuses");
        refused(
                key,
                archive()
                        .change("/point.tsv", t -> t.replaceFirst("\n\\d+", "\n999999999"))
                        .sealed(),
                400,
                "'point' 1 belong to no row");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void anotherSchemaAndAnotherFormAreRefused() throws Exception {
        String key = newWorkspace(other);
        refused(key, manifest("\"schema\" : \\d+", "\"schema\" : 999"), 409, "schema 999");
        refused(key, manifest("\"schema\" : \\d+", "\"schema\" : 7"), 409, "too old");
        refused(key, manifest("\"format_version\" : 1", "\"format_version\" : 2"), 409, "form 2");
        refused(key, manifest("\"workspaces\" : ", "\"spaces\" : "), 400, "lacks something");
    }

    /// What a writer of files could try: rows that hang on those of another workspace, or take
    /// their place.
    @Test
    void rowsThatReachIntoAnotherWorkspaceAreRefused() throws Exception {
        var tenants = new Tenants(mvc, OPERATOR);
        Tenant victim = tenants.make();
        settle(tenants, victim);
        String key =
                tenants.key(
                                tenants.post(
                                                OPERATOR,
                                                "/workspaces",
                                                "{\"name\": \"intruder %s\"}"
                                                        .formatted(UUID.randomUUID()))
                                        .text("id"),
                                "admin")
                        .text("key");
        String intruder = "Bearer " + key;
        Map<String, String> before = Answers.of(client, port, victim.admin(), victim, false);
        // of a third tenant, moved under new ids: only then is nothing there already
        for (String table : List.of("metric", "fit", "event", "run", "schedule")) {
            Archive moved = renamed(archive());
            moved.change(
                    "/" + table + ".tsv",
                    rows -> rows.replace(renamed(tenant.experiment()), victim.experiment()));
            var answer = send(port, intruder, "/import", moved.sealed());
            assertThat(answer.statusCode()).as(table + text(answer)).isIn(400, 409);
        }
        var answer = send(port, intruder, "/import", workspace);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(409);
        assertThat(text(answer)).contains("holds some of it already");
        assertThat(
                        Answers.differences(
                                before, Answers.of(client, port, victim.admin(), victim, false)))
                .isEmpty();
        // and the file as such could have been restored
        answer = send(port, intruder, "/import", renamed(archive()).sealed());
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    }

    @Test
    void everythingIsForTheOperatorAndAFileThatUnpacksToTooMuchIsRefused() throws Exception {
        assertThat(send(port, tenant.admin(), "/export?scope=everything").statusCode())
                .isEqualTo(403);
        assertThat(send(port, tenant.writer(), "/export").statusCode()).isEqualTo(403);
        byte[] all = export(OPERATOR, "?scope=everything");
        var answer = restore(other, newWorkspace(other), "", all);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(403);
        try (AnotherService small =
                AnotherService.on(empty, FIRST_KEY, "lawcast.backups.most-content=100KB")) {
            byte[] bomb = archive().change("/run.tsv", rows -> rows + "x".repeat(1 << 20)).sealed();
            assertThat(bomb.length).isLessThan(100_000);
            answer = restore(small, OPERATOR, "", bomb);
            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(413);
        }
    }

    @Test
    void aFileCanBeCheckedWithoutRestoringIt() {
        Map<String, Long> before = rows();
        var answer = restore(other, OPERATOR, "?check_only=true", workspace);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(text(answer)).contains("\"restored\":false", "{\"table\":\"run\",\"rows\":8}");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void theCommandLineMovesAWorkspaceToAnotherService() throws Exception {
        Path directory = Files.createTempDirectory("backup");
        Path file = directory.resolve("one.zip");
        assertThat(command(login(), "export", "--to=" + file, "--workspace=" + tenant.name()))
                .contains("8 run\n");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(command(login(), "export", "--to=" + file, "--workspace=default"))
                .contains("FileAlreadyExists");
        assertThat(command(empty, "check", "--from=" + file)).contains("whole", "8 run\n");
        assertThat(command(empty, "import", "--from=" + file)).contains("--workspace=");
        String name = "moved by command";
        SharedPostgres.Login place = SharedPostgres.newSchema();
        assertThat(command(place, "import", "--from=" + file, "--workspace=" + name))
                .contains("restored", "8 run\n");
        assertThat(command(place, "import", "--from=" + file, "--workspace=" + name))
                .contains("empty workspace");
        assertThat(command(place, "import", "--from=" + file, "--workspace=second"))
                .contains("holds some of it already");
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set lawcast.workspace = '00000000-0000-0000-0000-000000000001'");
            assertThat(column(statement, "select name from workspace order by name"))
                    .containsExactly("default", name);
        }
    }

    /// Until its message is given up, too.
    private static void settle(Tenants tenants, Tenant tenant) throws InterruptedException {
        tenants.settle(tenant);
        Map<String, String> more = tenant.more();
        String path = "/webhooks/" + more.get("webhook") + "/deliveries/" + more.get("delivery");
        while (!tenants.get(tenant.reader(), path).text("status").equals("DEAD")) {
            Thread.sleep(50);
        }
    }

    private static String command(SharedPostgres.Login database, String... words) {
        var notes = new ByteArrayOutputStream();
        var all = new ArrayList<>(List.of(words));
        all.add("--lawcast.database.url=" + database.url());
        all.add("--lawcast.database.user=" + database.user());
        all.add("--lawcast.database.password=" + database.password());
        BackupCommand.run(
                all.toArray(String[]::new), new PrintStream(notes, true, StandardCharsets.UTF_8));
        return notes.toString(StandardCharsets.UTF_8);
    }

    private byte[] manifest(String old, String replacement) throws IOException {
        return archive()
                .change(BackupWriter.MANIFEST, m -> m.replaceFirst(old, replacement))
                .sealed();
    }

    private Archive archive() throws IOException {
        return Archive.of(workspace);
    }

    /// The same rows under other ids, so that they do not meet those of the service.
    private Archive renamed(Archive archive) {
        for (String table :
                List.of(
                        "experiment",
                        "variable",
                        "metric",
                        "run",
                        "run_revision",
                        "point",
                        "fit",
                        "simulation",
                        "sample",
                        "sample_array",
                        "sample_chunk",
                        "projection",
                        "projection_sample",
                        "schedule",
                        "firing",
                        "event",
                        "webhook",
                        "delivery",
                        "delivery_attempt",
                        "frozen_forecast",
                        "custom_law",
                        "idempotent_answer")) {
            archive.with(
                    tenant.workspace() + "/" + table + ".tsv",
                    renamed(archive.text("/" + table + ".tsv")).getBytes(StandardCharsets.UTF_8));
        }
        return archive;
    }

    /// UUIDs of version 7 with another last digit.
    private static String renamed(String text) {
        return java.util.regex.Pattern.compile(
                        "([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{11})([0-9a-f])")
                .matcher(text)
                .replaceAll(id ->
                        id.group(1) + Integer.toHexString(15 - Integer.parseInt(id.group(2), 16)));
    }

    private void refused(String key, byte[] file, int status, String reason) {
        var answer = restore(other, key, "", file);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
        assertThat(text(answer)).contains("\"code\"").contains(reason);
    }

    private byte[] export(String who, String query) {
        var answer = send(port, who, "/export" + query);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return answer.body();
    }

    private static byte[] body(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<byte[]> restore(
            AnotherService service, String who, String query, byte[] file) {
        return send(service.port(), who, "/import" + query, file);
    }

    private HttpResponse<byte[]> send(int at, String who, String path) {
        return sent(ask(at, who, path).build());
    }

    private HttpResponse<byte[]> send(int at, String who, String path, byte[] file) {
        return sent(
                ask(at, who, path)
                        .header("Content-Type", "application/zip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                        .build());
    }

    private HttpResponse<byte[]> sent(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.Builder ask(int at, String who, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + "/api/v1" + path))
                .header("Authorization", who);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private String newWorkspace(AnotherService service) throws IOException {
        var json = JsonMapper.shared();
        String name = "{\"name\": \"w %s\"}".formatted(UUID.randomUUID());
        String id =
                json.readTree(post(service.port(), OPERATOR, "/workspaces", name).body())
                        .path("id")
                        .asString();
        String key =
                "{\"name\": \"a\", \"role\": \"admin\", \"workspace_id\": \"%s\"}".formatted(id);
        return "Bearer "
                + json.readTree(post(service.port(), OPERATOR, "/keys", key).body())
                        .path("key")
                        .asString();
    }

    private HttpResponse<byte[]> post(int at, String who, String path, String body) {
        return sent(
                ask(at, who, path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private void upload(Tenant to, int batch) {
        upload(port, to, batch);
    }

    private void upload(int at, Tenant to, int batch) {
        var csv = new StringBuilder("key,parameters,loss\n");
        for (int i = 0; i < BATCH; i++) {
            csv.append("batch-%d-%d,%d,%s%n".formatted(batch, i, 1000 + batch, 1. / (i + 1)));
        }
        var answer =
                sent(
                        ask(at, to.writer(), "/experiments/" + to.experiment() + "/runs")
                                .header("Content-Type", "text/csv")
                                .POST(HttpRequest.BodyPublishers.ofString(csv.toString()))
                                .build());
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    }

    private void points(int at, Tenant to) {
        var answer =
                sent(
                        ask(
                                        at,
                                        to.writer(),
                                        "/experiments/"
                                                + to.experiment()
                                                + "/runs/batch-1000000-0/points")
                                .header("Content-Type", "application/x-ndjson")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"step\": 1, \"metrics\": {\"loss\": 2.5}}\n"))
                                .build());
        assertThat(text(answer)).contains("\"created\":1");
    }

    private Tenant withKey(String key) {
        return new Tenant(
                tenant.name(),
                tenant.workspace(),
                tenant.adminKey(),
                key,
                key,
                key,
                tenant.experiment(),
                tenant.fit(),
                tenant.simulation(),
                tenant.more());
    }

    private SharedPostgres.Login login() {
        return new SharedPostgres.Login(
                settings.getRequiredProperty("lawcast.database.url"),
                settings.getRequiredProperty("lawcast.database.user"),
                settings.getRequiredProperty("lawcast.database.password"));
    }

    /// Rows of every table of the other service, in all workspaces.
    private Map<String, Long> rows() {
        try (Connection connection = empty.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set lawcast.workspace = '00000000-0000-0000-0000-000000000001'");
            List<String> workspaces = column(statement, "select id from workspace");
            var rows = new TreeMap<String, Long>();
            for (String table : names(statement)) {
                if (List.of("audit_event", "api_key", "flyway_schema_history").contains(table)) {
                    continue; // every request leaves a trace there
                }
                long count = 0;
                for (String id : workspaces) {
                    statement.execute("set lawcast.workspace = '" + id + "'");
                    count +=
                            Long.parseLong(
                                    column(statement, "select count(*) from " + table).getFirst());
                }
                rows.put(table, count);
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(Statement statement) throws SQLException {
        return column(
                statement,
                "select relname from pg_class where relnamespace = current_schema::regnamespace and relkind in ('r', 'p')");
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        var values = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
