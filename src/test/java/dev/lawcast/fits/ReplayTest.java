package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.json.JsonMapper;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A stored fit, computed again from what is stored alone, gives the same bits: report, curve and
/// draws, whatever the number of threads. Those of another database, of another day:
/// `-Dlawcast.replay.url=jdbc:postgresql://… -Dlawcast.replay.user=… -Dlawcast.replay.password=…`.
@ServiceTest
class ReplayTest {

    @Autowired MockMvc mvc;
    @Autowired Environment settings;
    @Autowired FitJob job;
    @Autowired JsonMapper json;

    /// A row of the table.
    private record Stored(
            String id,
            String request,
            String snapshot,
            String status,
            String report,
            @Nullable String curve,
            byte[] draws) {}

    @Test
    void storedFitsComputedAgainGiveTheSameBitsOnAnyNumberOfThreads() throws SQLException {
        boolean others = System.getProperty("lawcast.replay.url") != null;
        if (!others) {
            makeFits();
        }
        List<Stored> fits = others ? stored("lawcast.replay") : stored("lawcast.database");
        assertThat(fits).hasSizeGreaterThanOrEqualTo(others ? 1 : 4);
        for (Stored fit : fits) {
            for (int threads : new int[] {1, 3}) {
                Ending again =
                        Objects.requireNonNull(
                                job.work(
                                        json.readValue(fit.request(), FitRequest.class),
                                        json.readValue(fit.snapshot(), Snapshot.class),
                                        new FitProgress(
                                                Duration.ofMinutes(10),
                                                threads,
                                                () -> false,
                                                _ -> false)));
                String what = "fit %s on %d threads".formatted(fit.id(), threads);
                assertThat(again.status().name()).as(what).isEqualTo(fit.status());
                assertThat(again.report().text()).as(what).isEqualTo(fit.report());
                assertThat(again.curve() == null ? null : again.curve().text())
                        .as(what)
                        .isEqualTo(fit.curve());
                assertThat(again.draws()).as(what).isEqualTo(fit.draws());
            }
        }
        System.out.printf(
                "%d stored fits were computed again, on 1 and on 3 threads%n", fits.size());
    }

    /// One law, all laws, a curve for each group, and a law without an estimate.
    private void makeFits() {
        var client = new Client(mvc);
        String experiment =
                client.experiment(
                        """
                        {"name": "replay", "variables": [{"name": "N", "role": "parameters"}, {"name": "D", "role": "tokens"},
                         {"name": "family", "role": "group"}], "metrics": [{"name": "loss"}]}
                        """);
        var csv = new StringBuilder("key,N,D,family,loss\n");
        for (int i = 0; i < 30; i++) {
            double n = 1e6 * Math.pow(3, i % 5);
            double d = 1e8 * Math.pow(4, i / 5);
            double loss =
                    1.7 + 400 / Math.pow(n, .34) + 410 / Math.pow(d, .28) + .01 * Math.sin(7 * i);
            csv.append("r%d,%s,%s,%s,%s%n".formatted(i, n, d, i % 2 == 0 ? "a" : "b", loss));
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
        for (String request :
                List.of(
                        "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"bootstrap\": {\"replicates\": 40}}",
                        "{\"law\": \"auto\", \"metric\": \"loss\", \"variables\": {\"x\": \"N\"}, \"bootstrap\": {\"replicates\": 20}}",
                        """
                        {"law": "power_law_constant", "metric": "loss", "variables": {"x": "N"}, "group_by": "family",
                         "bootstrap": {"replicates": 20}}
                        """,
                        "{\"law\": \"chinchilla\", \"metric\": \"loss\", \"where\": \"N < 2e6\", \"bootstrap\": {\"replicates\": 20}}")) {
            client.fit(experiment, request);
        }
    }

    /// Of every workspace; those that were cancelled or failed have nothing to compare.
    private List<Stored> stored(String place) throws SQLException {
        var found = new ArrayList<Stored>();
        try (Connection connection =
                        DriverManager.getConnection(
                                property(place + ".url"),
                                property(place + ".user"),
                                property(place + ".password"));
                Statement statement = connection.createStatement()) {
            statement.execute("set lawcast.workspace = '00000000-0000-0000-0000-000000000001'");
            for (String workspace : column(statement, "select id from workspace")) {
                statement.execute("set lawcast.workspace = '" + workspace + "'");
                try (ResultSet row =
                        statement.executeQuery(
                                """
                                select id, request, snapshot, status, report, curve, draws from fit
                                 where status in ('CONVERGED', 'UNIDENTIFIABLE', 'INSUFFICIENT_DATA', 'WRONG_SHAPE', 'NOT_CONVERGED')
                                   and report is not null
                                 order by id desc limit 200
                                """)) {
                    while (row.next()) {
                        found.add(
                                new Stored(
                                        row.getString(1),
                                        row.getString(2),
                                        text(row.getBytes(3)),
                                        row.getString(4),
                                        text(row.getBytes(5)),
                                        row.getBytes(6) == null ? null : text(row.getBytes(6)),
                                        row.getBytes(7)));
                    }
                }
            }
        }
        return found;
    }

    private static String text(byte[] kept) {
        return Packed.kept(kept).text();
    }

    private String property(String name) {
        return System.getProperty(name, settings.getProperty(name, ""));
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
