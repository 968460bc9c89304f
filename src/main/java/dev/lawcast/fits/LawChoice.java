package dev.lawcast.fits;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.TiedLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// From what a request says of its law to the law.
final class LawChoice {

    private LawChoice() {}

    /// @param id in the catalogue, or [FitRequest#CUSTOM]
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
                        ? LawCatalogue.find(id)
                                .orElseThrow(() ->
                                        new IllegalStateException("The catalogue has no law " + id))
                        : custom.law();
        if (tied == null || tied.isEmpty()) {
            return base.in(new LawForm(pieces, hasLabels(base) ? labels : List.of()));
        }
        List<String> groups = labels.isEmpty() ? List.of(FitRequest.RUN_GROUP) : labels;
        return new TiedLaw(base.in(new LawForm(pieces, List.of())), tied, groups);
    }

    /// Whether the law itself has parameters for each label.
    static boolean hasLabels(ScalingLaw law) {
        return law.variables().stream().anyMatch(v -> v.kind() == LawVariable.Kind.LABEL);
    }
}
