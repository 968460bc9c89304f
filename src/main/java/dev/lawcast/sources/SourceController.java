package dev.lawcast.sources;

import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.net.URI;

@RestController
@RequestMapping("/api/v1/sources")
class SourceController {

    private static final Sample.Kind KIND = Sample.Kind.SOURCE;

    private final Samples samples;
    private final SampleExchange exchange;
    private final Idempotency idempotency;

    SourceController(Samples samples, SampleExchange exchange, Idempotency idempotency) {
        this.samples = samples;
        this.exchange = exchange;
        this.idempotency = idempotency;
    }

    @PostMapping
    ResponseEntity<?> create(JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () -> {
                    Sample made = samples.create(KIND, body);
                    return ResponseEntity.created(URI.create("/api/v1/sources/" + made.id()))
                            .eTag(made.tag().value())
                            .body(Views.source(made));
                });
    }

    @GetMapping
    Page<Views.Source> list(
            @RequestParam @Nullable String limit, @RequestParam @Nullable String cursor) {
        return samples.page(KIND, Cursor.limit(limit), cursor, Views::source);
    }

    @GetMapping("/{id}")
    ResponseEntity<Views.Source> get(@PathVariable String id) {
        return answer(samples.get(KIND, id));
    }

    @PatchMapping("/{id}")
    ResponseEntity<Views.Source> change(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            JsonBody body) {
        return answer(samples.change(KIND, id, ifMatch, body));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        samples.delete(KIND, id, ifMatch);
        return ResponseEntity.noContent().build();
    }

    @PutMapping("/{id}/pilot/features")
    ResponseEntity<Views.Features> putFeatures(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            HttpServletRequest request)
            throws IOException {
        return exchange.putFeatures(KIND, id, ifMatch, request);
    }

    @GetMapping("/{id}/pilot/features")
    @Nullable Object getFeatures(
            @PathVariable String id,
            @RequestHeader(value = "Accept", required = false) @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        return exchange.getFeatures(KIND, id, accept, response);
    }

    @DeleteMapping("/{id}/pilot/features")
    ResponseEntity<Void> deleteFeatures(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        return exchange.deleteFeatures(KIND, id, ifMatch);
    }

    @PutMapping("/{id}/pilot/labels")
    ResponseEntity<Views.Labels> putLabels(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            HttpServletRequest request)
            throws IOException {
        return exchange.putLabels(KIND, id, ifMatch, request);
    }

    @GetMapping("/{id}/pilot/labels")
    @Nullable Object getLabels(
            @PathVariable String id,
            @RequestHeader(value = "Accept", required = false) @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        return exchange.getLabels(KIND, id, accept, response);
    }

    @DeleteMapping("/{id}/pilot/labels")
    ResponseEntity<Void> deleteLabels(
            @PathVariable String id,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        return exchange.deleteLabels(KIND, id, ifMatch);
    }

    private static ResponseEntity<Views.Source> answer(Sample sample) {
        return ResponseEntity.ok().eTag(sample.tag().value()).body(Views.source(sample));
    }
}
