package dev.lawcast.schedules;

import dev.lawcast.api.ApiException;
import dev.lawcast.calibration.FrozenForecasts;
import dev.lawcast.events.Events;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.FitStatus;
import dev.lawcast.fits.Fits;
import dev.lawcast.jobs.Jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

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
    private final FrozenForecasts frozen;
    private final Alerts alerts;
    private final Events events;
    private final RefitJob job;
    private final Jobs jobs;
    private final TransactionTemplate transaction;

    Refits(
            Schedules schedules,
            ScheduleRepository scheduleRows,
            FiringRepository firings,
            Experiments experiments,
            Fits fits,
            FrozenForecasts frozen,
            Alerts alerts,
            Events events,
            RefitJob job,
            Jobs jobs,
            PlatformTransactionManager transactions) {
        this.schedules = schedules;
        this.scheduleRows = scheduleRows;
        this.firings = firings;
        this.experiments = experiments;
        this.fits = fits;
        this.frozen = frozen;
        this.alerts = alerts;
        this.events = events;
        this.job = job;
        this.jobs = jobs;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Asks for the fit, once, whoever calls how often.
    private void begin(UUID id) {
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
    private List<UUID> ended() {
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

    /// Queues what is left to do for them: telling what a version says takes fits and forecasts.
    @Transactional
    void queueEnded() {
        List<UUID> ended = ended();
        ended.forEach(id -> jobs.enqueueOnce(job, id.toString()));
        if (!ended.isEmpty()) {
            jobs.wake();
        }
    }

    /// Takes a firing as far as it goes now.
    void goOn(UUID id) {
        Optional<Firing> firing = firings.find(id);
        if (firing.isEmpty()) {
            return;
        }
        switch (firing.get().status()) {
            case QUEUED -> transaction.executeWithoutResult(_ -> begin(id));
            case FITTING -> end(firing.get());
            case REFITTED, UNCHANGED, SKIPPED, FAILED -> {}
        }
    }

    /// Writes down what came of a firing, once, and tells it.
    private void end(Firing firing) {
        UUID fitId = firing.fit();
        if (fitId == null) {
            fail(firing.id(), "The fit was deleted before it ended.");
            return;
        }
        Fit fit = fits.get(fitId.toString());
        if (!fit.status().ended()) {
            return;
        }
        if (fit.status() == FitStatus.FAILED || fit.status() == FitStatus.CANCELLED) {
            fail(
                    firing.id(),
                    "The fit " + fitId + " ended as " + fit.status() + ". " + fit.reason());
            return;
        }
        Schedule schedule = schedules.get(firing.schedule().toString());
        ScheduleRequest request = schedules.request(schedule);
        List<Alerts.Told> told = alerts.ofRefit(schedule, request, firing, fit);
        transaction.executeWithoutResult(_ -> {
            if (firings.lock(firing.id(), Firing.Status.FITTING).isEmpty()) {
                return;
            }
            firings.end(firing.id(), Firing.Status.REFITTED, fit.reason());
            scheduleRows.succeeded(schedule.id(), fitId);
            freeze(request, fit);
            told.forEach(each -> events.publish(schedule.experiment(), each.type(), each.data()));
        });
    }

    /// Keeps what the version says of the watched points, to be held against their runs.
    private void freeze(ScheduleRequest request, Fit fit) {
        List<WatchedPoints.At> points = WatchedPoints.of(request);
        if (!points.isEmpty() && fit.curve() != null) {
            frozen.freeze(
                    fit,
                    points.stream().map(WatchedPoints.At::point).toList(),
                    points.getFirst().level());
        }
    }

    void fail(UUID id, String reason) {
        transaction.executeWithoutResult(_ -> {
            Optional<Firing> firing = firings.find(id);
            if (firing.isPresent() && firings.end(id, Firing.Status.FAILED, reason)) {
                scheduleRows.failed(firing.get().schedule());
                Schedule schedule = schedules.get(firing.get().schedule().toString());
                alerts.ofFailure(schedule, firing.get(), reason)
                        .forEach(each ->
                                events.publish(schedule.experiment(), each.type(), each.data()));
            }
        });
    }
}
