package dev.lawcast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

class DatabaseCheckTest {

    private static final int COMMITS = 50;

    @TempDir static Path directory;

    @Test
    void acceptsOurServerWhoseWalSyncsRiseWithCommits() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            assertThatCode(() -> verify(dataSource(server))).doesNotThrowAnyException();
            assertThat(walSyncsOfCommits(server)).isGreaterThanOrEqualTo(COMMITS);
        }
    }

    /// The measurement above can fail: without fsync the same commits sync nothing.
    @Test
    void refusesAServerWithoutFsyncWhoseWalIsNotSynced() throws Exception {
        try (var server = EmbeddedPostgres.start(directory, List.of("fsync=off"))) {
            assertThat(walSyncsOfCommits(server)).isZero();
            assertRefused(dataSource(server), "fsync = off");
        }
    }

    @Test
    void refusesASessionThatAcknowledgesBeforeItWrites() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            DataSource database = dataSource(server, "-c synchronous_commit=off");
            assertRefused(database, "synchronous_commit = off");
        }
        try (var server = EmbeddedPostgres.start(directory, List.of("full_page_writes=off"))) {
            assertRefused(dataSource(server), "full_page_writes = off");
        }
    }

    @Test
    void refusesAStandby() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            assertRefused(
                    dataSource(server, "-c default_transaction_read_only=on"), "is read-only");
        }
    }

    @Test
    void saysWhichServerDoesNotAnswer() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var nowhere = new PGSimpleDataSource();
        nowhere.setURL("jdbc:postgresql://127.0.0.1:" + port + "/lawcast?user=x");
        assertRefused(nowhere, "127.0.0.1:" + port);
    }

    @Test
    void namesTheWrongPassword() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            var wrong = new PGSimpleDataSource();
            wrong.setURL(server.jdbcUrl());
            wrong.setUser(server.user());
            wrong.setPassword("wrong");
            assertThatThrownBy(() -> verify(wrong))
                    .isInstanceOfSatisfying(
                            StartFailure.class,
                            e -> assertThat(e.action()).contains("LAWCAST_DATABASE_PASSWORD"));
        }
    }

    private static void assertRefused(DataSource database, String reason) {
        assertThatThrownBy(() -> verify(database))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(reason);
    }

    private static void verify(DataSource database) {
        new DatabaseCheck(Duration.ZERO).verify(database);
    }

    /// How often the WAL was synced by as many commits, one after the other, in one session.
    private static long walSyncsOfCommits(EmbeddedPostgres server) throws Exception {
        try (var connection =
                        EmbeddedPostgresTest.connect(server, server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists commits (n integer)");
            String syncs =
                    "select pg_stat_clear_snapshot(), sum(fsyncs) from pg_stat_io"
                            + " where object = 'wal' and backend_type = 'client backend'";
            statement.execute("select pg_stat_force_next_flush()");
            long before = number(statement.executeQuery(syncs));
            for (int i = 0; i < COMMITS; i++) {
                statement.execute("insert into commits values (" + i + ")");
            }
            statement.execute("select pg_stat_force_next_flush()");
            return number(statement.executeQuery(syncs)) - before;
        }
    }

    private static long number(java.sql.ResultSet rows) throws java.sql.SQLException {
        try (rows) {
            rows.next();
            return rows.getLong(2);
        }
    }

    private static DataSource dataSource(EmbeddedPostgres server) {
        return dataSource(server, "");
    }

    private static DataSource dataSource(EmbeddedPostgres server, String options) {
        var source = new PGSimpleDataSource();
        source.setURL(server.jdbcUrl());
        source.setUser(server.user());
        source.setPassword(server.password());
        source.setOptions(options);
        return source;
    }
}
