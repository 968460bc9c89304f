package dev.lawcast.fits;

import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The rows that a fit uses, frozen when it is asked for.
///
/// @param fitted runs that the law is fitted to
/// @param heldOut runs that are predicted only
/// @param labels text of the law's label variable or of the groups, in the order of their codes
/// @param groups of a fit of each group alone: number among the labels of each fitted run, then of
///   each held-out one; empty else
/// @param warnings what the runs say of themselves
/// @param then what the second law of a chain needs, else null
/// @param leftOut runs that match the filter but lack something, with the reason
record Snapshot(
        Observations fitted,
        Observations heldOut,
        List<String> labels,
        int[] groups,
        List<LeftOut> leftOut,
        @Nullable SecondStage then,
        List<Warning> warnings) {

    Snapshot {
        // absent from fits of earlier versions
        labels = labels == null ? List.of() : labels;
        groups = groups == null ? new int[0] : groups;
        warnings = warnings == null ? List.of() : warnings;
    }

    /// @param fitted the first metric as the size, the second as the metric
    /// @param chained the first law's sizes, the second metric
    /// @param heldOut likewise, of the runs that are predicted only
    record SecondStage(Observations fitted, Observations chained, Observations heldOut) {}

    Snapshot with(SecondStage second) {
        return new Snapshot(fitted, heldOut, labels, groups, leftOut, second, warnings);
    }

    /// Rows of [#fitted] that each group has.
    int[][] fittedOfGroups() {
        return members(0, fitted.size());
    }

    /// Rows of [#heldOut] that each group has.
    int[][] heldOutOfGroups() {
        return members(fitted.size(), groups.length);
    }

    private int[][] members(int from, int to) {
        int[] sizes = new int[labels.size()];
        for (int i = from; i < to; i++) {
            sizes[groups[i]]++;
        }
        int[][] members = new int[sizes.length][];
        for (int g = 0; g < sizes.length; g++) {
            members[g] = new int[sizes[g]];
        }
        for (int i = to - 1; i >= from; i--) {
            int g = groups[i];
            members[g][--sizes[g]] = i - from;
        }
        return members;
    }

    /// @param runs keys of the first ones
    record LeftOut(String reason, int count, List<String> runs) {}
}
