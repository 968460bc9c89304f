package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `ops/` says of ports, settings, users and times is what the service says of them.
class DeploymentFilesTest {

    private static final Path KUBERNETES = Path.of("ops/kubernetes");

    private final Object deployment = yaml(KUBERNETES.resolve("deployment.yaml"));
    private final Object pod = at(deployment, "spec", "template", "spec");
    private final Object container = list(at(pod, "containers")).getFirst();
    private final Object settings = yaml(Path.of("src/main/resources/application.yaml"));

    @Test
    void theKustomizationNamesEveryManifest() throws IOException {
        var files = new TreeSet<String>();
        try (var paths = Files.list(KUBERNETES)) {
            paths.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("kustomization.yaml"))
                    .forEach(files::add);
        }
        assertThat(list(at(yaml(KUBERNETES.resolve("kustomization.yaml")), "resources")))
                .map(Object::toString)
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void everyPortIsTheOneThatTheServiceListensOn() {
        Object port = list(at(container, "ports")).getFirst();
        assertThat(at(port, "containerPort")).isEqualTo(at(settings, "server", "port"));
        Object name = at(port, "name");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(at(container, probe, "httpGet", "port")).isEqualTo(name);
        }
        Object service = yaml(KUBERNETES.resolve("service.yaml"));
        assertThat(at(list(at(service, "spec", "ports")).getFirst(), "targetPort")).isEqualTo(name);
        Object policy = yaml(KUBERNETES.resolve("network-policy.yaml"));
        Object ingress = list(at(policy, "spec", "ingress")).getFirst();
        assertThat(at(list(at(ingress, "ports")).getFirst(), "port")).isEqualTo(name);
    }

    @Test
    void livenessAsksForTheProcessAndReadinessForItsDatabaseToo() {
        assertThat(at(container, "livenessProbe", "httpGet", "path"))
                .isEqualTo("/actuator/health/liveness");
        assertThat(at(container, "readinessProbe", "httpGet", "path"))
                .isEqualTo("/actuator/health/readiness");
        assertThat(
                        String.valueOf(
                                at(
                                        settings,
                                        "management",
                                        "endpoint",
                                        "health",
                                        "group",
                                        "readiness",
                                        "include")))
                .contains("db");
    }

    @Test
    void everySettingIsOneOfTheServiceAndSecretsAreReferences() throws IOException {
        String known =
                Files.readString(Path.of("src/main/resources/application.yaml"))
                        + Files.readString(Path.of("docs/reference/settings.md"));
        for (Object variable : list(at(container, "env"))) {
            String name = String.valueOf(at(variable, "name"));
            assertThat(known).contains(name);
            if (name.matches(".*(KEY|PASSWORD|USER|URL)")) {
                assertThat(at(variable, "valueFrom", "secretKeyRef", "name"))
                        .as(name)
                        .isEqualTo("lawcast");
            }
        }
        Matcher set = Pattern.compile("(?m)^Environment=(\\w+)=").matcher(Files.readString(unit()));
        while (set.find()) {
            assertThat(known).contains(set.group(1));
        }
    }

    @Test
    void everySelectorMeetsThePods() {
        Object labels = at(deployment, "spec", "template", "metadata", "labels");
        assertThat(labels).isNotNull();
        assertThat(at(deployment, "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(at(yaml(KUBERNETES.resolve("service.yaml")), "spec", "selector"))
                .isEqualTo(labels);
        assertThat(
                        at(
                                yaml(KUBERNETES.resolve("network-policy.yaml")),
                                "spec",
                                "podSelector",
                                "matchLabels"))
                .isEqualTo(labels);
        assertThat(
                        at(
                                yaml(KUBERNETES.resolve("pod-disruption-budget.yaml")),
                                "spec",
                                "selector",
                                "matchLabels"))
                .isEqualTo(labels);
    }

    @Test
    void thePodRunsAsTheUserOfTheImageAndMayDoNothingElse() throws IOException {
        String user = String.valueOf(at(pod, "securityContext", "runAsUser"));
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("--uid " + user);
        assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
        assertThat(list(at(container, "securityContext", "capabilities", "drop")))
                .isEqualTo(List.of("ALL"));
        assertThat(at(container, "resources", "limits", "memory")).isNotNull();
        assertThat(at(container, "resources", "limits", "cpu")).isNotNull();
    }

    /// The service ends requests within a phase, then jobs and watches within 10 s each.
    @Test
    void whoeverStopsTheServiceWaitsUntilItHasStopped() throws IOException {
        int phase =
                Integer.parseInt(
                        String.valueOf(
                                        at(
                                                settings,
                                                "spring",
                                                "lifecycle",
                                                "timeout-per-shutdown-phase"))
                                .replace("s", ""));
        int needed = 2 * phase;
        assertThat((int) at(pod, "terminationGracePeriodSeconds")).isGreaterThan(needed);
        Matcher stop =
                Pattern.compile("(?m)^TimeoutStopSec=(\\d+)$").matcher(Files.readString(unit()));
        assertThat(stop.find()).isTrue();
        assertThat(Integer.parseInt(stop.group(1))).isGreaterThan(needed);
    }

    @Test
    void systemdUnderstandsTheUnit() throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        Assumptions.assumeTrue(Files.exists(analyze), "systemd-analyze is not there");
        Process verify =
                new ProcessBuilder(analyze.toString(), "verify", unit().toAbsolutePath().toString())
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(
                        verify.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        verify.waitFor();
        // of the program itself it may say that it is not there, and of other units what it likes
        assertThat(said.lines().filter(line -> line.contains("lawcast.service:")).toList())
                .noneMatch(line -> line.matches(".*(Unknown|Failed to parse|ignoring).*"));
    }

    private static Path unit() {
        return Path.of("ops/systemd/lawcast.service");
    }

    private static Object yaml(Path file) {
        try {
            return new Yaml().load(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Object at(@Nullable Object tree, String... path) {
        Object at = tree;
        var walked = new ArrayList<String>();
        for (String name : path) {
            walked.add(name);
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
            Objects.requireNonNull(at, () -> "There is no " + String.join(".", walked));
        }
        return Objects.requireNonNull(at);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object tree) {
        return (List<Object>) tree;
    }
}
