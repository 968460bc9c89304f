package dev.lawcast.schedules;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.EntityTag;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBodies;
import dev.lawcast.api.JsonBody;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.fits.Fits;
import dev.lawcast.jobs.Jobs;
import dev.lawcast.runs.RunArrivals;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Makes, changes and fires schedules.
@Service
class Schedules {

    /// A firing that is later than this was missed: no process was there.
    private static final Duration LATE = Duration.ofMinutes(1);

    private static final int MOST_MISSED = 1_000_000;

    private final Experiments experiments;
    private final Fits fits;
    private final RunArrivals arrivals;
    private final ScheduleRepository schedules;
    private final FiringRepository firings;
    private final RefitJob job;
    private final Jobs jobs;
    private final JsonMapper json;

    Schedules(
            Experiments experiments,
            Fits fits,
            RunArrivals arrivals,
            ScheduleRepository schedules,
            FiringRepository firings,
            RefitJob job,
            Jobs jobs,
            JsonMapper json) {
        this.experiments = experiments;
        this.fits = fits;
        this.arrivals = arrivals;
        this.schedules = schedules;
        this.firings = firings;
        this.job = job;
        this.jobs = jobs;
        this.json = json;
    }

    @Transactional
    Schedule create(String experimentId, JsonBody body) {
        Experiment experiment = experiments.get(experimentId);
        ScheduleRequest request = ScheduleRequest.read(body, experiment, fits);
        UUID id = Ids.next();
        Instant cronAt = next(request, Instant.now());
        schedules.insert(
                id,
                experiment.id(),
                request.json(json).toString(),
                request,
                cronAt,
                due(id, request, cronAt));
        arrivals.watch(experiment);
        return get(id.toString());
    }

    /// @throws ApiException `not_found`
    Schedule get(String id) {
        return Ids.parse(id)
                .flatMap(schedules::find)
                .orElseThrow(() -> ApiException.notFound("schedule", id));
    }

    List<Schedule> page(String experimentId, @Nullable UUID before, int limit) {
        return schedules.page(experiments.get(experimentId).id(), before, limit);
    }

    /// Changes the fields that the body names (JSON Merge Patch, RFC 7396) and looks at the whole
    /// again. A schedule that goes on after a pause waits for its next time.
    @Transactional
    Schedule change(String id, @Nullable String ifMatch, JsonBody body) {
        Schedule old =
                schedules
                        .lock(get(id).id())
                        .orElseThrow(() -> ApiException.notFound("schedule", id));
        tag(old).require(ifMatch);
        JsonNode merged =
                merge((ObjectNode) json.readTree(old.request()), json.readTree(body.json()));
        Experiment experiment = experiments.get(old.experiment().toString());
        ScheduleRequest request =
                ScheduleRequest.read(JsonBodies.kept(merged.toString()), experiment, fits);
        Instant cronAt = next(request, Instant.now());
        schedules.update(
                old.id(),
                request.json(json).toString(),
                request,
                cronAt,
                due(old.id(), request, cronAt));
        return get(id);
    }

    @Transactional
    void delete(String id, @Nullable String ifMatch) {
        Schedule old = get(id);
        tag(old).require(ifMatch);
        schedules.delete(old.id());
    }

    /// Fires a schedule on request, also a paused one.
    ///
    /// @throws ApiException `conflict` while it is at work
    @Transactional
    Firing runNow(String id) {
        Schedule schedule =
                schedules
                        .lock(get(id).id())
                        .orElseThrow(() -> ApiException.notFound("schedule", id));
        Optional<Firing> open = firings.open(schedule.id());
        if (open.isPresent()) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The schedule "
                            + id
                            + " is at work: its run "
                            + open.get().id()
                            + " is "
                            + open.get().status()
                            + ".");
        }
        UUID firing =
                fire(
                        schedule,
                        Firing.Cause.REQUEST,
                        Instant.now(),
                        0,
                        schedule.cronAt(),
                        schedule.dueAt());
        return firings.find(firing).orElseThrow();
    }

    /// Fires one schedule whose time has come; false where there is none.
    @Transactional
    boolean fireDue(Instant now) {
        Optional<Schedule> due = schedules.lockDue(now);
        if (due.isEmpty()) {
            return false;
        }
        Schedule schedule = due.get();
        ScheduleRequest request = request(schedule);
        Instant dueAt = schedule.dueAt();
        Instant cronAt = schedule.cronAt();
        if (dueAt == null || cronAt == null || dueAt.isAfter(now)) {
            fire(schedule, Firing.Cause.NEW_RUNS, now, 0, cronAt, dueAt);
            return true;
        }
        CronTimes times = request.times();
        int later = times == null ? 0 : times.between(cronAt, now, MOST_MISSED);
        Instant next = next(request, now);
        Instant nextDue = due(schedule.id(), request, next);
        if (request.catchUp().equals("skip") && dueAt.isBefore(now.minus(LATE))) {
            UUID id = Ids.next();
            firings.insert(id, schedule.id(), Firing.Cause.CRON, dueAt, later);
            firings.end(
                    id,
                    Firing.Status.SKIPPED,
                    "Its time had passed by %d s when a process looked."
                            .formatted(Duration.between(dueAt, now).toSeconds()));
            schedules.fired(schedule.id(), next, nextDue);
            return true;
        }
        fire(schedule, Firing.Cause.CRON, dueAt, later, next, nextDue);
        return true;
    }

    private UUID fire(
            Schedule schedule,
            Firing.Cause cause,
            Instant dueAt,
            int missed,
            @Nullable Instant cronAt,
            @Nullable Instant nextDue) {
        UUID id = Ids.next();
        firings.insert(id, schedule.id(), cause, dueAt, missed);
        schedules.fired(schedule.id(), cronAt, nextDue);
        jobs.enqueue(job, id.toString());
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        jobs.wake();
                    }
                });
        return id;
    }

    /// @throws ApiException `not_found`
    Firing firing(String scheduleId, String id) {
        UUID schedule = get(scheduleId).id();
        return Ids.parse(id)
                .flatMap(firings::find)
                .filter(firing -> firing.schedule().equals(schedule))
                .orElseThrow(() -> ApiException.notFound("run of the schedule", id));
    }

    List<Firing> history(String scheduleId, @Nullable UUID before, int limit) {
        return firings.page(get(scheduleId).id(), before, limit);
    }

    ScheduleRequest request(Schedule schedule) {
        return ScheduleRequest.read(
                JsonBodies.kept(schedule.request()),
                experiments.get(schedule.experiment().toString()),
                fits);
    }

    static EntityTag tag(Schedule schedule) {
        return EntityTag.of(schedule.version());
    }

    private static @Nullable Instant next(ScheduleRequest request, Instant now) {
        CronTimes times = request.times();
        return times == null || request.paused() ? null : times.after(now);
    }

    private static @Nullable Instant due(
            UUID id, ScheduleRequest request, @Nullable Instant cronAt) {
        return cronAt == null
                ? null
                : cronAt.plus(CronTimes.jitter(id, cronAt, request.jitterSeconds()));
    }

    /// Null in the patch takes a field away; objects are merged.
    private static ObjectNode merge(ObjectNode target, JsonNode patch) {
        for (var field : patch.properties()) {
            JsonNode value = field.getValue();
            JsonNode old = target.get(field.getKey());
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value.isObject() && old != null && old.isObject()) {
                target.set(field.getKey(), merge((ObjectNode) old, value));
            } else {
                target.set(field.getKey(), value);
            }
        }
        return target;
    }
}
