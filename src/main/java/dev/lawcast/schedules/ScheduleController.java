package dev.lawcast.schedules;

import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;
import dev.lawcast.api.PreferWait;

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

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

@RestController
@RequestMapping("/api/v1")
class ScheduleController {

    private static final String PLACE = "/api/v1/schedules/";
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final Schedules schedules;
    private final Idempotency idempotency;
    private final JsonMapper json;

    ScheduleController(Schedules schedules, Idempotency idempotency, JsonMapper json) {
        this.schedules = schedules;
        this.idempotency = idempotency;
        this.json = json;
    }

    /// A firing as it is shown.
    record FiringView(
            String id,
            String scheduleId,
            Firing.Cause cause,
            Instant dueAt,
            int missed,
            Firing.Status status,
            @Nullable String reason,
            @Nullable String fitId,
            Instant firedAt,
            @Nullable Instant finishedAt) {

        static FiringView of(Firing firing) {
            UUID fit = firing.fit();
            return new FiringView(
                    firing.id().toString(),
                    firing.schedule().toString(),
                    firing.cause(),
                    firing.dueAt(),
                    firing.missed(),
                    firing.status(),
                    firing.reason(),
                    fit == null ? null : fit.toString(),
                    firing.firedAt(),
                    firing.finishedAt());
        }
    }

    @PostMapping("/experiments/{experiment}/schedules")
    ResponseEntity<?> create(
            @PathVariable String experiment, JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () -> {
                    Schedule made = schedules.create(experiment, body);
                    return ResponseEntity.created(URI.create(PLACE + made.id()))
                            .eTag(Schedules.tag(made).value())
                            .body(view(made));
                });
    }

    @GetMapping("/experiments/{experiment}/schedules")
    Page<ObjectNode> list(
            @PathVariable String experiment,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Cursor.limit(limit);
        List<Schedule> found = schedules.page(experiment, Cursor.id("schedules", cursor), most + 1);
        return Page.of(found, most, "schedules", Schedule::id).map(this::view);
    }

    @GetMapping("/schedules/{schedule}")
    ResponseEntity<ObjectNode> get(@PathVariable String schedule) {
        return answer(schedules.get(schedule));
    }

    @PatchMapping("/schedules/{schedule}")
    ResponseEntity<ObjectNode> change(
            @PathVariable String schedule,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            JsonBody body) {
        return answer(schedules.change(schedule, ifMatch, body));
    }

    @DeleteMapping("/schedules/{schedule}")
    ResponseEntity<Void> delete(
            @PathVariable String schedule,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        schedules.delete(schedule, ifMatch);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/schedules/{schedule}/runs")
    ResponseEntity<?> runNow(@PathVariable String schedule, HttpServletRequest request) {
        return idempotency.once(
                request,
                "",
                () -> {
                    Firing fired = schedules.runNow(schedule);
                    return ResponseEntity.accepted()
                            .location(URI.create(PLACE + fired.schedule() + "/runs/" + fired.id()))
                            .body(FiringView.of(fired));
                });
    }

    @GetMapping("/schedules/{schedule}/runs")
    Page<FiringView> history(
            @PathVariable String schedule,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Cursor.limit(limit);
        List<Firing> found = schedules.history(schedule, Cursor.id("firings", cursor), most + 1);
        return Page.of(found, most, "firings", Firing::id).map(FiringView::of);
    }

    @GetMapping("/schedules/{schedule}/runs/{firing}")
    ResponseEntity<FiringView> firing(
            @PathVariable String schedule,
            @PathVariable String firing,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer)
            throws InterruptedException {
        Duration wait = PreferWait.of(prefer);
        long deadline = System.nanoTime() + wait.toNanos();
        Firing found = schedules.firing(schedule, firing);
        while (!found.ended() && System.nanoTime() < deadline) {
            Thread.sleep(BETWEEN);
            found = schedules.firing(schedule, firing);
        }
        var answer = ResponseEntity.ok();
        if (!wait.isZero()) {
            answer.header("Preference-Applied", "wait=" + wait.toSeconds());
        }
        return answer.body(FiringView.of(found));
    }

    private ResponseEntity<ObjectNode> answer(Schedule schedule) {
        return ResponseEntity.ok().eTag(Schedules.tag(schedule).value()).body(view(schedule));
    }

    private ObjectNode view(Schedule schedule) {
        ObjectNode view = json.createObjectNode();
        view.put("id", schedule.id().toString());
        view.put("experiment_id", schedule.experiment().toString());
        view.setAll((ObjectNode) json.readTree(schedule.request()));
        view.put("next_at", schedule.dueAt() == null ? null : schedule.dueAt().toString());
        view.put("waiting_runs", schedule.waitingRuns());
        view.put("failures", schedule.failures());
        view.put("fit_id", schedule.lastFit() == null ? null : schedule.lastFit().toString());
        view.put("created_at", schedule.createdAt().toString());
        view.put("updated_at", schedule.updatedAt().toString());
        return view;
    }
}
