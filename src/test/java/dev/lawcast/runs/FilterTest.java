package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;
import dev.lawcast.experiments.Experiments;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

@ServiceTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterTest {

    private final RunApi api;
    private final Runs runs;
    private final Experiments experiments;
    private String experiment = "";

    FilterTest(
            @Autowired MockMvcTester mvc,
            @Autowired Runs runs,
            @Autowired Experiments experiments) {
        this.api = new RunApi(mvc);
        this.runs = runs;
        this.experiments = experiments;
    }

    @BeforeAll
    void fourRuns() {
        experiment = api.experiment();
        api.csv(
                experiment,
                """
                key,parameters,tokens,pool,loss,loss_standard_error,group,status,seed,started_at,excluded,tag:team,tag:data mix
                a,1e6,2e7,web,3.5,0.1,small,finished,0,2026-01-01T00:00:00Z,,x,v1
                b,2e6,4e7,code,3.0,,small,failed,1,2026-02-01T00:00:00Z,diverged,y,it's
                c,4e6,8e7,web,2.5,0.2,large,,2,,,,
                d,,,,,,,,,,,,
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "parameters > 1e6 | b c",
                "parameters >= 1000000 | a b c",
                "parameters < 2e6 or loss < 3 | a c",
                "parameters != 1e6 | b c",
                "parameters <> 1e6 | b c",
                "not parameters = 1e6 | b c",
                "pool = 'web' | a c",
                "pool in ('web', 'code') and not status = 'failed' | a",
                "pool not in ('web') | b",
                "loss is null | d",
                "loss is not null | a b c",
                "loss_standard_error >= .15 | c",
                "group = 'small' and (seed = 0 or seed = 1) | a b",
                "group = 'small' and seed = 0 or loss < 3 | a c",
                "seed in (-1, 2) | c",
                "key >= 'b' and key < 'd' | b c",
                "status is null | c d",
                "NOT status IS NULL | a b",
                "tag:team = 'x' | a",
                "tags.team = 'y' | b",
                "tag:\"data mix\" = 'it''s' | b",
                "\"tag:data mix\" = 'v1' | a",
                "tag:nobody is null | a b c d",
                "\"loss\" < 3.2 | b c",
                "started_at >= '2026-01-15T00:00:00+00:00' | b",
                "excluded is not null | b",
                "((((loss < 3)))) | c",
                "not (not (loss < 3)) | c",
                "loss = -1 | ``",
            })
    void findsTheRunsThatMeetIt(String where, String keys) {
        assertThat(found(where)).isEqualTo(keys);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "los < 3 | 1 | Did you mean 'loss'?",
                "loss < < 3 | 8 | 'loss' is compared with a number",
                "loss < | 7 | the end",
                "loss == 3 | 7 | compared with a number",
                "loss < '3' | 8 | compared with a number",
                "loss < 3,5 | 9 | wanted is 'and', 'or' or the end",
                "loss < 3x | 8 | must be a number",
                "loss < 1e999 | 8 | 1.8e308",
                "loss = null | 8 | compared with a number",
                "pool = web | 8 | single quotes are missing",
                "pool = \"web\" | 8 | single quotes",
                "pool = 'web | 8 | not closed",
                "\"pool = 'web' | 1 | not closed",
                "pool < 5 | 8 | a text in single quotes",
                "(loss < 3 | 10 | wanted is ')'",
                "loss < 3) | 9 | 'and', 'or' or the end",
                "loss | 5 | the end",
                "loss in 3 | 9 | '('",
                "loss in () | 10 | a number",
                "loss in (1,) | 12 | a number",
                "loss not 3 | 10 | 'in'",
                "loss is 3 | 9 | 'null'",
                "loss is not | 12 | 'null'",
                "and | 1 | a name",
                "loss < 3 and | 13 | the end",
                "loss < 3 && key = 'a' | 10 | Maybe 'and'",
                "loss ! 3 | 6 | Maybe 'not'",
                "loss < 3; drop table run | 9 | no meaning",
                "seed = 1.5 | 8 | whole number",
                "seed = 9223372036854775808 | 8 | whole number",
                "started_at < 'yesterday' | 14 | must be a time",
                "tag: = 'x' | 1 | not declared",
                "3 < loss | 1 | a name",
            })
    void refusesWhatItCannotReadAndPointsThere(String where, int character, String says) {
        String detail = problem(where).get("detail").stringValue();
        assertThat(detail).contains(says);
        String[] lines = detail.split("\n");
        assertThat(lines[0]).contains("(character " + character + " of the filter)");
        assertThat(lines[1]).isEqualTo(where);
        assertThat(lines[2]).isEqualTo(" ".repeat(character - 1) + "^");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "3d < 2 | \"3d\".",
                "loss < 1 and 3d < 2 | \"3d\".",
                "7 = 1 | \"7\".",
                "val-loss < 2 | \"val-loss\".",
                "data mix > 2 | \"data mix\".",
                "5x > 2 | A name that starts with a digit stands in double quotes.",
            })
    void saysWhichNamesStandInQuotes(String where, String hint) {
        String odd =
                api.experiment(
                        """
                        {"name": "odd", "metrics": [{"name": "loss"}, {"name": "val-loss"}],
                         "variables": [{"name": "3d", "role": "other"}, {"name": "7", "role": "other"},
                                       {"name": "data mix", "role": "other"}]}
                        """);
        String detail = problem(odd, where).get("detail").stringValue();
        assertThat(detail.split("\n")[0]).contains(hint);
        assertThat(problem(odd, "5 < 2").get("detail").stringValue()).doesNotContain("quotes");
        if (hint.startsWith("\"")) {
            String name = hint.substring(0, hint.length() - 1);
            String quoted = where.replace(name.replace("\"", ""), name);
            assertThat(api.get(path(odd, quoted), RunApi.JSON)).hasStatusOk();
        }
    }

    @Test
    void isBounded() {
        assertThat(problem("(".repeat(5_000)).get("detail").stringValue())
                .contains("deeper than 50");
        assertThat(problem("not ".repeat(2_000) + "loss < 1").get("detail").stringValue())
                .contains("deeper than 50");
        assertThat(problem("key>''or ".repeat(1_001) + "key=''").get("detail").stringValue())
                .contains("more than 1000");
        assertThat(problem("loss in (" + "1,".repeat(1_500) + "1)").get("detail").stringValue())
                .contains("more than 1000");
        assertThat(problem("x".repeat(10_001)).get("detail").stringValue())
                .contains("10001 characters");
        assertThat(problem(" ").get("detail").stringValue()).contains("empty");
        assertThat(problem("pool = 'a\0b'").get("detail").stringValue()).contains("NUL");
    }

    @Test
    void theOtherSlicesLeaveExcludedRunsOut() {
        var one = experiments.get(experiment);
        assertThat(runs.matching(one, "group = 'small'"))
                .extracting(RunValues::key)
                .containsExactly("a");
        assertThat(runs.matching(one, null))
                .extracting(RunValues::key)
                .containsExactly("a", "c", "d");
    }

    @Test
    void theOtherSlicesSeeOfARunWhatIsShownOfIt() {
        var one = experiments.get(experiment);
        for (RunValues values : runs.matching(one, null)) {
            Run run = runs.get(one, values.key());
            assertThat(values)
                    .isEqualTo(
                            new RunValues(
                                    run.id(),
                                    run.key(),
                                    run.variables(),
                                    run.metrics(),
                                    run.standardErrors(),
                                    run.group(),
                                    run.status(),
                                    run.tags()));
        }
    }

    @Test
    void theListShowsExcludedRunsOrNotAsAsked() {
        assertThat(keys("excluded=true")).isEqualTo("b");
        assertThat(keys("excluded=false")).isEqualTo("a c d");
        assertThat(keys("")).isEqualTo("a b c d");
        assertThat(api.get("/api/v1/experiments/" + experiment + "/runs?excluded=yes", RunApi.JSON))
                .hasStatus(400);
    }

    private String found(String where) {
        return keys("where=" + encoded(where));
    }

    private String keys(String query) {
        JsonNode page =
                RunApi.json(
                        api.get(
                                "/api/v1/experiments/" + experiment + "/runs?" + query,
                                RunApi.JSON));
        return page.get("items")
                .valueStream()
                .map(run -> run.get("key").stringValue())
                .collect(Collectors.joining(" "));
    }

    private JsonNode problem(String where) {
        return problem(experiment, where);
    }

    private static String path(String experiment, String where) {
        return "/api/v1/experiments/" + experiment + "/runs?where=" + encoded(where);
    }

    private JsonNode problem(String experiment, String where) {
        var answer = api.get(path(experiment, where), RunApi.JSON);
        assertThat(answer).hasStatus(400);
        return RunApi.json(answer);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
