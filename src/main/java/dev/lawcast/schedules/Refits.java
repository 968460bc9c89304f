package dev.lawcast.schedules;

import dev.lawcast.api.ApiException;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.FitStatus;
import dev.lawcast.fits.Fits;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a firing does: a new version of the fit, or none where the runs are the same.
@Service
class Refits {

    private final Schedules schedules;
    private final ScheduleRepository scheduleRows;
    private final FiringRepository firings;
    private final Experiments experiments;
    private final Fits fits;

    Refits(
            Schedules schedules,
            ScheduleRepository scheduleRows,
            FiringRepository firings,
            Experiments experiments,
            Fits fits) {
        this.schedules = schedules;
        this.scheduleRows = scheduleRows;
        this.firings = firings;
        this.experiments = experiments;
        this.fits = fits;
    }

    /// Asks for the fit, once, whoever calls how often.
    @Transactional
    void begin(UUID id) {
        Optional<Firing> locked = firings.lock(id, Firing.Status.QUEUED);
        if (locked.isEmpty()) {
            return;
        }
        Schedule schedule = schedules.get(locked.get().schedule().toString());
        ScheduleRequest request = schedules.request(schedule);
        Fit parent = parent(schedule);
        Optional<Fit> made =
                fits.refit(
                        experiments.get(schedule.experiment().toString()), request.fit(), parent);
        if (made.isPresent()) {
            firings.fits(id, made.get().id());
        } else {
            firings.end(
                    id,
                    Firing.Status.UNCHANGED,
                    "The runs are those of version %d, the fit %s."
                            .formatted(
                                    parent == null ? 1 : parent.version(),
                                    parent == null ? "before" : parent.id()));
            scheduleRows.succeeded(schedule.id(), null);
        }
    }

    /// The latest version that has not been deleted.
    private @Nullable Fit parent(Schedule schedule) {
        UUID last = schedule.lastFit();
        return last == null
                ? firings.lastVersion(schedule.id()).map(id -> fits.get(id.toString())).orElse(null)
                : fits.get(last.toString());
    }

    /// Firings whose fit has ended, or is gone.
    List<UUID> ended() {
        return firings.fitting().stream()
                .filter(firing -> firing.fit() == null || ended(firing.fit()))
                .map(Firing::id)
                .toList();
    }

    private boolean ended(UUID fit) {
        try {
            return fits.get(fit.toString()).status().ended();
        } catch (ApiException e) {
            return true;
        }
    }

    /// Writes down what came of a firing, once.
    @Transactional
    void end(UUID id) {
        Optional<Firing> locked = firings.lock(id, Firing.Status.FITTING);
        if (locked.isEmpty()) {
            return;
        }
        UUID fitId = locked.get().fit();
        if (fitId == null) {
            fail(id, "The fit was deleted before it ended.");
            return;
        }
        Fit fit = fits.get(fitId.toString());
        if (fit.status() == FitStatus.FAILED || fit.status() == FitStatus.CANCELLED) {
            fail(id, "The fit " + fitId + " ended as " + fit.status() + ". " + fit.reason());
            return;
        }
        firings.end(id, Firing.Status.REFITTED, fit.reason());
        scheduleRows.succeeded(locked.get().schedule(), fitId);
    }

    @Transactional
    void fail(UUID id, String reason) {
        Optional<Firing> firing = firings.find(id);
        if (firing.isPresent() && firings.end(id, Firing.Status.FAILED, reason)) {
            scheduleRows.failed(firing.get().schedule());
        }
    }
}
