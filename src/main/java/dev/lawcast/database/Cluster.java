package dev.lawcast.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// The data of the server and the password of its one role.
///
/// The service is not a superuser: the role `lawcast` owns the database `lawcast` and nothing else,
/// and it alone may log in, from loopback, by scram-sha-256. At work it steps down into
/// [RuntimeRole].
///
/// @param data the cluster, as PostgreSQL calls its data directory
record Cluster(Path data, String password) {

    static final String NAME = "lawcast";

    private static final String ACCESS =
            "# Only the service, only from this machine, only with its password.\n"
                    + "host %1$s %1$s 127.0.0.1/32 scram-sha-256\n".formatted(NAME);

    /// The cluster of the directory, made when there is none. It appears as a whole: what a kill
    /// leaves halfway still has its temporary name and is removed at the next start.
    ///
    /// @throws StartFailure when the cluster was written by another major version
    static Cluster open(DataDirectory directory, Launcher launcher) throws IOException {
        Path home = directory.cluster();
        if (!Files.exists(home)) {
            create(home, launcher, directory);
        }
        Path data = home.resolve("data");
        String written = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!written.equals(launcher.major())) {
            throw new StartFailure(
                    "The data in '%s' were written by PostgreSQL %s; this Lawcast brings %s."
                            .formatted(data, written, launcher.major()),
                    ("Run the Lawcast that brings PostgreSQL %s on them, export the experiments,"
                                    + " and import them into a new data directory.")
                            .formatted(written));
        }
        addRuntimeRole(home, launcher, directory);
        return new Cluster(data, Files.readString(home.resolve("password")).strip());
    }

    /// Only a superuser can make roles, and none can log in: so while the server is down. Clusters
    /// of earlier versions get the role here too.
    private static void addRuntimeRole(Path home, Launcher launcher, DataDirectory directory)
            throws IOException {
        Path done = home.resolve("roles");
        if (Files.exists(done)) {
            return;
        }
        asSuperuser(
                "do $$ begin create role %1$s nologin; exception when duplicate_object then null; end $$;\n"
                                .formatted(RuntimeRole.NAME)
                        + "grant %s to %s;\n".formatted(RuntimeRole.NAME, NAME),
                home.resolve("data"),
                launcher,
                directory);
        write(done, RuntimeRole.NAME + "\n", "rw-------", launcher.owner());
    }

    private static void asSuperuser(
            String sql, Path data, Launcher launcher, DataDirectory directory) throws IOException {
        check(
                directory,
                launcher.run(
                        sql,
                        "postgres",
                        "--single",
                        "-D",
                        data.toString(),
                        "-c",
                        "exit_on_error=true",
                        "postgres"));
    }

    private static void create(Path home, Launcher launcher, DataDirectory directory)
            throws IOException {
        Path temporary = DataDirectory.temporary(home);
        Path data = temporary.resolve("data");
        Files.createDirectory(temporary);
        Files.setAttribute(temporary, "unix:uid", launcher.owner());
        String password = randomPassword();
        check(
                directory,
                launcher.run(
                        "",
                        "initdb",
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--auth=reject",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums"));
        asSuperuser(
                "create role %1$s login password '%2$s';\ncreate database %1$s owner %1$s;\n"
                        .formatted(NAME, password),
                data,
                launcher,
                directory);
        write(data.resolve("pg_hba.conf"), ACCESS, "rw-------", launcher.owner());
        write(temporary.resolve("password"), password + "\n", "rw-------", launcher.owner());
        DataDirectory.publish(home);
    }

    private static void check(DataDirectory directory, Launcher.Output output) {
        if (output.code() != 0 || output.text().contains("ERROR:")) {
            if (output.text().contains("No space left on device")) {
                throw DataDirectory.diskFull(directory.root(), null);
            }
            throw new StartFailure(
                    "PostgreSQL could not create its data in '%s':%n%s"
                            .formatted(directory.cluster(), output.text().strip()),
                    "The lines above are PostgreSQL's own. Nothing was kept; once the cause is"
                            + " removed, start again.");
        }
    }

    private static void write(Path path, String text, String permissions, int owner)
            throws IOException {
        Files.deleteIfExists(path);
        try (FileChannel file =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString(permissions)))) {
            file.write(StandardCharsets.UTF_8.encode(text));
            file.force(true);
        }
        Files.setAttribute(path, "unix:uid", owner);
    }

    private static String randomPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
