package dev.lawcast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class DataDirectoryTest {

    @TempDir Path directory;

    @Test
    void refusesADirectoryThatAnotherProcessOwnsAndNamesBoth() throws Exception {
        Process owner =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Owner.class.getName(),
                                directory.toString())
                        .start();
        try (var words = new BufferedReader(new InputStreamReader(owner.getInputStream()))) {
            assertThat(words.readLine()).isEqualTo("mine");
            assertThatThrownBy(() -> DataDirectory.own(directory))
                    .isInstanceOfSatisfying(
                            StartFailure.class,
                            e -> assertThat(e.action()).contains("kill " + owner.pid()))
                    .hasMessageContaining(directory.toRealPath().toString())
                    .hasMessageContaining("process " + owner.pid());
        } finally {
            owner.destroyForcibly().waitFor();
        }
        // killed, it owns nothing any more
        DataDirectory.own(directory).close();
    }

    @Test
    void refusesAFileInItsPlace() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.own(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("is not a directory")
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> DataDirectory.own(file.resolve("below")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void saysWhatToDoAboutAFullDiskAndADirectoryOfAnotherUser() {
        assertThat(
                        DataDirectory.cannotWrite(
                                directory,
                                new FileSystemException("x", null, "No space left on device")))
                .hasMessageContaining("is full")
                .hasMessageContaining(directory.toString());
        assertThat(DataDirectory.cannotWrite(directory, new AccessDeniedException("x")))
                .hasMessageContaining("cannot be written by the user")
                .hasMessageContaining(System.getProperty("user.name"));
        assertThat(
                        DataDirectory.cannotWrite(
                                directory,
                                new FileSystemException("x", null, "Read-only file system")))
                .hasMessageContaining("cannot be written");
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(
                        path,
                        to.resolve(from.relativize(path).toString()),
                        java.nio.file.LinkOption.NOFOLLOW_LINKS,
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /// Another process that owns a directory until it is killed.
    static final class Owner {
        public static void main(String[] args) throws InterruptedException {
            DataDirectory.own(Path.of(args[0]));
            System.out.println("mine");
            Thread.sleep(60_000);
        }
    }
}
