package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lawcast.contract.Contract.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Set;

/// The judge of the contract fails when it should: planted breakages.
class ContractJudgeTest {

    private static final String ID = "0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b";
    private static final String EXPERIMENT =
            """
            {"id": "0198f0a2-3c4d-7e5f-8a6b-1c2d3e4f5a6b", "name": "a", "description": null,
             "variables": [{"name": "n", "role": "parameters", "unit": null}],
             "metrics": [{"name": "loss", "direction": "minimize", "unit": null, "lower_bound": 0.0, "upper_bound": null}],
             "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z"}
            """;
    private static final String PROBLEM =
            """
            {"type": "urn:lawcast:problem:not_found", "title": "There is no such thing", "status": 404,
             "detail": "There is no experiment 'x'.", "instance": "/api/v1/experiments/x", "code": "not_found"}
            """;

    private final Contract contract = Contract.ofTheProject();

    @Test
    void acceptsWhatIsDocumented() {
        assertThat(faults(200, "application/json", EXPERIMENT)).isEmpty();
        assertThat(faults(404, "application/problem+json", PROBLEM)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    an undocumented field      | "name": "a"            | "name": "a", "extra": 1
                    an undocumented inner field| "name": "n",           | "name": "n", "extra": null,
                    a wrong type               | "name": "a"            | "name": 7
                    a missing field            | "description": null,   | ''
                    a null that may not be     | "name": "a"            | "name": null
                    a word outside the list    | "minimize"             | "least"
                    a time that is none        | 2026-01-02T03:04:05Z   | yesterday
                    an id that is none         | 0198f0a2-3c4d          | zz
                    a list that is an object   | "metrics": [           | "metrics": 1, "more": [
                    """)
    void namesABreak(String what, String documented, String broken) {
        String body = EXPERIMENT.replace(documented, broken);
        assertThat(body).isNotEqualTo(EXPERIMENT);
        assertThat(faults(200, "application/json", body)).as(what).isNotEmpty();
    }

    @Test
    void namesAnUndocumentedStatusAndContentType() {
        assertThat(faults(418, "application/json", EXPERIMENT)).hasSize(1);
        assertThat(faults(200, "text/html", EXPERIMENT)).isNotEmpty();
        assertThat(faults(404, "application/json", PROBLEM)).isNotEmpty();
        assertThat(faults(200, "application/json", "{")).isNotEmpty();
    }

    @Test
    void namesACodeThatTheOperationDoesNotDocument() {
        String body = PROBLEM.replace("\"not_found\"", "\"conflict\"");
        assertThat(faults(404, "application/problem+json", body)).isNotEmpty();
        assertThat(faults(404, "application/problem+json", PROBLEM.replace("}", ", \"x\": 1}")))
                .isNotEmpty();
    }

    @Test
    void namesHeadersThatAreMissingOrNotDocumented() {
        assertThat(
                        contract.faults(
                                "GET",
                                "/api/v1/experiments/" + ID,
                                new Answer(
                                        200,
                                        Map.of("Content-Type", "application/json"),
                                        EXPERIMENT)))
                .anyMatch(fault -> fault.contains("ETag is missing"));
        assertThat(
                        contract.faults(
                                "GET",
                                "/api/v1/experiments/" + ID,
                                new Answer(
                                        200,
                                        Map.of(
                                                "Content-Type", "application/json",
                                                "ETag", "\"1\"",
                                                "Location", "/x"),
                                        EXPERIMENT)))
                .anyMatch(fault -> fault.contains("Location is not documented"));
    }

    @Test
    void namesAnAnswerOfAnUndocumentedRoute() {
        var answer = new Answer(200, Map.of("Content-Type", "application/json"), "{}");
        assertThat(contract.faults("GET", "/api/v1/experimentz", answer)).isNotEmpty();
        assertThat(contract.faults("PUT", "/api/v1/experiments", answer)).isNotEmpty();
        assertThat(contract.faults("GET", "/api/v1/experiments/", answer)).isNotEmpty();
    }

    @Test
    void namesAnAcceptedRequestThatIsNotDocumented() {
        assertThat(accepted("{\"name\":\"a\",\"variables\":[],\"metrics\":[]}")).isEmpty();
        assertThat(accepted("{\"name\":\"a\",\"variables\":[],\"metrics\":[],\"colour\":1}"))
                .isNotEmpty();
        assertThat(
                        contract.requestFaults(
                                "GET", "/api/v1/experiments", Set.of("page"), null, new byte[0]))
                .isNotEmpty();
    }

    private java.util.List<String> accepted(String body) {
        return contract.requestFaults(
                "POST",
                "/api/v1/experiments",
                Set.of(),
                "application/json;charset=UTF-8",
                body.getBytes(UTF_8));
    }

    private java.util.List<String> faults(int status, String type, String body) {
        return contract.faults(
                "GET",
                "/api/v1/experiments/" + ID,
                new Answer(
                        status,
                        status == 200
                                ? Map.of("Content-Type", type, "ETag", "\"1\"")
                                : Map.of("Content-Type", type),
                        body));
    }
}
