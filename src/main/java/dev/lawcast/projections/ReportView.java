package dev.lawcast.projections;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.mixture.FormScore;
import dev.lawcast.scaling.mixture.GroundCostChoice;
import dev.lawcast.scaling.mixture.ProjectionReport;
import dev.lawcast.scaling.mixture.StageScore;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// The report as it is kept and answered.
///
/// @param deviationsOf what the deviations are of: `log_error` or `metric`
record ReportView(
        List<FormScore> forms,
        String recommendation,
        List<Gain> transport,
        List<StageScore> secondStages,
        @Nullable String secondStage,
        String secondStageReason,
        @Nullable String groundCost,
        List<GroundCostChoice.Score> groundCosts,
        boolean usesTransport,
        List<Integer> mixtures,
        double runDeviation,
        double misfitDeviation,
        boolean replicated,
        String deviationsOf,
        List<Warning> warnings) {

    /// @param verdict `helps`, `hurts` or `undecided`
    record Gain(String form, String without, double gain, Interval interval, String verdict) {}

    record Warning(String code, String message, String advice) {}

    static ReportView of(ProjectionReport report) {
        return new ReportView(
                report.forms(),
                report.recommendation(),
                report.transport().stream()
                        .map(g ->
                                new Gain(
                                        g.form(),
                                        g.without(),
                                        g.gain(),
                                        g.interval(),
                                        g.verdict().name().toLowerCase(Locale.ROOT)))
                        .toList(),
                report.stages(),
                report.stage(),
                report.stageReason(),
                report.groundCost(),
                report.groundCosts(),
                report.usesTransport(),
                report.mixtures(),
                report.runDeviation(),
                report.misfitDeviation(),
                report.replicated(),
                report.logarithmic() ? "log_error" : "metric",
                report.warnings().stream()
                        .map(w -> new Warning(w.code().id(), w.message(), w.advice()))
                        .toList());
    }
}
