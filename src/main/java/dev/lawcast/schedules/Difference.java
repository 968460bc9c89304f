package dev.lawcast.schedules;

import dev.lawcast.fits.FitStatus;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What a refit says that the version before did not: `GET /fits/{id}/difference`.
///
/// @param forecasts at the watched points
/// @param reason why forecasts are missing, or null
record Difference(
        String fit,
        String parent,
        int version,
        int parentVersion,
        FitStatus status,
        FitStatus parentStatus,
        List<Parameter> parameters,
        List<Forecast> forecasts,
        @Nullable String reason,
        Runs runs,
        Warnings warnings) {

    /// @param group of a fit of each group alone, else null
    /// @param change after − before
    /// @param standardErrors the change in standard errors of the version before
    /// @param z how far beyond what the runs that came or went explain, about standard normal where
    ///   the law holds
    /// @param reason why there is no z, or null
    record Parameter(
            @Nullable String group,
            String name,
            String unit,
            @Nullable Double before,
            @Nullable Double after,
            @Nullable Double change,
            @Nullable Double standardErrors,
            @Nullable Double z,
            @Nullable String reason) {}

    /// @param change after − before, in the metric's unit
    /// @param relativeChange of |before|
    record Forecast(
            Map<String, Object> point,
            double level,
            Expected before,
            Expected after,
            double change,
            @Nullable Double relativeChange) {}

    record Expected(double mean, @Nullable Interval meanInterval) {}

    /// At most [#NAMED] of each; the totals count all.
    record Runs(
            List<Added> added,
            int addedTotal,
            List<String> dropped,
            int droppedTotal,
            List<Changed> changed,
            int changedTotal) {

        static final int NAMED = 100;
    }

    /// A run that the version before had not seen.
    ///
    /// @param predicted by the version before, null where it has no curve
    /// @param inside its interval for one new run
    /// @param influence how the estimates would move without it is what it moved them by; the runs
    ///   that were expected least have one
    record Added(
            String key,
            double measured,
            @Nullable Double predicted,
            @Nullable Interval newRunInterval,
            @Nullable Boolean inside,
            @Nullable Double extrapolationFactor,
            List<Influence> influence) {}

    /// @param change of the estimate because of the run
    /// @param standardErrors the same in standard errors of the version after
    record Influence(String parameter, double change, @Nullable Double standardErrors) {}

    /// A run that says something else than before.
    record Changed(String key, double measuredBefore, double measured) {}

    /// @param stayed how many hold in both versions
    record Warnings(List<Warning> appeared, List<Warning> gone, int stayed) {}
}
