package dev.lawcast.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/// Passes what the server writes to the service's own log and remembers the last lines.
final class ServerLog {

    private static final Logger log = LoggerFactory.getLogger("dev.lawcast.database.postgres");

    private static final int REMEMBERED = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> last = new ArrayDeque<>();
    private final Thread reader;

    ServerLog(InputStream output) {
        reader = Thread.ofPlatform().daemon().name("postgres-log").start(() -> read(output));
    }

    /// The last lines; of a server that has ended, really its last.
    String lastLines() throws InterruptedException {
        reader.join(java.time.Duration.ofSeconds(1));
        return String.join(System.lineSeparator(), copy());
    }

    String lastLine() {
        Deque<String> lines = copy();
        return lines.isEmpty() ? "" : lines.getLast();
    }

    private Deque<String> copy() {
        lock.lock();
        try {
            return new ArrayDeque<>(last);
        } finally {
            lock.unlock();
        }
    }

    private void read(InputStream output) {
        try (var lines =
                new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                lock.lock();
                try {
                    last.addLast(line);
                    if (last.size() > REMEMBERED) {
                        last.removeFirst();
                    }
                } finally {
                    lock.unlock();
                }
                pass(line);
            }
        } catch (IOException e) {
            log.debug("The server's output ended", e);
        }
    }

    /// The errors of statements reach their callers; here they would only repeat.
    private static void pass(String line) {
        if (line.startsWith("PANIC:")) {
            log.error(line);
        } else if (line.startsWith("FATAL:") || line.startsWith("WARNING:")) {
            log.warn(line);
        } else {
            log.debug(line);
        }
    }
}
