package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@ServiceTest
class ConcurrentUploadTest {

    private static final int KEYS = 200;
    private static final int UPLOADS = 24;

    private final RunApi api;
    private final JdbcClient database;

    ConcurrentUploadTest(@Autowired MockMvcTester mvc, @Autowired JdbcClient database) {
        this.api = new RunApi(mvc);
        this.database = database;
    }

    @Test
    void uploadsOfTheSameKeysInAnyOrderNeitherDeadlockNorDouble() throws Exception {
        String id = api.experiment();
        List<Integer> all = IntStream.range(0, KEYS).boxed().collect(Collectors.toList());
        var random = new Random(3);
        var uploads = new ArrayList<Callable<JsonNode>>();
        for (int u = 0; u < UPLOADS; u++) {
            Collections.shuffle(all, random);
            String value = Integer.toString(1 + u % 3);
            String csv =
                    all.stream()
                            .map(i -> "k" + i + "," + value + "\n")
                            .collect(Collectors.joining("", "key,loss\n", ""));
            uploads.add(() -> RunApi.json(api.post(id, RunApi.CSV, csv)));
        }
        long created = 0;
        long updated = 0;
        for (JsonNode counts : together(uploads)) {
            assertThat(counts.has("created")).as(counts.toString()).isTrue();
            created += counts.get("created").longValue();
            updated += counts.get("updated").longValue();
            assertThat(counts.valueStream().mapToLong(JsonNode::longValue).sum()).isEqualTo(KEYS);
        }
        assertThat(created).isEqualTo(KEYS);
        assertThat(
                        database.sql(
                                        "select count(*), sum(revision - 1) from run"
                                                + " where experiment_id = cast(? as uuid)")
                                .param(id)
                                .query((row, number) -> row.getLong(1) + " " + row.getLong(2))
                                .single())
                .isEqualTo(KEYS + " " + updated);
    }

    @Test
    void uploadsExclusionsAndTheEndOfTheExperimentDoNotBlockEachOther() throws Exception {
        String id = api.experiment();
        String csv =
                IntStream.range(0, KEYS)
                        .mapToObj(i -> "k" + i + ",1\n")
                        .collect(Collectors.joining("", "key,loss\n", ""));
        api.csv(id, csv);
        var actions = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 12; i++) {
            String changed = csv.replace(",1\n", "," + (2 + i) + "\n");
            actions.add(() -> api.post(id, RunApi.CSV, changed).getResponse().getStatus());
            String path = "/api/v1/experiments/" + id + "/runs/k" + i;
            actions.add(() -> api.patch(path, "{\"excluded\": \"x\"}").getResponse().getStatus());
        }
        actions.add(
                12,
                () ->
                        api.send(
                                        org.springframework.http.HttpMethod.DELETE,
                                        "/api/v1/experiments/" + id,
                                        null,
                                        null)
                                .getResponse()
                                .getStatus());
        assertThat(together(actions)).isSubsetOf(200, 204, 404).contains(204);
    }

    private static <T> List<T> together(List<Callable<T>> actions)
            throws InterruptedException, ExecutionException {
        var results = new ArrayList<T>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<T> result : threads.invokeAll(actions)) {
                results.add(result.get());
            }
        }
        return results;
    }
}
