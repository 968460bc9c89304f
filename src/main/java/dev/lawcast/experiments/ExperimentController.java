package dev.lawcast.experiments;

import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;

@RestController
@RequestMapping("/api/v1/experiments")
class ExperimentController {

    private final Experiments experiments;
    private final Idempotency idempotency;

    ExperimentController(Experiments experiments, Idempotency idempotency) {
        this.experiments = experiments;
        this.idempotency = idempotency;
    }

    @PostMapping
    ResponseEntity<?> create(JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () -> {
                    Experiment made = experiments.create(body);
                    return ResponseEntity.created(URI.create("/api/v1/experiments/" + made.id()))
                            .eTag(Experiments.tag(made).value())
                            .body(made);
                });
    }

    @GetMapping
    Page<Experiment> list(
            @RequestParam @Nullable String limit, @RequestParam @Nullable String cursor) {
        return experiments.page(Cursor.limit(limit), cursor);
    }

    @GetMapping("/{id}")
    ResponseEntity<Experiment> get(@PathVariable String id) {
        return answer(experiments.get(id));
    }

    @PatchMapping("/{id}")
    ResponseEntity<Experiment> change(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            JsonBody body) {
        return answer(experiments.change(id, ifMatch, body));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        experiments.delete(id, ifMatch);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<Experiment> answer(Experiment experiment) {
        return ResponseEntity.ok().eTag(Experiments.tag(experiment).value()).body(experiment);
    }
}
