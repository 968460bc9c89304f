package dev.lawcast.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `--name=value` of the command line.
final class Arguments {

    private Arguments() {}

    /// Ends the process with 2 for a name that is not known.
    static Map<String, String> of(String[] arguments, String... known) {
        var given = new HashMap<String, String>();
        for (String argument : arguments) {
            int sign = argument.indexOf('=');
            String name = sign < 3 ? argument : argument.substring(2, sign);
            if (!List.of(known).contains(name)) {
                System.err.printf("'%s' is none of --%s=%n", argument, String.join("=, --", known));
                System.exit(2);
            }
            given.put(name, argument.substring(sign + 1));
        }
        return given;
    }

    /// The empty directory that was named, or one of its own.
    static Path work(Map<String, String> given) throws IOException {
        String named = given.get("work");
        return named == null
                ? Files.createTempDirectory("lawcast-drill")
                : Files.createDirectories(Path.of(named));
    }
}
