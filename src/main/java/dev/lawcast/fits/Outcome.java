package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitReport;
import dev.lawcast.scaling.fit.FittedLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the end of a fit writes into its row.
///
/// @param report shown in the fit's resource, its fields at the top level; null where there is none
/// @param fitted null where no curve was determined
record Outcome(
        FitStatus status,
        @Nullable String reason,
        @Nullable Object report,
        @Nullable FittedLaw fitted) {

    private record InvalidValues(
            List<FitOutcome.InvalidValue> invalidValues, int invalidValuesTotal) {}

    private record Needs(String need, int have) {}

    static Outcome of(FitOutcome outcome) {
        return switch (outcome) {
            case FitOutcome.Converged converged ->
                    new Outcome(FitStatus.CONVERGED, null, converged.report(), converged.fitted());
            case FitOutcome.Unidentifiable open ->
                    new Outcome(
                            FitStatus.UNIDENTIFIABLE,
                            "The data do not determine every parameter. "
                                    + String.join(" ", open.directions()),
                            open.report(),
                            null);
            case FitOutcome.InsufficientData few ->
                    new Outcome(
                            FitStatus.INSUFFICIENT_DATA,
                            few.message(),
                            new Needs(few.need(), few.have()),
                            null);
            case FitOutcome.InvalidObservations bad ->
                    new Outcome(
                            FitStatus.INSUFFICIENT_DATA,
                            bad.message(),
                            new InvalidValues(bad.values(), bad.total()),
                            null);
            case FitOutcome.WrongShape wrong ->
                    new Outcome(FitStatus.WRONG_SHAPE, wrong.message(), null, null);
            case FitOutcome.NotConverged stuck ->
                    new Outcome(
                            FitStatus.NOT_CONVERGED,
                            "The solver stopped before it reached an optimum; the report shows the best point it saw.",
                            stuck.report(),
                            null);
            case FitOutcome.Cancelled _ ->
                    new Outcome(FitStatus.CANCELLED, "Cancelled on request.", null, null);
        };
    }

    /// Says which runs did not count, where too few did.
    Outcome knowing(Snapshot snapshot) {
        if (status != FitStatus.INSUFFICIENT_DATA) {
            return this;
        }
        var text = new StringBuilder(String.valueOf(reason));
        if (snapshot.heldOut().size() > 0) {
            text.append(" hold_out sets %d runs aside.".formatted(snapshot.heldOut().size()));
        }
        for (Snapshot.LeftOut left : snapshot.leftOut()) {
            text.append(" %d runs are left out: %s.".formatted(left.count(), left.reason()));
        }
        return new Outcome(status, text.toString(), report, fitted);
    }

    /// Says the experiment's names beside the law's symbols, in the reason and the warnings.
    Outcome naming(SymbolNames names) {
        Object named =
                report instanceof FitReport found ? found.with(names.in(found.warnings())) : report;
        return new Outcome(status, names.inReason(reason), named, fitted);
    }

    /// The same with another curve.
    Outcome with(@Nullable FittedLaw other) {
        return new Outcome(status, reason, report, other);
    }

    static Outcome failed(String reason) {
        return new Outcome(FitStatus.FAILED, reason, null, null);
    }
}
