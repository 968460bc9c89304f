package dev.lawcast.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Servers that a killed service or a killed postmaster left behind.
///
/// They are stopped rather than adopted: an adopted server would keep the settings, the programs
/// and the half-dead sessions of its former owner. They are recognised by the file they execute,
/// which lies in our private directory, and not by the pid in `postmaster.pid`, which by now may
/// belong to anyone.
final class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Leftovers() {}

    /// Ends every process that runs programs of this data directory. The caller owns the directory,
    /// so that none of them belongs to a living service.
    static void stop(DataDirectory directory) throws IOException {
        List<ProcessHandle> processes = running(directory.root());
        if (!processes.isEmpty()) {
            Set<Long> pids = processes.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
            log.info("Stopping the processes {} that a killed service left behind", pids);
            // To a postmaster SIGTERM means: stop once the sessions are gone. Its children follow
            // it; those without a postmaster are asked one by one.
            processes.stream()
                    .filter(p ->
                            p.parent().map(parent -> !pids.contains(parent.pid())).orElse(true))
                    .forEach(ProcessHandle::destroy);
            if (!end(processes, PATIENCE)) {
                running(directory.root()).forEach(ProcessHandle::destroyForcibly);
                if (!end(processes, PATIENCE)) {
                    throw new StartFailure(
                            "The processes %s of the data directory '%s' cannot be stopped."
                                    .formatted(pids, directory.root()),
                            "End them by hand. Maybe they wait for a disk that does not answer.");
                }
            }
        }
        removeLockOfStranger(directory.cluster().resolve("data/postmaster.pid"));
    }

    /// PostgreSQL refuses to start when the pid in its lock file is alive, whoever that is by now,
    /// and when a kill came between the making of the file and the writing of the pid. A dead pid
    /// is left to PostgreSQL, which then also looks for shared memory still in use.
    private static void removeLockOfStranger(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(lock);
            long pid = Long.parseLong(lines.isEmpty() ? "" : lines.getFirst().strip());
            if (ProcessHandle.of(pid).isEmpty()) {
                return;
            }
            log.info("Process {} took over the pid of a killed server; removing {}", pid, lock);
        } catch (NumberFormatException e) {
            log.info("Removing {}, which holds no pid", lock);
        }
        Files.delete(lock);
    }

    private static List<ProcessHandle> running(Path root) {
        return ProcessHandle.allProcesses().filter(process -> runs(process, root)).toList();
    }

    /// Whether a process executes one of the programs below `root`.
    static boolean runs(ProcessHandle process, Path root) {
        return process.info()
                .command()
                .filter(program -> Path.of(program).startsWith(root.resolve("binaries")))
                .isPresent();
    }

    private static boolean end(List<ProcessHandle> processes, Duration patience) {
        try {
            CompletableFuture.allOf(
                            processes.stream()
                                    .map(ProcessHandle::onExit)
                                    .toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
