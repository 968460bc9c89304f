package dev.lawcast.backups;

import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.Ids;
import dev.lawcast.database.RunningServer;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// `java -jar lawcast.jar export …` and `import …`, for whoever may run commands where the service
/// runs: beside a running service and without one. No limit of size holds here.
public final class BackupCommand {

    private static final String USAGE =
            """
            export --to=FILE   [--workspace=NAME]    everything, or one workspace
            import --from=FILE [--workspace=NAME]    into an empty service, or an empty workspace (made where there is none)
            check  --from=FILE                       whether a backup is whole; touches no data
            """;

    private static final JsonMapper SNAKE_CASE =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private final ConfigurableApplicationContext context;
    private final DefaultApplicationArguments given;
    private final PrintStream notes;

    private BackupCommand(
            ConfigurableApplicationContext context,
            DefaultApplicationArguments given,
            PrintStream notes) {
        this.context = context;
        this.given = given;
        this.notes = notes;
    }

    /// What the command cannot do, in words for the one who gave it.
    private static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message);
        }
    }

    /// No `@Configuration`: the service is not to find it.
    @EnableAutoConfiguration
    @ComponentScan({
        "dev.lawcast.database",
        "dev.lawcast.access",
        "dev.lawcast.api",
        "dev.lawcast.uploads",
        "dev.lawcast.workspaces",
        "dev.lawcast.backups"
    })
    static class Parts {}

    /// Whether a word is one of these commands.
    public static boolean knows(String verb) {
        return Set.of("export", "import", "check").contains(verb);
    }

    /// @param words the command and its options; options that are not the command's are Spring's
    /// @return 0, or 2 where the command was refused
    public static int run(String[] words, PrintStream notes) {
        var given = new DefaultApplicationArguments(words);
        try {
            if (given.getNonOptionArgs().size() != 1) {
                throw new Refused("A command is one of\n" + USAGE);
            }
            String verb = given.getNonOptionArgs().getFirst();
            Path file = Path.of(option(given, verb.equals("export") ? "to" : "from"));
            if (verb.equals("check")) {
                tell(checked(file, SNAKE_CASE), false, notes);
                return 0;
            }
            try (ConfigurableApplicationContext context = context(words)) {
                var command = new BackupCommand(context, given, notes);
                if (verb.equals("export")) {
                    command.export(file);
                } else {
                    command.restore(file);
                }
                return 0;
            }
        } catch (Refused | ApiException e) {
            notes.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            notes.println("The file cannot be read or written: " + e);
            return 2;
        }
    }

    /// The parts that backups need; no web server and no jobs. It listens nowhere, so no setting of
    /// access is unsafe.
    private static ConfigurableApplicationContext context(String[] words) {
        var arguments = new ArrayList<>(List.of(words));
        arguments.add("--lawcast.require-keys=true");
        arguments.add("--spring.main.lazy-initialization=true");
        arguments.add("--management.endpoint.health.validate-group-membership=false");
        return new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .properties("logging.level.root=error")
                .initializers(context -> RunningServer.join(context.getEnvironment()))
                .run(arguments.toArray(String[]::new));
    }

    /// Under another name until it is whole, readable by the owner alone: it holds all there is.
    private void export(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Backup backup = context.getBean(Backup.class);
        try {
            try (FileChannel channel = create(unfinished);
                    OutputStream out = Channels.newOutputStream(channel)) {
                if (given.containsOption("workspace")) {
                    WorkspaceScope.in(
                            existing(option(given, "workspace")),
                            () -> {
                                backup.ofWorkspace(out);
                                return true;
                            });
                } else {
                    WorkspaceScope.in(
                            WorkspaceScope.DEFAULT,
                            () -> {
                                backup.ofEverything(out);
                                return true;
                            });
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        tell(checked(file, context.getBean(JsonMapper.class)), false, notes);
    }

    private void restore(Path from) throws IOException {
        BackupFile file = checked(from, context.getBean(JsonMapper.class));
        boolean everything = file.manifest().ofEverything();
        if (everything == given.containsOption("workspace")) {
            throw new Refused(
                    everything
                            ? "The file holds everything; leave --workspace out."
                            : "The file holds one workspace; name with --workspace=… where it is to go.");
        }
        if (everything) {
            restore(file, WorkspaceScope.DEFAULT);
        } else {
            String name = option(given, "workspace");
            boolean made = make(name);
            UUID target = existing(name);
            try {
                restore(file, target);
            } catch (RuntimeException e) {
                if (made) {
                    remove(target);
                }
                throw e;
            }
        }
        tell(file, true, notes);
    }

    private void restore(BackupFile file, UUID target) {
        WorkspaceScope.in(
                target,
                () -> {
                    context.getBean(Restore.class).restore(file);
                    return true;
                });
    }

    private static BackupFile checked(Path file, JsonMapper json) throws IOException {
        return BackupFile.check(() -> Files.newInputStream(file), Long.MAX_VALUE, json);
    }

    private UUID existing(String name) {
        return WorkspaceScope.in(
                WorkspaceScope.DEFAULT,
                () ->
                        context.getBean(JdbcClient.class)
                                .sql("select id from workspace where name = ?")
                                .param(name)
                                .query(UUID.class)
                                .optional()
                                .orElseThrow(() ->
                                        new Refused(
                                                "There is no workspace '%s'.".formatted(name))));
    }

    /// False where there is one of this name already.
    private boolean make(String name) {
        return WorkspaceScope.in(
                WorkspaceScope.DEFAULT,
                () ->
                        context.getBean(JdbcClient.class)
                                        .sql(
                                                "insert into workspace (id, name) values (?, ?) on conflict (name) do nothing")
                                        .params(Ids.next(), name)
                                        .update()
                                == 1);
    }

    private void remove(UUID workspace) {
        WorkspaceScope.in(
                workspace,
                () ->
                        context.getBean(JdbcClient.class)
                                .sql("delete from workspace where id = ?")
                                .param(workspace)
                                .update());
    }

    private static void tell(BackupFile file, boolean restored, PrintStream notes) {
        BackupContents contents = file.contents(restored);
        notes.println(
                "%s of %s, schema %d, Lawcast %s: %s"
                        .formatted(
                                contents.scope(),
                                contents.takenAt(),
                                contents.schema(),
                                contents.codeVersion(),
                                restored ? "restored" : "whole"));
        contents.tables().stream()
                .filter(rows -> rows.rows() > 0)
                .forEach(rows -> notes.println("%,15d %s".formatted(rows.rows(), rows.table())));
    }

    private static FileChannel create(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return Files.getFileStore(file.toAbsolutePath().getParent())
                        .supportsFileAttributeView("posix")
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options);
    }

    private static String option(DefaultApplicationArguments given, String name) {
        List<String> values = given.getOptionValues(name);
        if (values == null || values.size() != 1 || values.getFirst().isBlank()) {
            throw new Refused("--%s must be given once, with a value.\n%s".formatted(name, USAGE));
        }
        return values.getFirst();
    }
}
