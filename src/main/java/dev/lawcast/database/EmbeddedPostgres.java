package dev.lawcast.database;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A PostgreSQL server of our own in a data directory.
final class EmbeddedPostgres implements AutoCloseable {

    private final Path binaries;
    private final Path data;
    private final int port;

    private EmbeddedPostgres(Path binaries, Path data, int port) {
        this.binaries = binaries;
        this.data = data;
        this.port = port;
    }

    static EmbeddedPostgres start(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path binaries = directory.resolve("binaries");
        if (!Files.exists(binaries.resolve("bin/postgres"))) {
            unpack(binaries);
        }
        Path data = directory.resolve("data");
        var server = new EmbeddedPostgres(binaries, data, freePort());
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            server.run(
                    "initdb",
                    "-D",
                    data.toString(),
                    "-U",
                    "lawcast",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--data-checksums");
        }
        if (Files.exists(data.resolve("postmaster.pid"))) {
            server.run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
        }
        server.run(
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-l",
                directory.resolve("postgres.log").toString(),
                "-o",
                "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -p " + server.port,
                "start");
        return server;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() {
        try {
            run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void run(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(
                    List.of("unshare", "--user", "--map-user=65534", "--map-group=65534", "--"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("lawcast-" + program, ".log");
        try {
            int code =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start()
                            .waitFor();
            if (code != 0) {
                throw new IOException(
                        program + " ended with " + code + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", e);
        } finally {
            Files.delete(log);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void unpack(Path target) throws IOException {
        try (InputStream packed =
                        EmbeddedPostgres.class.getResourceAsStream("/postgres-linux-x86_64.txz");
                var tar =
                        new TarArchiveInputStream(
                                new XZInputStream(java.util.Objects.requireNonNull(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(
                                path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }
}
