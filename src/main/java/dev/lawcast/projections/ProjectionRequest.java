package dev.lawcast.projections;

import dev.lawcast.scaling.mixture.FirstStageForm;
import dev.lawcast.scaling.mixture.ProjectionSettings;
import dev.lawcast.scaling.mixture.SecondStage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What is to be projected, every default written out.
///
/// @param size name of the size variable
/// @param validation name of the validation sample, or null: no form with transport
/// @param revealedSizes ascending
/// @param form `auto`, `projektor` or a form's id
/// @param secondStage `auto` or a stage's id
/// @param groundCost `auto` or an id of [GroundCosts]
record ProjectionRequest(
        String metric,
        String size,
        @Nullable String validation,
        List<Double> revealedSizes,
        String form,
        String secondStage,
        String groundCost,
        @Nullable String where,
        double level,
        int replicates,
        long seed) {

    static final String AUTO = "auto";
    static final String PROJEKTOR = "projektor";

    ProjectionSettings settings() {
        List<FirstStageForm> forms =
                switch (form) {
                    case AUTO -> List.of(FirstStageForm.values());
                    case PROJEKTOR -> List.of();
                    default -> List.of(FirstStageForm.valueOf(form.toUpperCase(Locale.ROOT)));
                };
        SecondStage stage =
                secondStage.equals(AUTO)
                        ? null
                        : SecondStage.valueOf(secondStage.toUpperCase(Locale.ROOT));
        return new ProjectionSettings(revealedSizes, forms, stage, replicates, seed);
    }

    static List<String> forms() {
        var ids = new ArrayList<>(List.of(AUTO, PROJEKTOR));
        Arrays.stream(FirstStageForm.values()).forEach(form -> ids.add(form.id()));
        return ids;
    }

    static List<String> stages() {
        var ids = new ArrayList<>(List.of(AUTO));
        Arrays.stream(SecondStage.values()).forEach(stage -> ids.add(stage.id()));
        return ids;
    }
}
