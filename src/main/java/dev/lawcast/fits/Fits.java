package dev.lawcast.fits;

import dev.lawcast.access.Quota;
import dev.lawcast.access.Quotas;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBody;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.jobs.Jobs;
import dev.lawcast.runs.Run;
import dev.lawcast.runs.Runs;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.forecast.Forecasts;
import dev.lawcast.scaling.forecast.Widening;
import dev.lawcast.scaling.select.Backtest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// Asks for fits and finds them again.
@Service
public class Fits {

    private static final Duration FIRST_LOOK = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final Experiments experiments;
    private final Runs runs;
    private final RunPoints points;
    private final FitRepository fits;
    private final FitJob job;
    private final Jobs jobs;
    private final Quotas quotas;
    private final JsonMapper json;
    private final String codeVersion;

    Fits(
            Experiments experiments,
            Runs runs,
            RunPoints points,
            FitRepository fits,
            FitJob job,
            Jobs jobs,
            Quotas quotas,
            JsonMapper json,
            ObjectProvider<BuildProperties> build) {
        this.experiments = experiments;
        this.runs = runs;
        this.points = points;
        this.fits = fits;
        this.job = job;
        this.jobs = jobs;
        this.quotas = quotas;
        this.json = json;
        BuildProperties properties = build.getIfAvailable();
        this.codeVersion = properties == null ? "unknown" : String.valueOf(properties.getVersion());
    }

    /// Keeps the request with the rows it speaks of and queues the work, all or nothing.
    @Transactional
    Fit create(String experimentId, JsonBody body) {
        Experiment experiment = experiments.get(experimentId);
        FitRequest request = FitRequestReader.read(experiment, body);
        List<Run> rows = runs.matching(experiment, request.where(), false);
        if (request.points()) {
            rows = points.of(experiment, rows, request.metric());
        }
        String snapshot = json.writeValueAsString(SnapshotBuilder.build(experiment, request, rows));
        UUID id = Ids.next();
        fits.insert(
                id,
                experiment.id(),
                request,
                json.writeValueAsString(request),
                snapshot,
                sha256(snapshot),
                codeVersion);
        quotas.require(Quota.QUEUED_FITS, fits::queued);
        jobs.enqueue(job, id.toString());
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        jobs.wake();
                    }
                });
        return get(id.toString());
    }

    /// @throws ApiException `not_found`
    public Fit get(String id) {
        return Ids.parse(id)
                .flatMap(fits::find)
                .orElseThrow(() -> ApiException.notFound("fit", id));
    }

    /// The fit once it has ended, or as it stands when the time is up.
    Fit await(String id, Duration most) {
        Fit fit = get(id);
        long deadline = System.nanoTime() + most.toNanos();
        Duration pause = FIRST_LOOK;
        while (!fit.status().ended() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return get(id);
            }
            if (fits.status(fit.id()).map(FitStatus::ended).orElse(true)) {
                fit = get(id);
            }
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                            ? pause.multipliedBy(2)
                            : LONGEST_PAUSE;
        }
        return fit.status().ended() ? fit : get(id);
    }

    List<Fit> page(String experimentId, @Nullable UUID before, int limit) {
        return fits.page(experiments.get(experimentId).id(), before, limit);
    }

    /// The curve that a fit determined.
    ///
    /// @throws ApiException `fit_not_finished`, or `fit_has_no_estimate` with the reason
    public FittedLaw fittedLaw(Fit fit) {
        String curve = curve(fit);
        FitRequest request = request(fit);
        if (request.separate()) {
            throw hasGroups(fit, request);
        }
        return json.readValue(curve, Curve.class).fitted(request, fits.draws(fit.id()));
    }

    /// What earlier forecasts of the same kind say of later ones, null where that is not known.
    public @Nullable Widening widening(Fit fit) {
        return request(fit).separate() ? null : json.readValue(curve(fit), Curve.class).widening();
    }

    /// The table that a fit of `auto` chose from; empty for other fits.
    ///
    /// @throws ApiException `fit_not_finished`
    JsonNode candidates(Fit fit) {
        if (!fit.status().ended()) {
            throw notFinished(fit);
        }
        return json.readTree(fit.report() == null ? "{}" : fit.report()).path("candidates");
    }

    /// What held-out scales say of the fit.
    ///
    /// @throws ApiException `fit_not_finished`, `fit_has_groups`, `conflict` for a law with labels
    Backtest backtest(Fit fit) {
        if (!fit.status().ended()) {
            throw notFinished(fit);
        }
        FitRequest request = request(fit);
        if (request.separate()) {
            throw hasGroups(fit, request);
        }
        Backtest found = Backtests.of(request, snapshot(fit), Progress.NONE);
        if (found == null) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The law '%s' has groups or no size, so there is no scale to hold out."
                            .formatted(fit.law()));
        }
        return found;
    }

    private static ApiException hasGroups(Fit fit, FitRequest request) {
        return new ApiException(
                ErrorCode.FIT_HAS_GROUPS,
                "The fit %s has a curve for each value of '%s'. Say which: {\"%s\": …}."
                        .formatted(fit.id(), request.groupBy(), request.groupBy()));
    }

    private static ApiException notFinished(Fit fit) {
        return new ApiException(
                ErrorCode.FIT_NOT_FINISHED,
                "The fit "
                        + fit.id()
                        + " is "
                        + fit.status()
                        + " ("
                        + Math.round(100 * fit.progress())
                        + " %). Wait for it with GET and Prefer: wait=20.");
    }

    /// The curves of a fit of each group alone.
    ///
    /// @throws ApiException as [#fittedLaw]
    public FittedGroups fittedGroups(Fit fit) {
        GroupCurves curves = json.readValue(curve(fit), GroupCurves.class);
        return new FittedGroups(curves, request(fit), fits.draws(fit.id()));
    }

    /// The variable whose values are the groups of a fit of each group alone, or null.
    public @Nullable String separateGroups(Fit fit) {
        FitRequest request = request(fit);
        return request.separate() ? request.groupBy() : null;
    }

    /// Labels of the law of a fit that has a curve, in the order of their codes.
    public List<String> labels(Fit fit) {
        return request(fit).separate()
                ? List.of()
                : json.readValue(curve(fit), Curve.class).labels();
    }

    private static String curve(Fit fit) {
        if (!fit.status().ended()) {
            throw notFinished(fit);
        }
        String curve = fit.curve();
        if (curve == null) {
            throw new ApiException(
                    ErrorCode.FIT_HAS_NO_ESTIMATE,
                    "The fit " + fit.id() + " ended as " + fit.status() + ". " + fit.reason());
        }
        return curve;
    }

    /// The runs of a fit and how they were fitted; null where the fit chose among laws.
    public Forecasts.@Nullable Basis basis(Fit fit) {
        if (request(fit).chooses()) {
            return null;
        }
        Snapshot snapshot = json.readValue(fits.snapshot(fit.id()), Snapshot.class);
        return new Forecasts.Basis(snapshot.fitted(), request(fit).settings(1));
    }

    /// Which experiment variable stands for each variable of the fit's law.
    public java.util.Map<String, String> variables(Fit fit) {
        return request(fit).variables();
    }

    /// `level` of a question about a fit, the fit's own where the question names none.
    public double level(Fit fit, JsonBody body) {
        return FitRequestReader.level(body, request(fit).level());
    }

    private FitRequest request(Fit fit) {
        return json.readValue(fit.request(), FitRequest.class);
    }

    Snapshot snapshot(Fit fit) {
        return json.readValue(fits.snapshot(fit.id()), Snapshot.class);
    }

    /// Ends a fit that waits at once and asks a running one to stop; an ended one stays as it is,
    /// so that cancelling twice is no error. The job of a cancelled fit finds nothing to begin.
    Fit cancel(String id) {
        fits.cancel(get(id).id());
        return get(id);
    }

    /// @throws ApiException `conflict` while it works or something refers to it
    @Transactional
    void delete(String id) {
        Fit fit = get(id);
        if (!fit.status().ended()) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The fit " + id + " is " + fit.status() + ". Cancel it first.");
        }
        if (fits.hasChildren(fit.id())) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "A later version refers to the fit " + id + ". Delete that first.");
        }
        fits.delete(fit.id());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
