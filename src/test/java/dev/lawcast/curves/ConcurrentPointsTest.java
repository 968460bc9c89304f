package dev.lawcast.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;
import dev.lawcast.curves.CurveFixture.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@ServiceTest
@Timeout(120)
class ConcurrentPointsTest {

    @Autowired MockMvc web;
    @Autowired JdbcClient database;

    @Test
    void theSamePointsFromManyAtOnceAreStoredOnce() throws Exception {
        var curves = CurveFixture.of(web, database, "a", "b", "c");
        var lines = new ArrayList<String>();
        for (int step = 0; step < 1_000; step++) {
            for (String run : List.of("a", "b", "c")) {
                lines.add(line(run, step));
            }
        }
        var uploads = new ArrayList<String[]>();
        for (int i = 0; i < 6; i++) {
            var mine = new ArrayList<>(lines);
            if (i % 2 == 1) {
                Collections.shuffle(mine, new Random(i)); // locks its runs in another order
            } else if (i % 4 == 2) {
                Collections.reverse(mine);
            }
            uploads.add(mine.toArray(String[]::new));
        }

        long created = 0;
        long unchanged = 0;
        for (Answer answer : atOnce(uploads.size(), i -> curves.lines(uploads.get(i)))) {
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            created += answer.body().path("created").asLong();
            unchanged += answer.body().path("unchanged").asLong();
            assertThat(answer.body().path("updated").asLong()).isZero();
        }

        assertThat(created).isEqualTo(3_000);
        assertThat(unchanged).isEqualTo(5 * 3_000);
        assertThat(curves.stored()).isEqualTo(3_000);
    }

    @Test
    void anUploadThatRacesWithADeletionLeavesNoOrphans() throws Exception {
        var curves = CurveFixture.of(web, database);
        String[] lines = new String[400];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "{\"step\":" + i + ",\"metrics\":{\"loss\":2}}";
        }
        for (int round = 0; round < 25; round++) {
            String run = "run-" + round;
            curves.addRun(run);
            List<Answer> answers =
                    atOnce(
                            3,
                            i -> {
                                if (i == 1) {
                                    Thread.sleep(new Random().nextInt(12));
                                    return delete(curves, run);
                                }
                                return curves.linesOf(run, lines);
                            });
            for (Answer answer : answers) {
                assertThat(answer.status()).as(answer.body().toString()).isIn(200, 204, 404, 422);
            }
        }

        assertThat(
                        database.sql(
                                        "select count(*) from point where not exists (select from run"
                                                + " where id = run_id)")
                                .query(Long.class)
                                .single())
                .isZero();
        assertThat(curves.stored()).isZero();
    }

    private Answer delete(CurveFixture curves, String run) throws Exception {
        var response =
                web.perform(
                                MockMvcRequestBuilders.delete(
                                                "/api/v1/experiments/"
                                                        + curves.experiment()
                                                        + "/runs/"
                                                        + run)
                                        .accept(MediaType.APPLICATION_JSON))
                        .andReturn()
                        .getResponse();
        return new Answer(
                response.getStatus(),
                "",
                tools.jackson.databind.node.JsonNodeFactory.instance.objectNode());
    }

    private interface Call {
        Answer of(int index) throws Exception;
    }

    private static List<Answer> atOnce(int calls, Call call) throws Exception {
        var running = new ArrayList<Future<Answer>>();
        var answers = new ArrayList<Answer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                int index = i;
                running.add(threads.submit(() -> call.of(index)));
            }
            for (Future<Answer> one : running) {
                answers.add(one.get());
            }
        }
        return answers;
    }

    private static String line(String run, int step) {
        return "{\"run\":\"" + run + "\",\"step\":" + step + ",\"metrics\":{\"loss\":2.5}}";
    }
}
