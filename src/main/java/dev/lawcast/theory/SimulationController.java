package dev.lawcast.theory;

import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
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
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

@RestController
@RequestMapping("/api/v1/simulations")
class SimulationController {

    private static final String PLACE = "/api/v1/simulations/";

    private final Simulations simulations;
    private final Idempotency idempotency;
    private final JsonMapper json;

    SimulationController(Simulations simulations, Idempotency idempotency, JsonMapper json) {
        this.simulations = simulations;
        this.idempotency = idempotency;
        this.json = json;
    }

    /// @param settings with every default written out
    record View(
            String id,
            String model,
            JsonNode settings,
            Simulation.Status status,
            double progress,
            @Nullable String reason,
            @Nullable JsonNode result,
            String codeVersion,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    @PostMapping
    ResponseEntity<?> create(
            JsonBody body,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            HttpServletRequest request) {
        ResponseEntity<?> accepted =
                idempotency.once(
                        request,
                        body.json(),
                        () -> {
                            Simulation simulation = simulations.create(body);
                            return ResponseEntity.accepted()
                                    .location(URI.create(PLACE + simulation.id()))
                                    .body(view(simulation));
                        });
        Duration wait = PreferWait.of(prefer);
        if (wait.isZero()) {
            return accepted;
        }
        URI location = Objects.requireNonNull(accepted.getHeaders().getLocation());
        Simulation simulation =
                simulations.await(location.getPath().substring(PLACE.length()), wait);
        var answer = simulation.ended() ? ResponseEntity.ok() : ResponseEntity.accepted();
        List<String> replayed = accepted.getHeaders().getOrEmpty(Idempotency.REPLAYED);
        replayed.forEach(value -> answer.header(Idempotency.REPLAYED, value));
        return answer.location(location)
                .header("Preference-Applied", "wait=" + wait.toSeconds())
                .body(view(simulation));
    }

    @GetMapping("/{simulation}")
    ResponseEntity<View> get(
            @PathVariable String simulation,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        Duration wait = PreferWait.of(prefer);
        var answer = ResponseEntity.ok();
        if (!wait.isZero()) {
            answer.header("Preference-Applied", "wait=" + wait.toSeconds());
        }
        return answer.body(view(simulations.await(simulation, wait)));
    }

    @DeleteMapping("/{simulation}")
    ResponseEntity<Void> delete(@PathVariable String simulation) {
        simulations.delete(simulation);
        return ResponseEntity.noContent().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private View view(Simulation simulation) {
        return new View(
                simulation.id().toString(),
                simulation.model(),
                json.readTree(simulation.settings()),
                simulation.status(),
                simulation.progress(),
                simulation.reason(),
                simulation.result() == null ? null : json.readTree(simulation.result()),
                simulation.codeVersion(),
                simulation.queuedAt(),
                simulation.startedAt(),
                simulation.finishedAt());
    }
}
