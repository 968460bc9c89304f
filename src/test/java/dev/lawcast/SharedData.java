package dev.lawcast;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Data that lie beside the project: other people's measurements, which are read there and never
/// copied.
public final class SharedData {

    private SharedData() {}

    /// @param name below the folder, such as `reference/chinchilla/runs.csv`
    public static Path path(String name) {
        Path path = Path.of("..", "shared").resolve(name);
        if (!Files.exists(path)) {
            String message =
                    "../shared/" + name + " is not there: the tests against real data are skipped";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        return path;
    }

    public static String text(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
