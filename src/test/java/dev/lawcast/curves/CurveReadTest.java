package dev.lawcast.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;
import dev.lawcast.curves.CurveFixture.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

import java.util.ArrayList;
import java.util.stream.IntStream;

@ServiceTest
class CurveReadTest {

    @Autowired MockMvc web;
    @Autowired JdbcClient database;
    private CurveFixture curves;

    @BeforeEach
    void upload() throws Exception {
        curves = CurveFixture.of(web, database, "a", "empty");
        String[] lines =
                IntStream.range(0, 2_500)
                        .mapToObj(i ->
                                "{\"step\":"
                                        + i
                                        + ",\"metrics\":{\"loss\":"
                                        + (i == 777 ? 99 : 1.0 / (i + 1))
                                        + (i % 1_000 == 0 ? ",\"accuracy\":" + i / 1e4 : "")
                                        + "}}")
                        .toArray(String[]::new);
        curves.linesOf("a", lines);
    }

    @Test
    void pagesHoldTheWholeCurveOnce() throws Exception {
        var steps = new ArrayList<Double>();
        String cursor = "";
        int pages = 0;
        do {
            Answer page = curves.read("/runs/a/points?metric=loss" + cursor);
            page.body().path("items").forEach(item -> steps.add(item.path("step").asDouble()));
            cursor =
                    page.body().path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.body().path("next_cursor").asString();
            pages++;
        } while (!cursor.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(steps)
                .containsExactlyElementsOf(
                        IntStream.range(0, 2_500).mapToObj(i -> (double) i).toList());
    }

    @Test
    void withoutAMetricEachRowHoldsAllOfAStep() throws Exception {
        Answer first = curves.read("/runs/a/points?limit=2");
        assertThat(first.body().path("items"))
                .hasToString(
                        "[{\"step\":0.0,\"metrics\":{\"loss\":1.0,\"accuracy\":0.0}},"
                                + "{\"step\":1.0,\"metrics\":{\"loss\":0.5}}]");

        var rows = new ArrayList<String>();
        String cursor = "";
        do {
            Answer page = curves.read("/runs/a/points?limit=700" + cursor);
            page.body()
                    .path("items")
                    .forEach(row -> rows.add(row.path("step") + " " + row.path("metrics").size()));
            cursor =
                    page.body().path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.body().path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(rows)
                .containsExactlyElementsOf(
                        IntStream.range(0, 2_500)
                                .mapToObj(i -> i + ".0 " + (i % 1_000 == 0 ? 2 : 1))
                                .toList());
    }

    @Test
    void aChartGetsFewPointsAndEveryExtreme() throws Exception {
        Answer answer = curves.read("/runs/a/points?metric=loss&max_points=100");

        assertThat(answer.body().path("items").size()).isBetween(90, 100);
        assertThat(answer.body().path("items").toString())
                .startsWith("[{\"step\":0.0,\"value\":1.0}")
                .contains("{\"step\":777.0,\"value\":99.0}")
                .endsWith("{\"step\":2499.0,\"value\":4.0E-4}]");
        assertThat(answer.body().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void aRunWithoutPointsHasEmptyCurves() throws Exception {
        assertThat(curves.read("/runs/empty/points").body())
                .hasToString("{\"items\":[],\"next_cursor\":null}");
        assertThat(curves.read("/runs/empty/points?metric=loss&max_points=10").body())
                .hasToString("{\"items\":[],\"next_cursor\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?metric=los",
                "?max_points=100",
                "?metric=loss&max_points=3",
                "?metric=loss&max_points=x",
                "?metric=loss&max_points=10001",
                "?metric=loss&max_points=99999999999",
                "?metric=loss&max_points=10&limit=5",
                "?limit=0",
                "?limit=10001",
                "?cursor=nonsense",
                "?cursor=cG9pbnRzOng",
            })
    void aWrongParameterIsRefused(String query) throws Exception {
        Answer answer = curves.read("/runs/a/points" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_parameter");
    }

    @Test
    void aRunThatDoesNotExistIsNotFound() throws Exception {
        assertThat(curves.read("/runs/b/points").status()).isEqualTo(404);
    }
}
