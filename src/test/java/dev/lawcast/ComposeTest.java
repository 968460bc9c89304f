package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What `docker compose` is to start, as far as can be seen without it.
class ComposeTest {

    private static JsonNode services() throws IOException {
        Object loaded = new Yaml().load(Files.readString(Path.of("docker-compose.yml")));
        return JsonMapper.shared().valueToTree(loaded).path("services");
    }

    @Test
    void theProfileScaleHasThreeReplicasBehindOneProxy() throws IOException {
        JsonNode replica = services().path("replica");
        JsonNode proxy = services().path("proxy");
        assertThat(replica.at("/deploy/replicas").asInt()).isEqualTo(3);
        assertThat(replica.has("ports"))
                .as("a port can be published by one of them only")
                .isFalse();
        for (JsonNode service : new JsonNode[] {replica, proxy}) {
            assertThat(service.at("/profiles/0").asString()).isEqualTo("scale");
        }
        assertThat(proxy.at("/depends_on/replica/condition").asString())
                .isEqualTo("service_healthy");
        String mounted = proxy.at("/volumes/0").asString().split(":")[0];
        assertThat(Files.readString(Path.of(mounted))).contains("name replica", "port 8080");
    }

    @Test
    void whatIsPublishedIsOnLoopbackAndEveryServiceIsWatched() throws IOException {
        services()
                .properties()
                .forEach(service -> {
                    JsonNode settings = service.getValue();
                    settings.path("ports")
                            .forEach(port -> assertThat(port.asString()).startsWith("127.0.0.1:"));
                    boolean ofTheImage = settings.path("image").asString().equals("lawcast");
                    assertThat(ofTheImage || settings.has("healthcheck"))
                            .as(service.getKey())
                            .isTrue();
                });
        assertThat(Path.of("Dockerfile")).content().contains("HEALTHCHECK");
    }

    @Test
    void theReplicasAreTheServiceWithoutItsPort() throws IOException {
        var alone = (ObjectNode) services().path("lawcast");
        var replica = (ObjectNode) services().path("replica");
        alone.remove("ports");
        replica.remove("profiles");
        replica.remove("deploy");
        ((ObjectNode) replica.path("environment")).remove("SERVER_FORWARD_HEADERS_STRATEGY");
        assertThat(replica).isEqualTo(alone);
    }
}
