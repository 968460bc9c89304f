package dev.lawcast.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Runs the programs of PostgreSQL, which refuse to run as root, as somebody they accept.
///
/// An ordinary user runs them directly. For root the plainest way is a user namespace in which root
/// is called nobody: files stay root's and nothing is given away. Where a container forbids
/// namespaces the programs run as the real user nobody, who then gets the files.
///
/// @param version what `postgres --version` said
/// @param prefix what stands before the program on the command line
/// @param owner the numeric user to whom the files must belong
record Launcher(Binaries binaries, String version, List<String> prefix, int owner) {

    private static final Logger log = LoggerFactory.getLogger(Launcher.class);

    private static final int NOBODY = 65534;
    private static final List<String> NAMESPACE =
            List.of("unshare", "--user", "--map-user=" + NOBODY, "--map-group=" + NOBODY, "--");
    private static final List<String> NOBODY_ITSELF =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");

    /// Finds the first way that works here and hands the files to the user it needs.
    ///
    /// @throws StartFailure when none works
    static Launcher choose(Binaries binaries, DataDirectory directory) throws IOException {
        int self = owner(Path.of("/proc/self"));
        List<Launcher> ways =
                self != 0
                        ? List.of(new Launcher(binaries, "", List.of(), self))
                        : List.of(
                                new Launcher(binaries, "", NAMESPACE, 0),
                                new Launcher(binaries, "", NOBODY_ITSELF, NOBODY));
        var reasons = new ArrayList<String>();
        for (Launcher way : ways) {
            if (self == 0) {
                way.giveAway(directory.binaries());
                way.giveAway(directory.cluster());
            }
            try {
                Output output = way.run("", "postgres", "--version");
                if (output.code() == 0) {
                    return new Launcher(binaries, output.text().strip(), way.prefix, way.owner);
                }
                reasons.add(way.name() + ": " + output.text().strip());
            } catch (IOException e) {
                reasons.add(way.name() + ": " + e.getMessage());
            }
        }
        throw cannotRun(directory, self, String.join("; ", reasons));
    }

    /// The major version, such as 18.
    String major() {
        return version.replaceFirst("^\\D*(\\d+).*$", "$1");
    }

    /// Starts a program in a session of its own, out of reach of the Ctrl-C that is meant for the
    /// service: the service stops the server when its own work is done.
    Process start(List<String> programAndArguments) throws IOException {
        var command = new ArrayList<String>();
        if (onPath("setsid")) {
            command.add("setsid");
        }
        command.addAll(command(programAndArguments));
        return process(command).start();
    }

    /// Runs a program to its end.
    Output run(String input, String... programAndArguments) throws IOException {
        Process process = process(command(List.of(programAndArguments))).start();
        try (OutputStream to = process.getOutputStream();
                InputStream from = process.getInputStream()) {
            if (!input.isEmpty()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            }
            to.close();
            String text = new String(from.readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(programAndArguments[0] + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /// @param text standard output and error as they came
    record Output(int code, String text) {}

    private List<String> command(List<String> programAndArguments) {
        var command = new ArrayList<>(prefix);
        command.add(binaries.program(programAndArguments.getFirst()));
        command.addAll(programAndArguments.subList(1, programAndArguments.size()));
        return command;
    }

    private static ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        // PGDATA and the like would change the server; foreign libraries would replace its own.
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LD_"));
        environment.put("LC_ALL", "C");
        return builder;
    }

    private String name() {
        return prefix.isEmpty() ? "directly" : "by " + prefix.getFirst();
    }

    private void giveAway(Path tree) throws IOException {
        if (Files.exists(tree) && owner(tree) != owner) {
            log.info("{} now belongs to the user {}", tree, owner);
            try (Stream<Path> paths = Files.walk(tree)) {
                // the top last: it is what tells that all was given away
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(path, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Objects.requireNonNull(Files.getAttribute(path, "unix:uid"));
    }

    private static boolean onPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static StartFailure cannotRun(DataDirectory directory, int self, String reasons) {
        String asRoot =
                "PostgreSQL never runs as root: run the service as an ordinary user, or allow user"
                        + " namespaces (unshare), or set LAWCAST_DATA_DIR to a directory that the"
                        + " user nobody can reach, such as /var/lib/lawcast. ";
        String action =
                (self == 0 ? asRoot : "")
                        + "Maybe the file system is mounted noexec: set LAWCAST_DATA_DIR to one"
                        + " that runs programs. Or set LAWCAST_DATABASE_URL to a server.";
        return new StartFailure(
                "The programs of PostgreSQL in '%s' cannot be run (%s)."
                        .formatted(directory.binaries(), reasons),
                action);
    }
}
