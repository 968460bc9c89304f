package dev.lawcast.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.Client;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

import tools.jackson.databind.JsonNode;

/// Flyway and every repository on a server that is not ours, in a container. Skipped where no
/// container engine answers. Another image: `-Dlawcast.test.postgres-image=postgres:15`.
@Testcontainers(disabledWithoutDocker = true) // first, so that the container outlives the context
@SpringBootTest
@AutoConfigureMockMvc
@DirtiesContext
class ContainerPostgresTest {

    @Container
    private static final PostgreSQLContainer POSTGRES =
            new PostgreSQLContainer(
                            DockerImageName.parse(
                                            System.getProperty(
                                                    "lawcast.test.postgres-image", "postgres:18"))
                                    .asCompatibleSubstituteFor("postgres"))
                    // the module's default is fsync=off, which the service refuses
                    .withCommand("postgres");

    @Autowired MockMvc mvc;
    @Autowired JdbcClient database;
    @Autowired ObjectProvider<EmbeddedPostgres> embedded;

    @DynamicPropertySource
    static void external(DynamicPropertyRegistry properties) {
        properties.add("lawcast.database.url", POSTGRES::getJdbcUrl);
        properties.add("lawcast.database.user", POSTGRES::getUsername);
        properties.add("lawcast.database.password", POSTGRES::getPassword);
    }

    @Test
    void storesFitsAndForecastsOnAServerInAContainer() {
        var client = new Client(mvc);
        assertThat(embedded.getIfAvailable()).isNull();
        assertThat(
                        database.sql("select count(*) from flyway_schema_history where success")
                                .query(Long.class)
                                .single())
                .isPositive();

        String experiment =
                client.experiment(
                        """
                        {"name": "container", "variables": [{"name": "N", "role": "parameters"}],
                         "metrics": [{"name": "loss"}]}
                        """);
        client.patch(experiment, "{\"description\": \"changed\"}").expect(200);
        assertThat(client.get(experiment).expect(200).text("description")).isEqualTo("changed");
        assertThat(client.get("/api/v1/experiments").expect(200).body().path("items").size())
                .isEqualTo(1);

        var runs = new StringBuilder("key,N,loss\n");
        for (int i = 0; i < 12; i++) {
            double size = Math.pow(2, 10 + i);
            runs.append("r%d,%s,%s%n".formatted(i, size, 1.5 + 40 * Math.pow(size, -.4)));
        }
        JsonNode first =
                client.upload(experiment + "/runs", "text/csv", runs.toString()).expect(200).body();
        assertThat(first.path("created").intValue()).isEqualTo(12);
        JsonNode again =
                client.upload(experiment + "/runs", "text/csv", runs.toString()).expect(200).body();
        assertThat(again.path("unchanged").intValue()).isEqualTo(12);
        client.patch(experiment + "/runs/r11", "{\"excluded\": \"a test\"}").expect(200);
        client.delete(experiment + "/runs/r10").expect(204);
        assertThat(
                        client.call(
                                        MockMvcRequestBuilders.get(experiment + "/runs")
                                                .param("where", "N > 2000 and N < 100000"))
                                .expect(200)
                                .body()
                                .path("items")
                                .size())
                .isEqualTo(6);

        String points =
                "[{\"step\": 1, \"metrics\": {\"loss\": 3.5}}, {\"step\": 2, \"metrics\": {\"loss\": 2.5}}]";
        client.post(experiment + "/runs/r0/points", points).expect(200);
        assertThat(
                        client.get(experiment + "/runs/r0/points?metric=loss")
                                .expect(200)
                                .body()
                                .path("items")
                                .size())
                .isEqualTo(2);

        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "power_law_constant", "metric": "loss", "bootstrap": {"replicates": 50, "seed": 1}}
                        """);
        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        client.post(
                        "/api/v1/fits/" + fit.path("id").asString() + "/forecasts",
                        "{\"points\": [{\"N\": 1e8}]}")
                .expect(200);
        client.delete("/api/v1/fits/" + fit.path("id").asString()).expect(204);
        client.delete(experiment).expect(204);
        assertThat(database.sql("select count(*) from run").query(Long.class).single()).isZero();
    }
}
