package dev.lawcast.scaling.mixture;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is asked of a projection.
///
/// @param revealed sizes to fit, ascending, at least 1; runs of other sizes are left aside
/// @param forms to average; empty for the paper's form without ridge (`projektor`)
/// @param stage null for the choice by held-out sizes
/// @param replicates of the bootstrap
/// @param seed of the bootstrap
public record ProjectionSettings(
        List<Double> revealed,
        List<FirstStageForm> forms,
        @Nullable SecondStage stage,
        int replicates,
        long seed) {

    public static final int USUAL_REPLICATES = 200;

    public ProjectionSettings {
        revealed = List.copyOf(revealed);
        forms = List.copyOf(forms);
    }

    /// All forms, the stage by held-out sizes.
    public static ProjectionSettings auto(List<Double> revealed) {
        return new ProjectionSettings(
                revealed, List.of(FirstStageForm.values()), null, USUAL_REPLICATES, 1);
    }

    /// Both stages exactly as published (Kang et al. 2023).
    public static ProjectionSettings projektor(List<Double> revealed) {
        return new ProjectionSettings(
                revealed, List.of(), SecondStage.LOG_LINEAR, USUAL_REPLICATES, 1);
    }

    boolean isProjektor() {
        return forms.isEmpty();
    }
}
