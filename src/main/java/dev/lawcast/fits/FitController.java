package dev.lawcast.fits;

import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;
import dev.lawcast.api.PreferWait;
import dev.lawcast.scaling.select.Backtest;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

@RestController
@RequestMapping("/api/v1")
class FitController {

    private final Fits fits;
    private final FitView view;
    private final Idempotency idempotency;

    FitController(Fits fits, FitView view, Idempotency idempotency) {
        this.fits = fits;
        this.view = view;
        this.idempotency = idempotency;
    }

    @PostMapping("/experiments/{experiment}/fits")
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
                            Fit fit = fits.create(experiment, body);
                            return ResponseEntity.accepted()
                                    .location(place(fit))
                                    .body(view.of(fit));
                        });
        Duration wait = PreferWait.of(prefer);
        if (wait.isZero()) {
            return accepted;
        }
        URI location = Objects.requireNonNull(accepted.getHeaders().getLocation());
        String path = location.getPath();
        Fit fit = fits.await(path.substring(path.lastIndexOf('/') + 1), wait);
        var answer = fit.status().ended() ? ResponseEntity.ok() : ResponseEntity.accepted();
        List<String> replayed = accepted.getHeaders().getOrEmpty(Idempotency.REPLAYED);
        replayed.forEach(value -> answer.header(Idempotency.REPLAYED, value));
        return answer.location(location)
                .header("Preference-Applied", "wait=" + wait.toSeconds())
                .contentType(MediaType.APPLICATION_JSON)
                .body(view.whole(fit));
    }

    @GetMapping("/experiments/{experiment}/fits")
    Page<ObjectNode> list(
            @PathVariable String experiment,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Cursor.limit(limit);
        List<Fit> found = fits.page(experiment, Cursor.id("fits", cursor), most + 1);
        return Page.of(found, most, "fits", Fit::id).map(view::of);
    }

    @GetMapping("/fits/{fit}")
    ResponseEntity<byte[]> get(
            @PathVariable String fit,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        Duration wait = PreferWait.of(prefer);
        var answer = ResponseEntity.ok();
        if (!wait.isZero()) {
            answer.header("Preference-Applied", "wait=" + wait.toSeconds());
        }
        return answer.contentType(MediaType.APPLICATION_JSON)
                .body(view.whole(fits.await(fit, wait)));
    }

    @PostMapping("/fits/{fit}/cancel")
    ResponseEntity<byte[]> cancel(@PathVariable String fit) {
        return ResponseEntity.accepted()
                .contentType(MediaType.APPLICATION_JSON)
                .body(view.whole(fits.cancel(fit)));
    }

    @DeleteMapping("/fits/{fit}")
    ResponseEntity<Void> delete(@PathVariable String fit) {
        fits.delete(fit);
        return ResponseEntity.noContent().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    @GetMapping("/fits/{fit}/residuals")
    Page<Residual> residuals(
            @PathVariable String fit,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Cursor.limit(limit);
        Fit found = fits.get(fit);
        List<Residual> all =
                fits.separateGroups(found) == null
                        ? Residual.of(fits.fittedLaw(found), fits.snapshot(found))
                        : Residual.of(fits.fittedGroups(found), fits.snapshot(found));
        int from = offset(cursor, all.size());
        int to = Math.min(all.size(), from + most);
        return new Page<>(
                all.subList(from, to),
                to < all.size() ? Cursor.after("residuals", String.valueOf(to)) : null);
    }

    @GetMapping("/fits/{fit}/backtest")
    Backtest backtest(@PathVariable String fit) {
        return fits.backtest(fits.get(fit));
    }

    @GetMapping("/fits/{fit}/candidates")
    Page<JsonNode> candidates(@PathVariable String fit) {
        return new Page<>(fits.candidates(fits.get(fit)).valueStream().toList(), null);
    }

    private static URI place(Fit fit) {
        return URI.create("/api/v1/fits/" + fit.id());
    }

    private static int offset(@Nullable String cursor, int most) {
        String key = Cursor.key("residuals", cursor);
        return key == null || !key.matches("[0-9]{1,9}")
                ? 0
                : Math.min(most, Integer.parseInt(key));
    }
}
