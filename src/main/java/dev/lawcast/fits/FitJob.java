package dev.lawcast.fits;

import dev.lawcast.jobs.JobHandedBack;
import dev.lawcast.jobs.JobKind;
import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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
    private final java.time.Duration longest;

    FitJob(
            FitRepository fits,
            JsonMapper json,
            @Value("${lawcast.fits.longest:10m}")
                    @DurationUnit(java.time.temporal.ChronoUnit.SECONDS)
                    java.time.Duration longest) {
        this.fits = fits;
        this.json = json;
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
            Outcome failed =
                    Outcome.failed(
                            "The process died "
                                    + MOST_DEATHS
                                    + " times while it worked on this fit.");
            end(fitId, attempt, failed, report(failed));
            return;
        }
        var progress = new FitProgress(fits, fitId, attempt, longest, stopping);
        FitRequest request = json.readValue(begun.get().request(), FitRequest.class);
        Snapshot snapshot = json.readValue(fits.snapshot(fitId), Snapshot.class);
        ScalingLaw law =
                LawCatalogue.find(request.law())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "The catalogue has no law " + request.law()));
        FitOutcome outcome =
                Fitter.fit(
                        law,
                        snapshot.fitted(),
                        request.settings(Runtime.getRuntime().availableProcessors()),
                        progress);
        if (outcome instanceof FitOutcome.Cancelled && stopping.getAsBoolean()) {
            fits.handBack(fitId, attempt);
            throw new JobHandedBack("fit " + id + " stops with its process");
        }
        var names = new SymbolNames(request.variables());
        boolean late = outcome instanceof FitOutcome.Cancelled && progress.late();
        Outcome written =
                late
                        ? Outcome.failed(
                                "The fit took longer than "
                                        + longest.toSeconds()
                                        + " s (lawcast.fits.longest).")
                        : Outcome.of(outcome).naming(names).knowing(snapshot);
        ObjectNode report = report(written);
        names.inReport(report);
        HeldOutScore heldOut = HeldOutScore.of(written.fitted(), request, snapshot.heldOut());
        if (heldOut != null) {
            report.set("hold_out", json.valueToTree(heldOut));
        }
        report.set("left_out", json.valueToTree(snapshot.leftOut()));
        end(fitId, attempt, written, report);
    }

    @Override
    public void failed(String id, Throwable cause) {
        log.error("Fit {} failed", id, cause);
        fits.fail(UUID.fromString(id), "The fit failed inside the service: " + cause);
    }

    private ObjectNode report(Outcome outcome) {
        return outcome.report() == null
                ? json.createObjectNode()
                : json.valueToTree(outcome.report());
    }

    private void end(UUID id, int attempt, Outcome outcome, ObjectNode report) {
        FittedLaw fitted = outcome.fitted();
        boolean written =
                fits.end(
                        id,
                        attempt,
                        outcome,
                        json.writeValueAsString(report),
                        fitted == null ? null : json.writeValueAsString(Curve.of(fitted)),
                        fitted == null ? null : Curve.bytes(fitted.draws()));
        if (!written) {
            log.info("Attempt {} of fit {} was overtaken; its outcome is dropped", attempt, id);
        }
    }
}
