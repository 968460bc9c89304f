package dev.lawcast.fits;

import dev.lawcast.access.Quota;
import dev.lawcast.access.Quotas;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBody;
import dev.lawcast.customlaws.CustomLaws;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.jobs.Jobs;
import dev.lawcast.runs.RunValues;
import dev.lawcast.runs.Runs;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.forecast.Forecasts;
import dev.lawcast.scaling.forecast.Widening;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;
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

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
    private final CustomLaws customLaws;
    private final Jobs jobs;
    private final Quotas quotas;
    private final FreshSnapshots fresh;
    private final FitBell bell;
    private final JsonMapper json;
    private final String codeVersion;

    Fits(
            Experiments experiments,
            Runs runs,
            RunPoints points,
            FitRepository fits,
            FitJob job,
            CustomLaws customLaws,
            Jobs jobs,
            Quotas quotas,
            FreshSnapshots fresh,
            FitBell bell,
            JsonMapper json,
            ObjectProvider<BuildProperties> build) {
        this.experiments = experiments;
        this.runs = runs;
        this.points = points;
        this.fits = fits;
        this.job = job;
        this.customLaws = customLaws;
        this.jobs = jobs;
        this.quotas = quotas;
        this.fresh = fresh;
        this.bell = bell;
        this.json = json;
        BuildProperties properties = build.getIfAvailable();
        this.codeVersion = properties == null ? "unknown" : String.valueOf(properties.getVersion());
    }

    /// Keeps the request with the rows it speaks of and queues the work, all or nothing.
    @Transactional
    Fit create(String experimentId, JsonBody body) {
        return keep(asked(experiments.get(experimentId), body), null);
    }

    /// Refuses a request that no runs could make right; nothing is written.
    ///
    /// @return the parameters of its law, empty where it is still to be chosen
    @Transactional(readOnly = true)
    public List<String> check(Experiment experiment, JsonBody body) {
        FitRequest request = FitRequestReader.read(experiment, customLaws.spelled(body));
        runs.checkFilter(experiment, request.where());
        return request.chooses()
                ? List.of()
                : request.law(List.of()).parameters().stream().map(LawParameter::name).toList();
    }

    /// A new version of a fit, for the runs of now.
    ///
    /// @param parent the version before, or null for the first one
    /// @return empty where request and runs are those of the parent: it would say the same again
    @Transactional
    public Optional<Fit> refit(Experiment experiment, JsonBody body, @Nullable Fit parent) {
        Asked asked = asked(experiment, body);
        return parent != null
                        && parent.dataHash().equals(asked.hash())
                        && parent.request().equals(asked.request())
                ? Optional.empty()
                : Optional.of(keep(asked, parent));
    }

    /// What was asked for with the rows of this moment.
    private record Asked(
            Experiment experiment,
            FitRequest read,
            String request,
            Snapshot rows,
            Packed snapshot,
            String hash) {}

    private Asked asked(Experiment experiment, JsonBody body) {
        FitRequest request = FitRequestReader.read(experiment, customLaws.spelled(body));
        List<RunValues> rows = runs.matching(experiment, request.where());
        if (request.points()) {
            rows = points.of(experiment, rows, request.metric());
        }
        Snapshot built = SnapshotBuilder.build(experiment, request, rows);
        byte[] snapshot = json.writeValueAsBytes(built);
        return new Asked(
                experiment,
                request,
                json.writeValueAsString(request),
                built,
                Packed.of(snapshot),
                sha256(snapshot));
    }

    private Fit keep(Asked asked, @Nullable Fit parent) {
        UUID id = Ids.next();
        fits.insert(
                id,
                asked.experiment().id(),
                parent,
                asked.read(),
                asked.request(),
                asked.snapshot(),
                asked.hash(),
                codeVersion);
        quotas.require(Quota.QUEUED_FITS, fits::queued);
        jobs.enqueue(job, id.toString());
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        fresh.put(id, asked.rows());
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
                bell.await(pause);
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
        byte[] curve = curve(fit);
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
        return report(fit).path("candidates");
    }

    /// Empty where there is none.
    public JsonNode report(Fit fit) {
        Packed report = fit.report();
        return report == null ? json.createObjectNode() : json.readTree(report.json());
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

    /// JSON.
    private static byte[] curve(Fit fit) {
        if (!fit.status().ended()) {
            throw notFinished(fit);
        }
        Packed curve = fit.curve();
        if (curve == null) {
            throw new ApiException(
                    ErrorCode.FIT_HAS_NO_ESTIMATE,
                    "The fit " + fit.id() + " ended as " + fit.status() + ". " + fit.reason());
        }
        return curve.json();
    }

    /// The runs of a fit and how they were fitted; null where the fit chose among laws.
    public Forecasts.@Nullable Basis basis(Fit fit) {
        if (request(fit).chooses() || request(fit).then() != null) {
            return null;
        }
        Snapshot snapshot = json.readValue(fits.snapshot(fit.id()), Snapshot.class);
        return new Forecasts.Basis(snapshot.fitted(), request(fit).settings(1));
    }

    /// The metric of [#observations]: of a chain the first.
    public String metricOfRuns(Fit fit) {
        return request(fit).metric();
    }

    /// The fit's law with the labels of its runs, whatever the fit found.
    public ScalingLaw law(Fit fit) {
        FitRequest request = request(fit);
        return request.law(request.separate() ? List.of() : snapshot(fit).labels());
    }

    /// Labels of [#observations], in the order of their codes.
    public List<String> labelsOfRuns(Fit fit) {
        return snapshot(fit).labels();
    }

    /// As [#fittedLaw], null where the fit determined no curve.
    public @Nullable FittedLaw fittedLawOrNull(Fit fit) {
        return fit.curve() == null ? null : fittedLaw(fit);
    }

    /// The level of a fit's intervals.
    public double level(Fit fit) {
        return request(fit).level();
    }

    /// The runs that a fit was made from, without those held out; sizes in the order of [#law],
    /// whatever the fit found.
    public Observations observations(Fit fit) {
        return snapshot(fit).fitted();
    }

    /// The same with labels under the codes that another version gives them, 0 for those it does
    /// not know.
    public Observations observations(Fit fit, Fit codes) {
        Snapshot own = snapshot(fit);
        List<String> others = snapshot(codes).labels();
        if (request(fit).separate() || own.labels().equals(others)) {
            return own.fitted();
        }
        double[][] columns = own.fitted().x().clone();
        List<LawVariable> variables = request(fit).law(own.labels()).variables();
        for (int j = 0; j < columns.length; j++) {
            if (variables.get(j).kind() == LawVariable.Kind.LABEL) {
                columns[j] =
                        Arrays.stream(columns[j])
                                .map(code -> recoded((long) code, own.labels(), others))
                                .toArray();
            }
        }
        return own.fitted().with(columns);
    }

    private static double recoded(long code, List<String> own, List<String> others) {
        double sum = 0;
        for (int i = 0; i < own.size(); i++) {
            int index = (code >> i & 1) == 1 ? others.indexOf(own.get(i)) : -1;
            sum += index < 0 ? 0 : LawForm.code(index);
        }
        return sum;
    }

    /// How a fit was made, without its resamples; null where it chose its law or has groups.
    public @Nullable FitSettings settings(Fit fit) {
        FitRequest request = request(fit);
        return request.chooses() || request.separate() || request.then() != null
                ? null
                : request.settings(1);
    }

    /// Which experiment variable stands for each variable of the fit's law.
    public java.util.Map<String, String> variables(Fit fit) {
        return request(fit).variables();
    }

    /// `level` of a question about a fit, the fit's own where the question names none.
    public double level(Fit fit, JsonBody body) {
        return FitRequestReader.level(body, request(fit).level());
    }

    /// `level` of any question.
    public static double level(JsonBody body, double otherwise) {
        return FitRequestReader.level(body, otherwise);
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

    private static String sha256(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
