package dev.lawcast.workspaces;

import dev.lawcast.access.Role;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.Ids;
import dev.lawcast.database.RunningServer;
import dev.lawcast.workspaces.Workspace.Limits;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/// `java -jar lawcast.jar keys …`: keys without a key, for whoever may run commands where the
/// service runs. It works beside a running service and without one. Standard output holds the key
/// alone, so that it can be taken into a variable.
public final class KeysCommand {

    private static final String USAGE =
            """
            keys create --role=reader|writer|admin [--name=…] [--workspace=default] [--new-workspace] [--expires-at=2027-01-02T03:04:05Z]
            keys list
            keys revoke --id=…
            """;

    private static final String COMMAND_LINE = "command line";

    private final Keys keys;
    private final KeyRepository stored;
    private final WorkspaceRepository workspaces;
    private final DefaultApplicationArguments given;
    private final PrintStream out;
    private final PrintStream notes;

    private KeysCommand(
            ConfigurableApplicationContext context,
            DefaultApplicationArguments given,
            PrintStream out,
            PrintStream notes) {
        this.keys = context.getBean(Keys.class);
        this.stored = context.getBean(KeyRepository.class);
        this.workspaces = context.getBean(WorkspaceRepository.class);
        this.given = given;
        this.out = out;
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
        "dev.lawcast.workspaces"
    })
    static class Parts {}

    /// @param words those after `keys`; options that are not the command's are Spring's
    /// @return 0, or 2 where the command was refused
    public static int run(String[] words, PrintStream out, PrintStream notes) {
        var given = new DefaultApplicationArguments(words);
        try {
            String verb =
                    given.getNonOptionArgs().isEmpty() ? "" : given.getNonOptionArgs().getFirst();
            if (given.getNonOptionArgs().size() != 1
                    || !Set.of("create", "list", "revoke").contains(verb)) {
                throw new Refused("A command is one of\n" + USAGE);
            }
            try (ConfigurableApplicationContext context = context(words)) {
                return WorkspaceScope.in(
                        WorkspaceScope.DEFAULT,
                        () -> {
                            var command = new KeysCommand(context, given, out, notes);
                            switch (verb) {
                                case "create" -> command.create();
                                case "list" -> command.list();
                                default -> command.revoke();
                            }
                            return 0;
                        });
            }
        } catch (Refused e) {
            notes.println(e.getMessage());
            return 2;
        }
    }

    /// The parts that keys need; no web server and no jobs. It listens nowhere, so no setting of
    /// access is unsafe.
    private static ConfigurableApplicationContext context(String[] words) {
        var arguments = new ArrayList<>(List.of(words));
        arguments.add("--lawcast.require-keys=true");
        arguments.add("--spring.main.lazy-initialization=true");
        arguments.add("--management.endpoint.health.validate-group-membership=false");
        return new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .properties("logging.level.root=error") // the log goes to standard output, too
                .initializers(context -> RunningServer.join(context.getEnvironment()))
                .run(arguments.toArray(String[]::new));
    }

    private void create() {
        String name = option("name", COMMAND_LINE);
        Role role = role(option("role", ""));
        UUID workspace = workspace(option("workspace", "default"));
        Keys.Made made = keys.create(workspace, name, role, expiry(), COMMAND_LINE);
        notes.println(
                "Key %s, %s of the workspace '%s'. It is shown this once:"
                        .formatted(made.key().id(), role.word(), option("workspace", "default")));
        out.println(made.secret().text());
    }

    private void list() {
        for (Key key : stored.page(null, Integer.MAX_VALUE)) {
            out.println(
                    String.join(
                            "\t",
                            key.id().toString(),
                            key.prefix(),
                            key.role().word(),
                            workspaces.find(key.workspace()).map(Workspace::name).orElse("?"),
                            key.validAt(Instant.now()) ? "valid" : "closed",
                            key.name()));
        }
    }

    private void revoke() {
        String text = option("id", "");
        Key key =
                Ids.parse(text)
                        .flatMap(stored::find)
                        .orElseThrow(() ->
                                new Refused(
                                        "There is no key '%s'. `keys list` names them all."
                                                .formatted(text)));
        stored.revoke(key.id());
        notes.println("The key %s (%s) opens nothing any more.".formatted(key.id(), key.name()));
    }

    private UUID workspace(String name) {
        Workspace found = workspaces.find(name).orElse(null);
        if (found != null) {
            return found.id();
        }
        if (!given.containsOption("new-workspace")) {
            throw new Refused(
                    "There is no workspace '%s'. Add --new-workspace to make it.".formatted(name));
        }
        UUID id = Ids.next();
        workspaces.insert(id, name, new Limits(null, null, null, null));
        return id;
    }

    private @Nullable Instant expiry() {
        String text = option("expires-at", "");
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Refused(
                    "--expires-at is '%s', must be a time such as 2027-01-02T03:04:05Z."
                            .formatted(text));
        }
    }

    private static Role role(String word) {
        for (Role role : Role.values()) {
            if (role.word().equals(word.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new Refused("--role is '%s', must be reader, writer or admin.".formatted(word));
    }

    private String option(String name, String otherwise) {
        List<String> values = given.getOptionValues(name);
        if (values == null || values.isEmpty()) {
            return otherwise;
        }
        if (values.size() > 1 || values.getFirst().isBlank()) {
            throw new Refused("--%s must be given once, with a value.\n%s".formatted(name, USAGE));
        }
        return values.getFirst();
    }
}
