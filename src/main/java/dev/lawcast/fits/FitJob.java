package dev.lawcast.fits;

import dev.lawcast.jobs.JobHandedBack;
import dev.lawcast.jobs.JobKind;
import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.SharingTest;
import dev.lawcast.scaling.forecast.Widening;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.TiedLaw;
import dev.lawcast.scaling.select.AutoFit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Works on one fit: from its snapshot alone to its outcome, written once by the latest attempt.
@Component
class FitJob implements JobKind {

    private static final Logger log = LoggerFactory.getLogger(FitJob.class);

    /// A fit that took its process down so often is not tried again.
    private static final int MOST_DEATHS = 3;

    private final FitRepository fits;
    private final JsonMapper json;
    private final FitMetrics metrics;
    private final FreshSnapshots fresh;
    private final FitBell bell;
    private final Duration longest;

    FitJob(
            FitRepository fits,
            JsonMapper json,
            FitMetrics metrics,
            FreshSnapshots fresh,
            FitBell bell,
            @Value("${lawcast.fits.longest:10m}")
                    @DurationUnit(java.time.temporal.ChronoUnit.SECONDS)
                    Duration longest) {
        this.fits = fits;
        this.json = json;
        this.metrics = metrics;
        this.fresh = fresh;
        this.bell = bell;
        this.longest = longest;
    }

    @Override
    public String name() {
        return "fit";
    }

    @Override
    public void run(String id, BooleanSupplier stopping) {
        UUID fitId = UUID.fromString(id);
        Optional<Fit> begun = fits.begin(fitId);
        if (begun.isEmpty()) {
            return; // cancelled or deleted before it began
        }
        int attempt = begun.get().attempt();
        if (fits.deaths(fitId) >= MOST_DEATHS) {
            Outcome died =
                    Outcome.failed(
                            "Its process, or the database, was lost "
                                    + MOST_DEATHS
                                    + " times while it worked on this fit.");
            end(begun.get(), Ending.without(died), Duration.ZERO);
            return;
        }
        long start = System.nanoTime();
        var progress =
                new FitProgress(
                        longest,
                        Runtime.getRuntime().availableProcessors(),
                        stopping,
                        done -> fits.shouldStop(fitId, attempt, done));
        FitRequest request = json.readValue(begun.get().request(), FitRequest.class);
        Snapshot written = fresh.take(fitId);
        Snapshot snapshot =
                written != null ? written : json.readValue(fits.snapshot(fitId), Snapshot.class);
        Ending ending = work(request, snapshot, progress);
        if (ending == null && stopping.getAsBoolean()) {
            fits.handBack(fitId, attempt);
            throw new JobHandedBack("fit " + id + " stops with its process");
        }
        end(
                begun.get(),
                ending == null ? stopped(progress) : ending,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /// What comes of a request with its rows, the same bits whenever and wherever it is asked.
    ///
    /// @return null where it was cancelled
    @Nullable Ending work(FitRequest request, Snapshot snapshot, FitProgress progress) {
        return request.separate()
                ? new GroupFit(request, snapshot, json).run(progress)
                : request.chooses()
                        ? chosen(request, snapshot, progress)
                        : one(request, snapshot, progress);
    }

    /// @return null where it was cancelled
    private @Nullable Ending one(FitRequest request, Snapshot snapshot, FitProgress progress) {
        ScalingLaw law = request.law(snapshot.labels());
        FitSettings settings = request.settings(progress.threads());
        FitOutcome outcome = Fitter.fit(law, snapshot.fitted(), settings, progress);
        if (outcome instanceof FitOutcome.Cancelled) {
            return null;
        }
        Outcome written =
                Outcome.of(outcome).naming(new SymbolNames(request.variables())).knowing(snapshot);
        Widening widening =
                written.fitted() == null
                        ? null
                        : Backtests.widening(
                                request, written.fitted().law(), snapshot.fitted(), progress);
        if (request.then() != null && snapshot.then() != null && written.fitted() != null) {
            return ChainFit.end(
                    written, request, request.then(), snapshot, snapshot.then(), progress, json);
        }
        var score = HeldOutScore.of(written.fitted(), request, snapshot.heldOut(), widening);
        Ending ending = Ending.of(written, score, request, snapshot, null, widening, json);
        return written.fitted() != null && law instanceof TiedLaw tied && !request.tied().isEmpty()
                ? ending.with(
                        "sharing",
                        SharingTest.of(tied, snapshot.fitted(), settings, progress.quiet()),
                        json)
                : ending;
    }

    /// @return null where it was cancelled
    private @Nullable Ending chosen(FitRequest request, Snapshot snapshot, FitProgress progress) {
        AutoFit auto =
                AutoFit.fit(snapshot.fitted(), request.settings(progress.threads()), progress);
        if (auto.leading() instanceof FitOutcome.Cancelled) {
            return null;
        }
        Outcome written =
                Outcome.of(auto.leading())
                        .naming(new SymbolNames(request.variables()))
                        .knowing(snapshot)
                        .with(auto.fitted());
        var score = HeldOutScore.of(auto.fitted(), request, snapshot.heldOut(), auto.widening());
        return Ending.of(written, score, request, snapshot, auto, auto.widening(), json);
    }

    private Ending stopped(FitProgress progress) {
        Outcome outcome =
                progress.late()
                        ? Outcome.failed(
                                "The fit took longer than "
                                        + longest.toSeconds()
                                        + " s (lawcast.fits.longest).")
                        : Outcome.of(new FitOutcome.Cancelled());
        return Ending.without(outcome);
    }

    @Override
    public void failed(String id, Throwable cause) {
        log.error("Fit {} failed", id, cause);
        UUID fitId = UUID.fromString(id);
        fits.fail(fitId, "The fit failed inside the service: " + cause);
        fits.find(fitId)
                .ifPresent(fit ->
                        metrics.ended(
                                fit.law(),
                                fit.status(),
                                Duration.between(
                                        fit.startedAt() == null ? fit.queuedAt() : fit.startedAt(),
                                        Instant.now())));
    }

    private void end(Fit fit, Ending ending, Duration time) {
        if (fits.end(fit.id(), fit.attempt(), ending)) {
            metrics.ended(fit.law(), ending.status(), time);
            bell.ring();
        } else {
            log.info(
                    "Attempt {} of fit {} was overtaken; its outcome is dropped",
                    fit.attempt(),
                    fit.id());
        }
    }
}
