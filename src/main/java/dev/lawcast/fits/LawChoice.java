package dev.lawcast.fits;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.TiedLaw;
import dev.lawcast.scaling.select.EnsembleLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// From what a request says of its law to the law.
final class LawChoice {

    private LawChoice() {}

    /// Stands for the laws of one size before one is chosen: it has their variable.
    private static final ScalingLaw OF_ONE_SIZE =
            LawCatalogue.find("power_law_constant").orElseThrow();

    /// @param id in the catalogue, [FitRequest#CUSTOM], [FitRequest#AUTO], or that of an ensemble
    /// @param tied parameters that groups share, null or empty where no groups share any
    /// @param labels in the order of their codes; empty before they are known
    static ScalingLaw law(
            String id,
            @Nullable CustomLaw custom,
            int pieces,
            @Nullable List<String> tied,
            List<String> labels) {
        ScalingLaw base =
                custom == null
                        ? catalogued(id)
                                .orElseThrow(() ->
                                        new IllegalStateException("The catalogue has no law " + id))
                        : custom.law();
        if (tied == null || tied.isEmpty()) {
            return base.in(new LawForm(pieces, hasLabels(base) ? labels : List.of()));
        }
        List<String> groups = labels.isEmpty() ? List.of(FitRequest.RUN_GROUP) : labels;
        return new TiedLaw(base.in(new LawForm(pieces, List.of())), tied, groups);
    }

    private static Optional<ScalingLaw> catalogued(String id) {
        return id.equals(FitRequest.AUTO)
                ? Optional.of(OF_ONE_SIZE)
                : LawCatalogue.find(id)
                        .or(() -> EnsembleLaw.find(id, LawCatalogue::find).map(law -> law));
    }

    /// Whether the law itself has parameters for each label.
    static boolean hasLabels(ScalingLaw law) {
        return law.variables().stream().anyMatch(v -> v.kind() == LawVariable.Kind.LABEL);
    }
}
