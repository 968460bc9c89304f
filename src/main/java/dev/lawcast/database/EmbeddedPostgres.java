package dev.lawcast.database;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real PostgreSQL server of our own, in a data directory of the user's choice, that keeps what
/// it acknowledged whatever is killed.
///
/// The server is a child process on a free port of loopback. When it dies alone it is started again
/// on the same port, after the usual crash recovery; while it is away the pool gives no connections
/// and requests are answered by 503.
final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    /// On the command line, so that neither postgresql.conf nor ALTER SYSTEM can change them.
    private static final List<String> SETTINGS =
            List.of(
                    "fsync=on",
                    "synchronous_commit=on",
                    "full_page_writes=on",
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "logging_collector=off",
                    "log_destination=stderr",
                    "log_line_prefix=",
                    "log_error_verbosity=terse", // the details of an error are users' data
                    "log_min_error_statement=panic");

    private static final int ATTEMPTS = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final DataDirectory directory;
    private final Launcher launcher;
    private final Cluster cluster;
    private final List<String> settings;
    private final Thread watchdog;

    private volatile int port;
    private volatile boolean closing;
    private volatile Process server;

    private EmbeddedPostgres(
            DataDirectory directory, Launcher launcher, Cluster cluster, List<String> settings)
            throws IOException {
        this.directory = directory;
        this.launcher = launcher;
        this.cluster = cluster;
        this.settings = settings;
        this.port = freePort();
        this.server = startOnAnyPort();
        this.watchdog = Thread.ofVirtual().name("postgres-watchdog").start(this::watch);
    }

    /// Starts the server on the data in `directory`, which is made when it does not exist.
    ///
    /// @throws StartFailure with the thing that is wrong and what to do
    static EmbeddedPostgres start(Path directory) {
        return start(directory, List.of());
    }

    /// @param settings further `name=value`; the last one of a name holds
    static EmbeddedPostgres start(Path directory, List<String> settings) {
        DataDirectory owned = DataDirectory.own(directory);
        try {
            Leftovers.stop(owned);
            owned.removeTemporaries();
            Launcher launcher = Launcher.choose(Binaries.unpack(owned), owned);
            Cluster cluster = Cluster.open(owned, launcher);
            var all = new ArrayList<>(SETTINGS);
            all.addAll(settings);
            var server = new EmbeddedPostgres(owned, launcher, cluster, all);
            log.info(
                    "{} on 127.0.0.1:{}, data in {}",
                    launcher.version(),
                    server.port,
                    owned.root());
            return server;
        } catch (IOException e) {
            giveUp(owned);
            throw DataDirectory.cannotWrite(owned.root(), e);
        } catch (RuntimeException | Error e) {
            giveUp(owned);
            throw e;
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + Cluster.NAME;
    }

    String user() {
        return Cluster.NAME;
    }

    String password() {
        return cluster.password();
    }

    Path directory() {
        return directory.root();
    }

    String version() {
        return launcher.version();
    }

    ProcessHandle process() {
        return server.toHandle();
    }

    /// Stops the server (sessions are ended, a checkpoint is written) and frees the directory.
    @Override
    public void close() {
        closing = true;
        watchdog.interrupt();
        try {
            watchdog.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop(server);
        release(directory);
    }

    private Process startOnAnyPort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return startServer();
            } catch (ServerDied e) {
                if (attempt == ATTEMPTS || !e.mayPass()) {
                    throw e.asStartFailure(directory);
                }
                log.info("Starting PostgreSQL again: {}", e.getMessage());
                Leftovers.stop(directory);
                port = freePort();
            }
        }
    }

    /// Starts the server and waits, as long as it lives, until it accepts connections: recovery
    /// after a crash takes the time it takes.
    private Process startServer() throws IOException, ServerDied {
        var command = new ArrayList<>(List.of("postgres", "-D", cluster.data().toString()));
        command.addAll(List.of("-p", Integer.toString(port)));
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        Process process = launcher.start(command);
        boolean ready = false;
        try {
            process.getOutputStream().close();
            var output = new ServerLog(process.getInputStream());
            Instant nextWord = Instant.now().plusSeconds(10);
            while (!accepts(process)) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new ServerDied(output.lastLines());
                }
                if (Instant.now().isAfter(nextWord)) {
                    log.info("PostgreSQL is still recovering: {}", output.lastLine());
                    nextWord = Instant.now().plusSeconds(10);
                }
            }
            ready = true;
            return process;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The start of PostgreSQL was interrupted", e);
        } finally {
            if (!ready) {
                stop(process);
            }
        }
    }

    /// The eighth line of postmaster.pid tells the state, as it does to pg_ctl.
    private boolean accepts(Process process) throws IOException {
        try {
            List<String> lines = Files.readAllLines(cluster.data().resolve("postmaster.pid"));
            return lines.size() >= 8
                    && lines.getFirst().strip().equals(Long.toString(process.pid()))
                    && lines.get(7).strip().equals("ready");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void watch() {
        Duration pause = Duration.ofMillis(100);
        while (!closing) {
            try {
                int code = server.waitFor();
                if (closing) {
                    return;
                }
                log.warn("PostgreSQL ended by itself ({}); starting it again", code);
                Leftovers.stop(directory);
                server = startServer();
                log.info("PostgreSQL is back on 127.0.0.1:{}", port);
                pause = Duration.ofMillis(100);
            } catch (InterruptedException e) {
                return;
            } catch (IOException | ServerDied | RuntimeException e) {
                log.error("PostgreSQL does not start; next attempt in {}", pause, e);
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupted) {
                    return;
                }
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        }
    }

    /// A fast stop, the only kind that neither waits for sessions nor needs recovery. Where it does
    /// not help within a minute the server is killed, and the next start recovers.
    private void stop(Process process) {
        if (!process.isAlive()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            launcher.run("", "pg_ctl", "kill", "INT", Long.toString(process.pid()));
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                log.warn("PostgreSQL does not stop; killing it");
            }
        } catch (IOException e) {
            log.warn("PostgreSQL cannot be asked to stop; killing it", e);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            process.destroyForcibly();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Leaves nothing halfway, least of all on a disk that is full.
    private static void giveUp(DataDirectory directory) {
        try {
            directory.removeTemporaries();
        } catch (IOException e) {
            log.debug("The next start will remove what is left in {}", directory.root(), e);
        }
        release(directory);
    }

    private static void release(DataDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            log.warn("The lock of {} could not be released", directory.root(), e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// The server ended before it accepted connections.
    private static final class ServerDied extends Exception {

        ServerDied(String lastLines) {
            super(lastLines);
        }

        /// The port was taken in the meantime, or a server that was killed is not quite gone.
        boolean mayPass() {
            String text = String.valueOf(getMessage());
            return text.contains("Address already in use")
                    || text.contains("already exists")
                    || text.contains("still in use");
        }

        StartFailure asStartFailure(DataDirectory directory) {
            @Nullable String text = getMessage();
            if (text != null && text.contains("No space left on device")) {
                return DataDirectory.diskFull(directory.root(), this);
            }
            return new StartFailure(
                    "PostgreSQL did not start on the data in '%s':%n%s"
                            .formatted(directory.cluster(), text),
                    "The lines above are PostgreSQL's own. The data were not touched.",
                    this);
        }
    }
}
