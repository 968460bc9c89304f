package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the documents name is there.
class DocumentsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FENCE =
            Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(prose(document));
            while (link.find()) {
                String target = link.group(1);
                if (!target.matches("[a-z]+:.*") && !leadsSomewhere(document, target)) {
                    broken.add(ROOT.relativize(document) + " → " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /// Those of the laws are listed, and held against the catalogue, by an index of their own.
    @Test
    void theIndexNamesEveryPage() throws IOException {
        String index = Files.readString(ROOT.resolve("docs/index.md"));
        try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
            assertThat(
                            pages.filter(p -> p.toString().endsWith(".md"))
                                    .map(p -> ROOT.resolve("docs").relativize(p).toString())
                                    .filter(p ->
                                            !p.equals("index.md")
                                                    && !p.matches("laws/[a-z_0-9]+\\.md")
                                                    && !index.contains("(" + p + ")")))
                    .isEmpty();
        }
    }

    @Test
    void theArchitectureNamesTypesAndPackagesThatExist() throws IOException {
        for (String document : List.of("ARCHITECTURE.md", "CONTRIBUTING.md")) {
            Set<String> types = types();
            Set<String> packages = packages();
            var unknown = new TreeSet<String>();
            Matcher code = CODE.matcher(prose(ROOT.resolve(document)));
            while (code.find()) {
                String name = code.group(1);
                boolean isType =
                        name.matches("[A-Z][a-z]+([A-Z][A-Za-z]*)?") && !types.contains(name);
                boolean isPackage =
                        name.matches("[a-z]+(\\.[a-z]+)*")
                                && !packages.contains(name)
                                && !Files.exists(ROOT.resolve(name))
                                && !name.matches("jsonb|java|mvn.*");
                boolean isPath =
                        name.contains("/")
                                && name.matches("[\\w./-]+")
                                && !name.startsWith("..")
                                && !name.startsWith("/")
                                && !Files.exists(ROOT.resolve(name))
                                && !packages.contains(name.replace('/', '.'));
                if (isType || isPackage || isPath) {
                    unknown.add(name);
                }
            }
            assertThat(unknown).as(document).isEmpty();
        }
    }

    private static boolean leadsSomewhere(Path document, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1 || anchors(file).contains(parts[1]);
    }

    private static Set<String> anchors(Path document) throws IOException {
        return Files.readString(document)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ *", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String prose(Path document) throws IOException {
        return FENCE.matcher(Files.readString(document)).replaceAll("");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> samples = Files.walk(ROOT.resolve("samples"))) {
            return Stream.of(top, docs, samples)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static Set<String> types() throws IOException {
        var names = new TreeSet<String>();
        for (Path source : sources()) {
            names.add(source.getFileName().toString().replace(".java", ""));
        }
        return names;
    }

    private static Set<String> packages() throws IOException {
        var names = new TreeSet<String>();
        for (Path source : sources()) {
            String path = source.toString().replace('/', '.');
            int start = path.indexOf("dev.lawcast.") + "dev.lawcast.".length();
            int end = path.lastIndexOf('.', path.length() - ".java".length() - 1);
            if (end > start) {
                names.add(path.substring(start, end));
                names.add(path.substring(start, path.indexOf('.', start)));
            }
        }
        return names;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("src"))) {
            return files.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }
}
