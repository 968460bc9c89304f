package dev.lawcast.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// Lets a command beside a running service use the embedded server of that service: whoever may
/// read the data directory may read its password.
public final class RunningServer {

    private static final Logger log = LoggerFactory.getLogger(RunningServer.class);

    private RunningServer() {}

    /// Names the server in the settings where a live service owns the data directory. Where none
    /// does, the command starts the server for itself.
    public static void join(ConfigurableEnvironment settings) {
        if (DatabaseChoice.of(settings) != DatabaseChoice.EMBEDDED) {
            return;
        }
        Path root = Path.of(settings.getRequiredProperty("lawcast.data-dir"));
        Path home = root.resolve("postgresql");
        try {
            if (!isOwned(root.resolve("lawcast.lock"))) {
                return;
            }
            List<String> pid = Files.readAllLines(home.resolve("data/postmaster.pid"));
            settings.getPropertySources()
                    .addFirst(
                            new MapPropertySource(
                                    "the running server",
                                    Map.of(
                                            "lawcast.database.url",
                                            "jdbc:postgresql://127.0.0.1:"
                                                    + pid.get(3).strip()
                                                    + "/"
                                                    + Cluster.NAME,
                                            "lawcast.database.user",
                                            Cluster.NAME,
                                            "lawcast.database.password",
                                            Files.readString(home.resolve("password")).strip())));
        } catch (NoSuchFileException e) {
            log.debug("No service is running on {}", root);
        } catch (IOException e) {
            throw DataDirectory.cannotWrite(root, e);
        }
    }

    private static boolean isOwned(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock ours = channel.tryLock()) {
            return ours == null;
        }
    }
}
