package dev.lawcast.projections;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;
import dev.lawcast.api.PreferWait;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

@RestController
@RequestMapping("/api/v1")
class ProjectionController {

    private static final String PLACE = "/api/v1/projections/";
    private static final String LIST = "projections";

    private final Projections projections;
    private final Questions questions;
    private final ProjectionView view;
    private final Idempotency idempotency;

    ProjectionController(
            Projections projections,
            Questions questions,
            ProjectionView view,
            Idempotency idempotency) {
        this.projections = projections;
        this.questions = questions;
        this.view = view;
        this.idempotency = idempotency;
    }

    @PostMapping("/experiments/{experiment}/projections")
    ResponseEntity<?> create(
            @PathVariable String experiment,
            JsonBody body,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            HttpServletRequest request) {
        ResponseEntity<?> accepted =
                idempotency.once(
                        request,
                        body.json(),
                        () -> {
                            KeptProjection projection = projections.create(experiment, body);
                            return ResponseEntity.accepted()
                                    .location(URI.create(PLACE + projection.id()))
                                    .body(view.of(projection));
                        });
        Duration wait = PreferWait.of(prefer);
        if (wait.isZero()) {
            return accepted;
        }
        URI location = Objects.requireNonNull(accepted.getHeaders().getLocation());
        KeptProjection projection =
                projections.await(location.getPath().substring(PLACE.length()), wait);
        var answer = projection.ended() ? ResponseEntity.ok() : ResponseEntity.accepted();
        List<String> replayed = accepted.getHeaders().getOrEmpty(Idempotency.REPLAYED);
        replayed.forEach(value -> answer.header(Idempotency.REPLAYED, value));
        return answer.location(location)
                .header("Preference-Applied", "wait=" + wait.toSeconds())
                .body(view.of(projection));
    }

    @GetMapping("/experiments/{experiment}/projections")
    Page<ProjectionView.View> list(
            @PathVariable String experiment,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Cursor.limit(limit);
        List<KeptProjection> found =
                projections.page(experiment, Cursor.id(LIST, cursor), most + 1);
        return Page.of(found, most, LIST, KeptProjection::id).map(view::of);
    }

    @GetMapping("/projections/{projection}")
    ResponseEntity<ProjectionView.View> get(
            @PathVariable String projection,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        Duration wait = PreferWait.of(prefer);
        var answer = ResponseEntity.ok();
        if (!wait.isZero()) {
            answer.header("Preference-Applied", "wait=" + wait.toSeconds());
        }
        return answer.body(view.of(projections.await(projection, wait)));
    }

    @PostMapping("/projections/{projection}/forecasts")
    @Needs(Role.READER)
    ForecastAnswer forecasts(@PathVariable String projection, JsonBody body) {
        return questions.forecasts(projection, body);
    }

    @PostMapping("/projections/{projection}/selections")
    @Needs(Role.READER)
    SelectionAnswer selections(@PathVariable String projection, JsonBody body) {
        return questions.selections(projection, body);
    }

    @DeleteMapping("/projections/{projection}")
    ResponseEntity<Void> delete(@PathVariable String projection) {
        projections.delete(projection);
        return ResponseEntity.noContent().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
