package dev.lawcast.fits;

import dev.lawcast.access.WorkspaceScope;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import java.io.IOException;
import java.time.Duration;

/// The progress of a fit as server-sent events, whichever process works on it: `progress` whenever
/// it changes, `ended` once.
@RestController
class FitEventsController {

    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int LOOKS_BETWEEN_SIGNS_OF_LIFE = 60;

    private final Fits fits;

    FitEventsController(Fits fits) {
        this.fits = fits;
    }

    /// What an event says.
    record Event(String id, FitStatus status, double progress) {}

    @GetMapping(path = "/api/v1/fits/{fit}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@PathVariable String fit) {
        Fit now = fits.get(fit);
        var emitter = new SseEmitter(LONGEST.toMillis());
        Thread.ofVirtual()
                .name("events of fit " + fit)
                .start(WorkspaceScope.carried(() -> follow(now, emitter)));
        return emitter;
    }

    private void follow(Fit first, SseEmitter emitter) {
        try {
            Fit fit = first;
            send(emitter, fit);
            for (int looks = 1; !fit.status().ended(); looks++) {
                Thread.sleep(BETWEEN);
                Fit next = fits.get(fit.id().toString());
                if (next.progress() != fit.progress() || next.status() != fit.status()) {
                    send(emitter, next);
                } else if (looks % LOOKS_BETWEEN_SIGNS_OF_LIFE == 0) {
                    emitter.send(SseEmitter.event().comment("still working"));
                }
                fit = next;
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            emitter.complete(); // the client has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (RuntimeException e) {
            emitter.completeWithError(e);
        }
    }

    private static void send(SseEmitter emitter, Fit fit) throws IOException {
        emitter.send(
                SseEmitter.event()
                        .name(fit.status().ended() ? "ended" : "progress")
                        .data(
                                new Event(fit.id().toString(), fit.status(), fit.progress()),
                                MediaType.APPLICATION_JSON));
    }
}
