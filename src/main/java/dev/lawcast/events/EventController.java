package dev.lawcast.events;

import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.Page;
import dev.lawcast.experiments.Experiments;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// The feed of an experiment, by pages and as server-sent events. Both read the table, so whichever
/// process something happened in, every client of every process hears of it.
@RestController
@RequestMapping("/api/v1/experiments/{experiment}/events")
class EventController {

    private static final String LIST = "events";
    private static final int AT_ONCE = 100;
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final int LOOKS_BETWEEN_SIGNS_OF_LIFE = 30;

    private final Experiments experiments;
    private final Events events;
    private final Duration longest;

    EventController(
            Experiments experiments,
            Events events,
            @Value("${lawcast.events.longest-stream:30m}") Duration longest) {
        this.experiments = experiments;
        this.events = events;
        this.longest = longest;
    }

    /// The oldest first. The cursor of the last page stays valid: asked again it gives what has
    /// come since.
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Page<ObjectNode> list(
            @PathVariable String experiment,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        UUID id = experiments.get(experiment).id();
        long position = position(Cursor.key(LIST, cursor), cursor);
        List<Event> found = events.after(id, position, Cursor.limit(limit));
        long last = found.isEmpty() ? position : found.getLast().position();
        return new Page<>(
                found.stream().map(events::view).toList(),
                Cursor.after(LIST, String.valueOf(last)));
    }

    /// What comes from now on, or after `Last-Event-ID`.
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter follow(
            @PathVariable String experiment,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last) {
        UUID id = experiments.get(experiment).id();
        long from = last == null ? events.latest(id) : position(Cursor.key(LIST, last), last);
        var emitter = new SseEmitter(longest.plusMinutes(1).toMillis());
        Thread.ofVirtual()
                .name("events of " + id)
                .start(WorkspaceScope.carried(() -> follow(id, from, emitter)));
        return emitter;
    }

    private void follow(UUID experiment, long from, SseEmitter emitter) {
        try {
            long position = from;
            long end = System.nanoTime() + longest.toNanos();
            for (int looks = 0; System.nanoTime() < end; looks++) {
                List<Event> found = events.after(experiment, position, AT_ONCE);
                for (Event event : found) {
                    position = event.position();
                    emitter.send(
                            SseEmitter.event()
                                    .id(Cursor.after(LIST, String.valueOf(position)))
                                    .name(event.type())
                                    .data(events.view(event), MediaType.APPLICATION_JSON));
                }
                if (found.isEmpty() && looks % LOOKS_BETWEEN_SIGNS_OF_LIFE == 0) {
                    emitter.send(SseEmitter.event().comment("nothing new"));
                }
                if (found.size() < AT_ONCE) {
                    Thread.sleep(BETWEEN);
                }
            }
            emitter.complete(); // clients come back by themselves, with Last-Event-ID
        } catch (IOException | IllegalStateException e) {
            emitter.complete(); // the client has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (RuntimeException e) {
            emitter.completeWithError(e);
        }
    }

    private static long position(@Nullable String key, @Nullable String cursor) {
        if (key == null) {
            return 0;
        }
        if (!key.matches("[0-9]{1,18}")) {
            throw Cursor.unknown(String.valueOf(cursor));
        }
        return Long.parseLong(key);
    }
}
