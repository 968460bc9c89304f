package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.Warning.Severity;

import java.util.List;
import java.util.Locale;

/// Every coded warning there is. Ids are part of the API: they are added, never renamed.
/// `docs/reference/warnings.md` explains each of them to users and is held against this list.
public enum WarningCode {
    UNDERDETERMINED(
            Severity.CRITICAL,
            "Add runs at sizes that are not there yet, or hold a parameter fixed."),
    FEW_CONFIGURATIONS(
            Severity.WARNING, "Add sizes: intervals from so few are wide and hang on each run."),
    COLLINEAR_VARIABLES(
            Severity.CRITICAL,
            "Add runs off the line, for instance the same model on 4 times more or less data."),
    CONSTANT_VARIABLE(Severity.CRITICAL, "Vary it, or use a law without it."),
    SINGLE_SEED(
            Severity.INFO,
            "Repeat one or two sizes with another seed: only then can a wrong law be told from"
                    + " scatter."),
    BOUND_HIT(
            Severity.WARNING,
            "Read its interval as one-sided. Maybe the runs are too small to show it, or the bound"
                    + " is too tight."),
    WEAKLY_IDENTIFIED_EXPONENT(
            Severity.WARNING, "Widen the range of sizes; quote the interval, not the estimate."),
    IRREDUCIBLE_NOT_IDENTIFIED(
            Severity.WARNING,
            "Do not read the estimate as a floor. Larger runs would show where the curve bends."),
    MULTIPLE_BASINS(
            Severity.WARNING,
            "Look at the alternative optimum; add runs where the two disagree, usually at the"
                    + " ends of the range."),
    LACK_OF_FIT(
            Severity.WARNING,
            "Try another law, drop sizes below which the law does not hold, and do not trust far"
                    + " forecasts."),
    RESIDUAL_TREND(
            Severity.WARNING,
            "Try a law with one more feature (a constant, a shift, a break), or fit only the larger"
                    + " sizes."),
    DRIFTING_EXPONENT(
            Severity.WARNING,
            "Quote no exponent: it depends on the sizes that are fitted. Use a law with a break, or fit"
                    + " only the largest sizes and look again."),
    OUTLIERS(
            Severity.WARNING,
            "Check these runs for crashes, restarts or another set-up; exclude them with a reason,"
                    + " or use a robust loss."),
    UNEQUAL_SCATTER(
            Severity.WARNING,
            "Intervals take the scatter for the same everywhere. Ask for noise `heteroscedastic`, give"
                    + " the runs' standard errors, or drop the sizes that scatter most."),
    NON_MONOTONE(
            Severity.WARNING,
            "The law can only fall. Check the rising part: over-fitting, instability, or a real"
                    + " turn that this law cannot follow."),
    LATE_RISE(
            Severity.INFO,
            "The law goes on falling there. Maybe the data were repeated too often; do not train longer"
                    + " because of this fit."),
    DIVERGED_RUNS(Severity.WARNING, "Exclude the runs that diverged, with that reason."),
    DUPLICATE_RUNS(
            Severity.WARNING,
            "Remove the copies: the same run counted twice makes intervals too narrow."),
    CHECKPOINTS_AS_INDEPENDENT(
            Severity.WARNING,
            "Use final losses of separate runs, or let those of a training count once (bootstrap unit"
                    + " `auto` or `group`): checkpoints of one run share its luck."),
    BURN_IN_MISSING(Severity.INFO, "Drop the first steps of each curve."),
    SCHEDULE_MIXED(
            Severity.WARNING, "Fit only runs whose learning-rate schedule ended at their length."),
    COUNT_CONVENTION_MIXED(
            Severity.WARNING, "Count parameters the same way for all runs (embeddings in or out)."),
    TOKENIZER_MIXED(Severity.WARNING, "Compare losses per byte, or fit each tokenizer alone."),
    FLOP_MISMATCH(Severity.WARNING, "Check the units of the three columns, and k."),
    UNITS_MIXED(Severity.CRITICAL, "Bring the column to one unit and upload these runs again."),
    UNIQUE_EXCEEDS_TOTAL(Severity.CRITICAL, "Maybe the two columns are swapped."),
    REPETITION_OVER_4_EPOCHS(
            Severity.WARNING, "Use a law that knows repeated data, such as `data_constrained`."),
    OUTSIDE_DATA(Severity.INFO, "Prefer the new-run interval when you compare with a run."),
    FAR_EXTRAPOLATION(
            Severity.WARNING,
            "Treat the interval as a lower limit of the doubt: it takes the law for true. Train a"
                    + " run in between."),
    BOOTSTRAP_FAILURES(
            Severity.WARNING,
            "The intervals come from the replicates that worked and may be too narrow; add runs or"
                    + " fix a parameter."),
    FEW_REPLICATES(
            Severity.INFO,
            "Ask for more bootstrap replicates: 1000 is usual, more for levels beyond .95."),
    INTERVAL_UNDERCOVERAGE(
            Severity.INFO,
            "With so few runs per parameter intervals are approximate: read them as too narrow"
                    + " rather than too wide."),
    ISOFLOP_BIAS(
            Severity.INFO, "Fit the law to all runs instead of parabolas through each budget."),
    DIFFERENT_METRICS(
            Severity.WARNING,
            "Compare curves of one metric in one unit; this answer holds only if the two mean the"
                    + " same.");

    private final Severity severity;
    private final String advice;

    WarningCode(Severity severity, String advice) {
        this.severity = severity;
        this.advice = advice;
    }

    /// Stable name in the API, `snake_case`.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Severity severity() {
        return severity;
    }

    public String advice() {
        return advice;
    }

    /// @param message one sentence that names the thing and its value
    public Warning warning(String message) {
        return warning(message, List.of());
    }

    /// @param runs keys of the runs the message speaks of
    public Warning warning(String message, List<String> runs) {
        return new Warning(id(), severity, message, advice, List.copyOf(runs));
    }
}
