package dev.lawcast.database;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.stream.Stream;

/// The directory that holds everything of the embedded server, owned by one process at a time:
///
///     lawcast.lock     locked while a service lives; holds its pid
///     binaries/<crc>/  the unpacked programs, one directory a version
///     postgresql/      data/ (the cluster) and password
///     *.tmp            made halfway when a process was killed; removed at the next start
///
/// The lock belongs to the process and ends with it, however it ends.
final class DataDirectory implements AutoCloseable {

    private static final String TEMPORARY = ".tmp";

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /// Makes the directory if needed and owns it until [#close].
    ///
    /// @throws StartFailure when another process owns it, or it cannot be made or written
    static DataDirectory own(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            Path root = absolute.toRealPath();
            refuseSecondOwnerInThisProcess(root);
            FileChannel lock = lock(root.resolve("lawcast.lock"));
            return new DataDirectory(root, lock);
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure(
                    "The data directory '%s' is not a directory: '%s' is a file."
                            .formatted(absolute, e.getFile()),
                    "Set LAWCAST_DATA_DIR to a directory.",
                    e);
        } catch (IOException e) {
            throw cannotWrite(absolute, e);
        }
    }

    Path root() {
        return root;
    }

    Path binaries() {
        return root.resolve("binaries");
    }

    Path cluster() {
        return root.resolve("postgresql");
    }

    /// Where `target` is prepared before [#publish] makes it believed.
    static Path temporary(Path target) {
        return target.resolveSibling(target.getFileName() + TEMPORARY);
    }

    /// Gives a finished temporary directory its name, all or nothing, also across a power cut.
    static void publish(Path target) throws IOException {
        Files.move(temporary(target), target, StandardCopyOption.ATOMIC_MOVE);
        Path parent = target.getParent();
        if (parent != null) {
            try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    /// Removes what a killed process left halfway.
    void removeTemporaries() throws IOException {
        for (Path parent : new Path[] {root, binaries()}) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> children = Files.list(parent)) {
                    for (Path child : children.toList()) {
                        if (child.toString().endsWith(TEMPORARY)) {
                            delete(child);
                        }
                    }
                }
            }
        }
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // it is gone, which is what was asked for
        }
    }

    /// What went wrong while the directory was written, in words that help.
    static StartFailure cannotWrite(Path directory, IOException e) {
        String reason = reason(e);
        if (reason.contains("No space left") || reason.contains("quota exceeded")) {
            return diskFull(directory, e);
        }
        if (e instanceof AccessDeniedException
                || reason.contains("Permission denied")
                || reason.contains("Read-only file system")) {
            return new StartFailure(
                    "The data directory '%s' cannot be written by the user '%s' (%s)."
                            .formatted(directory, System.getProperty("user.name"), reason),
                    "Make it writable for this user, or set LAWCAST_DATA_DIR to a directory that"
                            + " is. Maybe the service once ran as another user (root?).",
                    e);
        }
        return new StartFailure(
                "The data directory '%s' cannot be used: %s.".formatted(directory, reason),
                "Set LAWCAST_DATA_DIR to a directory on a local disk, or LAWCAST_DATABASE_URL to a"
                        + " PostgreSQL server.",
                e);
    }

    static StartFailure diskFull(Path directory, @Nullable Throwable cause) {
        return new StartFailure(
                "The disk that holds the data directory '%s' is full.".formatted(directory),
                "Free some space (an empty database needs 150 MB) and start again; nothing that"
                        + " was acknowledged is lost. Or set LAWCAST_DATA_DIR to another disk.",
                cause);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "Permission denied: " + denied.getFile();
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : null;
        return reason != null ? reason : String.valueOf(e.getMessage());
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        java.util.Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            if (channel.tryLock() == null) {
                throw owned(String.valueOf(file.getParent()), Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes()), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// File locks are held per process: opening and closing the file here once more would drop our
    /// own. So a second owner in this process is recognised by its server.
    private static void refuseSecondOwnerInThisProcess(Path root) {
        if (ProcessHandle.current().children().anyMatch(child -> Leftovers.runs(child, root))) {
            throw owned(root.toString(), String.valueOf(ProcessHandle.current().pid()));
        }
    }

    private static StartFailure owned(String root, String pid) {
        return new StartFailure(
                "The data directory '%s' is in use by a running Lawcast (process %s)."
                        .formatted(root, pid.isEmpty() ? "unknown" : pid),
                ("Stop that one first%s, or set LAWCAST_DATA_DIR to another directory. Several"
                                + " services share data through LAWCAST_DATABASE_URL.")
                        .formatted(
                                pid.isEmpty()
                                        ? ""
                                        : String.format(Locale.ROOT, " (kill %s)", pid)));
    }
}
