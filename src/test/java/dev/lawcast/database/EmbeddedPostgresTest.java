package dev.lawcast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// All tests use one data directory after the other's end: each finds what a former life left.
class EmbeddedPostgresTest {

    @TempDir static Path directory;

    @Test
    void keepsWhatItAcknowledges() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            for (String setting :
                    List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(ask(server, "show " + setting)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test
    void letsInNobodyWithoutTheGeneratedPassword() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            assertThat(server.password()).hasSizeGreaterThanOrEqualTo(32);
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            directory.resolve("postgresql/password"))))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> connect(server, server.user(), "wrong"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            assertThatThrownBy(() -> connect(server, "postgres", server.password()))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("28000"));
            assertThat(ask(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(server, "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
        }
    }

    @Test
    void comesBackByItselfWhenOnlyTheServerIsKilled() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            execute(server, "create table kept as select 42 as answer");
            long pid = server.process().pid();
            server.process().destroyForcibly();
            Instant end = Instant.now().plusSeconds(60);
            String answer = "";
            while (answer.isEmpty() && Instant.now().isBefore(end)) {
                try {
                    answer = ask(server, "select answer from kept");
                } catch (SQLException e) {
                    Thread.sleep(50);
                }
            }
            assertThat(answer).isEqualTo("42");
            assertThat(server.process().pid()).isNotEqualTo(pid);
        }
        assertThat(ProcessHandle.allProcesses().filter(p -> Leftovers.runs(p, directory)))
                .isEmpty();
    }

    @Test
    void startsWhenTheOldPidNowBelongsToAStranger() throws Exception {
        EmbeddedPostgres.start(directory).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    directory.resolve("postgresql/data/postmaster.pid"),
                    stranger.pid() + "\n" + directory.resolve("postgresql/data") + "\n");
            try (var server = EmbeddedPostgres.start(directory)) {
                assertThat(ask(server, "select 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void startsWhenAKilledProcessLeftAnEmptyLockFile() throws Exception {
        EmbeddedPostgres.start(directory).close();
        Files.writeString(directory.resolve("postgresql/data/postmaster.pid"), "");
        try (var server = EmbeddedPostgres.start(directory)) {
            assertThat(ask(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void removesWhatAKilledFirstStartLeftHalfway(@TempDir Path fresh) throws Exception {
        EmbeddedPostgres.start(directory).close();
        // the programs are there, a copy of them and the data were under way
        DataDirectoryTest.copy(directory.resolve("binaries"), fresh.resolve("binaries"));
        Files.createDirectories(fresh.resolve("binaries/0badcafe.tmp/bin"));
        Files.createDirectories(fresh.resolve("postgresql.tmp/data/base"));
        Files.writeString(fresh.resolve("postgresql.tmp/data/PG_VERSION"), "18\n");
        try (var server = EmbeddedPostgres.start(fresh)) {
            assertThat(ask(server, "select 1")).isEqualTo("1");
        }
        assertThat(fresh.resolve("postgresql.tmp")).doesNotExist();
        assertThat(fresh.resolve("binaries/0badcafe.tmp")).doesNotExist();
    }

    @Test
    void refusesASecondOwnerInTheSameProcess() throws Exception {
        try (var server = EmbeddedPostgres.start(directory)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(directory.toRealPath().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(ask(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesDataOfAnotherMajorVersion() throws Exception {
        EmbeddedPostgres.start(directory).close();
        Path version = directory.resolve("postgresql/data/PG_VERSION");
        String written = Files.readString(version);
        try {
            Files.writeString(version, "17\n");
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("written by PostgreSQL 17; this Lawcast brings 18");
        } finally {
            Files.writeString(version, written);
        }
    }

    @Test
    void saysWhatTheServerSaidWhenItDoesNotStart() {
        assertThatThrownBy(() -> EmbeddedPostgres.start(directory, List.of("shared_buffers=12km")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("shared_buffers");
        // and the directory is free again
        EmbeddedPostgres.start(directory).close();
    }

    static String ask(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = connect(server, server.user(), server.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = connect(server, server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static Connection connect(EmbeddedPostgres server, String user, String password)
            throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), user, password);
    }
}
