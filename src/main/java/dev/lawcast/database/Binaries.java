package dev.lawcast.database;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/// The programs of PostgreSQL (initdb, pg_ctl, postgres), unpacked from the jar into a directory
/// that only we write.
record Binaries(Path home) {

    /// Unpacks the programs unless this very version is there already, and removes other versions.
    ///
    /// @throws StartFailure when the jar holds none for this machine
    static Binaries unpack(DataDirectory directory) throws IOException {
        URL archive = archive();
        Path home = directory.binaries().resolve(fingerprint(archive));
        if (!Files.isDirectory(home)) {
            Path temporary = DataDirectory.temporary(home);
            try (InputStream packed = archive.openStream()) {
                extract(packed, temporary);
            }
            DataDirectory.publish(home);
        }
        try (Stream<Path> versions = Files.list(directory.binaries())) {
            for (Path other : versions.filter(version -> !version.equals(home)).toList()) {
                DataDirectory.delete(other);
            }
        }
        return new Binaries(home);
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static URL archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        String name =
                switch (machine) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64" -> "arm_64";
                    default -> machine;
                };
        @Nullable URL archive =
                Binaries.class.getResource("/postgres-" + system + "-" + name + ".txz");
        if (archive == null) {
            throw new StartFailure(
                    "This Lawcast brings no PostgreSQL for %s on %s.".formatted(system, machine),
                    "Set LAWCAST_DATABASE_URL (with LAWCAST_DATABASE_USER and"
                            + " LAWCAST_DATABASE_PASSWORD) to a PostgreSQL server, 15 or newer.");
        }
        return archive;
    }

    /// A name that changes with the content: the checksum that stands in the jar's directory.
    private static String fingerprint(URL archive) throws IOException {
        return archive.openConnection() instanceof JarURLConnection jar
                ? HexFormat.of().toHexDigits((int) jar.getJarEntry().getCrc())
                : "unpacked";
    }

    private static void extract(InputStream packed, Path target) throws IOException {
        try (var tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The archive leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (!path.toString().endsWith(".a")) { // nobody links here
                    Files.createDirectories(Objects.requireNonNull(path.getParent()));
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                    } else {
                        write(tar, path, (entry.getMode() & 0100) != 0);
                    }
                }
            }
        }
    }

    /// Onto the disk itself: a power cut after the renaming must not leave empty programs.
    private static void write(InputStream content, Path path, boolean executable)
            throws IOException {
        try (FileChannel file =
                        FileChannel.open(
                                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(file)) {
            content.transferTo(out);
            file.force(false);
        }
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
