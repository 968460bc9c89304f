package dev.lawcast.scaling.law;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;

/// `docs/laws` says what the catalogue says. `mvn test -Dtest=LawPagesTest -Dlaws.pages=write`
/// writes the pages anew.
class LawPagesTest {

    private static final Path PAGES = Path.of("docs/laws");
    private static final String COMMAND = "mvn test -Dtest=LawPagesTest -Dlaws.pages=write";

    @Test
    void thePagesSayWhatTheCatalogueSays() throws IOException {
        var wanted = new TreeMap<String, String>();
        for (ScalingLaw law : LawCatalogue.all()) {
            LawPage page = LawPage.of(law);
            wanted.put(page.file(), page.text());
        }
        wanted.put("index.md", index());
        if ("write".equals(System.getProperty("laws.pages"))) {
            write(wanted);
        }
        var found = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file : files.toList()) {
                found.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(found.keySet())
                .as("write the pages with: " + COMMAND)
                .isEqualTo(wanted.keySet());
        wanted.forEach((file, text) ->
                assertThat(found.get(file))
                        .as("%s is out of date, write it with: %s", file, COMMAND)
                        .isEqualTo(text));
    }

    private static String index() {
        var text =
                new StringBuilder(
                        """
                        # The laws

                        What can be fitted, a page for each law, written from the catalogue that `GET /api/v1/laws` serves. L is the metric (a loss or
                        an error, smaller is better), y a metric of either direction. Logarithms are natural, in `routed` to base 10.
                        [Notes on the laws](../concepts/laws.md) says what the formulas do not.

                        | law | formula | title |
                        |---|---|---|
                        """);
        for (ScalingLaw law : LawCatalogue.all()) {
            text.append(
                    "| [`%1$s`](%1$s.md) | $%2$s$ | %3$s |\n"
                            .formatted(law.id(), law.formula(), law.title()));
        }
        return text.toString();
    }

    private static void write(TreeMap<String, String> pages) throws IOException {
        Files.createDirectories(PAGES);
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        for (var page : pages.entrySet()) {
            Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
        }
    }
}
