package dev.lawcast.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.fits.FitStatus;
import dev.lawcast.workspaces.Tenants;
import dev.lawcast.workspaces.Tenants.Tenant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.yaml.snakeyaml.Yaml;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `ops/` says of the service holds of the running one: every metric and label that an alert
/// or the dashboard names is there after some use, every alert has a page.
@ServiceTest
@TestPropertySource(
        properties = {"lawcast.api-key=" + OperationsTest.KEY, "lawcast.metrics.interval=200ms"})
class OperationsTest {

    static final String KEY = "00112233445566778899aabbccddeeff";

    /// A metric with its conditions, such as `up{job="lawcast"}`; words before a bracket are
    /// functions.
    private static final Pattern METRIC =
            Pattern.compile("\\b([a-z][a-z0-9_]*)\\b(?!\\s*\\()(\\{[^}]*})?");

    private static final Pattern LABEL =
            Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

    /// Words of the language; labels to group by stand in brackets and are cut before.
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "by", "without", "on");

    @Autowired MockMvc mvc;
    @Autowired Sampler sampler;

    private final Map<String, Set<String>> labels = new TreeMap<>();
    private final Map<String, Set<String>> values = new TreeMap<>();

    @BeforeEach
    void useTheServiceAndScrapeIt() {
        Tenant tenant = new Tenants(mvc, "Bearer " + KEY).make();
        new Client(mvc).get("/api/v1/experiments").expect(401);
        new Client(mvc).get("/api/v1/experiments", "Authorization", tenant.reader()).expect(200);
        sampler.look();
        read(scrape());
    }

    @Test
    void everyMetricAndLabelOfTheAlertsIsThere() throws IOException {
        for (Map<String, Object> alert : alerts()) {
            assertThat(faults(String.valueOf(alert.get("expr"))))
                    .as(String.valueOf(alert.get("alert")))
                    .isEmpty();
        }
    }

    @Test
    void everyMetricAndLabelOfTheDashboardIsThere() throws IOException {
        JsonNode dashboard =
                JsonMapper.shared().readTree(Files.readString(Path.of("ops/grafana/lawcast.json")));
        int queries = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries++;
                assertThat(faults(target.path("expr").asString()))
                        .as(panel.path("title").asString())
                        .isEmpty();
            }
        }
        assertThat(queries).isGreaterThan(20);
    }

    /// The two checks above can fail.
    @Test
    void aMetricOrLabelThatIsNotThereIsNamed() {
        assertThat(faults("sum by (kind) (rate(lawcast_job_seconds{outcome=\"failed\"}[5m])) > 0"))
                .containsExactly("lawcast_job_seconds");
        assertThat(faults("lawcast_jobs_waiting{sort=\"fit\"}"))
                .containsExactly("lawcast_jobs_waiting{sort}");
        assertThat(faults("lawcast_webhook_attempts_seconds_count{outcome=\"buried\"}"))
                .containsExactly("lawcast_webhook_attempts_seconds_count{outcome=buried}");
    }

    @Test
    void everyAlertHasAPageThatSaysWhatItMeansAndWhatToDo() throws IOException {
        var pages = new TreeSet<Path>();
        for (Map<String, Object> alert : alerts()) {
            Path page = Path.of(annotations(alert).get("runbook"));
            pages.add(page);
            assertThat(Files.readString(page))
                    .startsWith("# " + alert.get("alert") + "\n")
                    .contains("**What it means.**", "**What to look at.**", "**What to do.**");
        }
        try (Stream<Path> there = Files.list(Path.of("docs/runbooks"))) {
            assertThat(there.toList()).hasSameElementsAs(pages);
        }
    }

    @Test
    void noTagHoldsAnIdOrWhatAUserWrote() {
        String text = scrape();
        assertThat(text.lines().filter(line -> line.contains("lawcast_")).toList())
                .isNotEmpty()
                .noneMatch(line -> line.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*"))
                .noneMatch(line -> line.contains("tenant") || line.contains("secret of"));
        assertThat(values.get("lawcast_fit_duration_seconds_count/law")).contains("power_law");
    }

    @Test
    void theQueueAndTheDatabaseHaveFigures() {
        assertThat(values.get("lawcast_jobs_waiting/kind"))
                .contains("fit", "refit", "projection", "simulation");
        assertThat(scrape())
                .containsPattern("lawcast_database_up\\{place=\"external\"} 1\\.0")
                .containsPattern("lawcast_database_size_bytes\\{place=\"external\"} [1-9]");
    }

    private String scrape() {
        return new Client(mvc)
                .get("/actuator/prometheus", "Authorization", "Bearer " + KEY)
                .expect(200)
                .body()
                .asString();
    }

    private void read(String scrape) {
        Pattern sample = Pattern.compile("([a-z0-9_]+)(\\{(.*)})? \\S+");
        scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    Matcher matcher = sample.matcher(line);
                    assertThat(matcher.matches()).as(line).isTrue();
                    String name = matcher.group(1);
                    Set<String> known = labels.computeIfAbsent(name, _ -> new HashSet<>());
                    Matcher label = LABEL.matcher(String.valueOf(matcher.group(3)));
                    while (label.find()) {
                        known.add(label.group(1));
                        values.computeIfAbsent(name + "/" + label.group(1), _ -> new HashSet<>())
                                .add(label.group(3));
                    }
                });
        labels.put("up", Set.of("job", "instance")); // Prometheus' own
        values.put("up/job", Set.of("lawcast"));
        for (FitStatus status : FitStatus.values()) {
            values.computeIfAbsent(
                            "lawcast_fit_duration_seconds_count/outcome", _ -> new HashSet<>())
                    .add(status.name().toLowerCase(Locale.ROOT));
        }
    }

    /// Names that the service does not know. A value that no pattern stands for must be there too,
    /// but for outcomes of fits, which appear with the first such fit: those are FitStatus.
    private List<String> faults(String expression) {
        var faults = new ArrayList<String>();
        String query =
                expression
                        .replaceAll("\\b(by|without|on)\\s*\\([^)]*\\)", " ")
                        .replaceAll("\\[[^]]*]", "");
        Matcher metric = METRIC.matcher(query.replaceAll("(?<=[\\s(*/])\\d[\\d.]*", " "));
        while (metric.find()) {
            String name = metric.group(1);
            if (WORDS.contains(name)) {
                continue;
            }
            if (!labels.containsKey(name)) {
                faults.add(name);
                continue;
            }
            Matcher label = LABEL.matcher(String.valueOf(metric.group(2)));
            while (label.find()) {
                if (!labels.getOrDefault(name, Set.of()).contains(label.group(1))) {
                    faults.add(name + "{" + label.group(1) + "}");
                } else if (label.group(2).equals("=")
                        && !values.getOrDefault(name + "/" + label.group(1), Set.of())
                                .contains(label.group(3))) {
                    faults.add(name + "{" + label.group(1) + "=" + label.group(3) + "}");
                }
            }
        }
        return faults;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> alerts() throws IOException {
        Map<String, Object> rules =
                new Yaml().load(Files.readString(Path.of("ops/prometheus/alerts.yaml")));
        var groups = (List<Map<String, Object>>) Objects.requireNonNull(rules.get("groups"));
        var alerts =
                (List<Map<String, Object>>) Objects.requireNonNull(groups.getFirst().get("rules"));
        assertThat(alerts).hasSizeGreaterThan(10);
        return alerts;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> annotations(Map<String, Object> alert) {
        return (Map<String, String>) Objects.requireNonNull(alert.get("annotations"));
    }
}
