package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

/// What is in the jar is known, may be there, and is not known to be broken. Reads the SBOM that
/// the build has just written.
class SupplyChainTest {

    private static final Set<String> LICENCES =
            Set.of(
                    "Apache-2.0",
                    "MIT",
                    "MIT-0",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "0BSD",
                    "CC0-1.0",
                    "PostgreSQL",
                    "EDL-1.0",
                    "EPL-1.0",
                    "EPL-2.0");

    /// The first version of each without the advisories that are named.
    private static final Map<String, String> FLOORS =
            Map.ofEntries(
                    Map.entry("tools.jackson.core", "3.1.6"), // CVE-2026-29062, CVE-2026-83557
                    Map.entry("tomcat-embed-core", "11.0.25"), // CVE-2026-65182, CVE-2026-65637
                    Map.entry("org.springframework", "7.0.8"), // CVE-2026-41838 to 41854
                    Map.entry("org.springframework.security", "7.0.6"), // CVE-2026-40988
                    Map.entry("nimbus-jose-jwt", "10.0.2"), // CVE-2025-53864
                    Map.entry("postgresql", "42.7.12"), // CVE-2026-42198, CVE-2026-54291
                    Map.entry("logback-core", "1.5.37"), // CVE-2026-1225, CVE-2026-13006
                    Map.entry("commons-compress", "1.26.0"), // CVE-2024-25710, CVE-2024-26308
                    Map.entry("commons-lang3", "3.18.0"), // CVE-2025-48924
                    Map.entry("snakeyaml", "2.0")); // CVE-2022-1471

    @Test
    void everyLicenceInTheJarIsOneOfTheList() throws IOException {
        assertThat(components()).hasSizeGreaterThan(50);
        assertThat(components().stream().filter(c -> !allowed(c)).map(SupplyChainTest::named))
                .as("components without an accepted licence")
                .isEmpty();
    }

    @Test
    void aLicenceThatIsUnknownOrMissingIsNamed() {
        for (String licences :
                List.of(
                        "[]",
                        "[{\"license\": {\"id\": \"AGPL-3.0-only\"}}]",
                        "[{\"license\": {\"name\": \"ask us\"}}]",
                        "[{\"expression\": \"Apache-2.0 AND SSPL-1.0\"}]")) {
            assertThat(allowed(component(licences))).as(licences).isFalse();
        }
        assertThat(
                        allowed(
                                component(
                                        "[{\"license\": {\"id\": \"LGPL-2.1\"}}, {\"license\": {\"id\": \"MIT\"}}]")))
                .isTrue();
        assertThat(allowed(component("[{\"expression\": \"GPL-2.0 OR Apache-2.0\"}]"))).isTrue();
    }

    @Test
    void noComponentIsOlderThanTheVersionThatMendedIt() throws IOException {
        var seen = new TreeSet<String>();
        var old = new ArrayList<String>();
        for (JsonNode component : components()) {
            for (String key :
                    List.of(
                            component.path("name").asString(),
                            component.path("group").asString())) {
                String floor = FLOORS.get(key);
                if (floor != null) {
                    seen.add(key);
                    if (older(component.path("version").asString(), floor)) {
                        old.add(named(component) + " < " + floor);
                    }
                }
            }
        }
        assertThat(old).isEmpty();
        assertThat(seen).as("floors that stand for something").isEqualTo(FLOORS.keySet());
    }

    @Test
    void versionsAreComparedByNumbers() {
        assertThat(older("42.7.6", "42.7.7")).isTrue();
        assertThat(older("1.9.0", "1.26.0")).isTrue();
        assertThat(older("3.1.6", "3.1.6")).isFalse();
        assertThat(older("11.0.100", "11.0.15")).isFalse();
        assertThat(older("2.0", "2.0.1")).isTrue();
    }

    @Test
    void thePageNamesEveryDirectDependencyAndNoOther() throws Exception {
        var page = new TreeSet<String>();
        Matcher row =
                Pattern.compile("(?m)^\\| `([^`]+)` \\| \\S.*\\|$")
                        .matcher(Files.readString(Path.of("docs/reference/dependencies.md")));
        while (row.find()) {
            assertThat(page.add(row.group(1))).as(row.group(1)).isTrue();
        }
        assertThat(page).isEqualTo(direct());
    }

    private static Set<String> direct() throws Exception {
        Element pom =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(Path.of("pom.xml").toFile())
                        .getDocumentElement();
        var names = new TreeSet<String>();
        for (String kind : List.of("dependency", "plugin", "path", "artifactItem")) {
            NodeList found = pom.getElementsByTagName(kind);
            for (int i = 0; i < found.getLength(); i++) {
                NodeList inside = found.item(i).getChildNodes();
                for (int j = 0; j < inside.getLength(); j++) {
                    if (inside.item(j).getNodeName().equals("artifactId")) {
                        names.add(inside.item(j).getTextContent());
                    }
                }
            }
        }
        return names;
    }

    /// Of licences that stand side by side, and of those joined by OR, one suffices.
    private static boolean allowed(JsonNode component) {
        return component
                .path("licenses")
                .valueStream()
                .anyMatch(each -> {
                    JsonNode licence = each.path("license");
                    String text =
                            each.path("expression")
                                    .asString(
                                            licence.path("id")
                                                    .asString(licence.path("name").asString("")));
                    return Arrays.stream(text.split(" OR "))
                            .map(part -> part.replaceAll("^\\(|\\)$", "").strip())
                            .anyMatch(LICENCES::contains);
                });
    }

    private static boolean older(String version, String floor) {
        int[] a = numbers(version);
        int[] b = numbers(floor);
        return Arrays.compare(a, b) < 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("[.-]"))
                .takeWhile(part -> part.matches("\\d+"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static List<JsonNode> components() throws IOException {
        try (InputStream sbom =
                SupplyChainTest.class.getResourceAsStream("/META-INF/sbom/application.cdx.json")) {
            return JsonMapper.shared()
                    .readTree(Objects.requireNonNull(sbom, "the build writes the SBOM"))
                    .path("components")
                    .valueStream()
                    .toList();
        }
    }

    private static JsonNode component(String licences) {
        return JsonMapper.shared().readTree("{\"licenses\": " + licences + "}");
    }

    private static String named(JsonNode component) {
        return "%s:%s:%s %s"
                .formatted(
                        component.path("group").asString(),
                        component.path("name").asString(),
                        component.path("version").asString(),
                        component.path("licenses"));
    }
}
