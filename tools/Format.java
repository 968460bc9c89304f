import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Checks (`--check`) or rewrites (`--write`) the layout of every Java file below the named folders.
void main(String[] args) throws Exception {
    var command = new ArrayList<String>(List.of("--aosp", "--skip-reflowing-long-strings"));
    command.addAll(
            args[0].equals("--check")
                    ? List.of("--dry-run", "--set-exit-if-changed")
                    : List.of("--replace"));
    for (String folder : Arrays.asList(args).subList(1, args.length)) {
        try (var files = Files.walk(Path.of(folder))) {
            files.map(Path::toString).filter(f -> f.endsWith(".java")).sorted().forEach(command::add);
        }
    }
    com.google.googlejavaformat.java.Main.main(command.toArray(String[]::new));
}
