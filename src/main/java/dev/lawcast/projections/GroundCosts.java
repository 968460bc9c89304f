package dev.lawcast.projections;

import dev.lawcast.scaling.transport.FeatureScales;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.Sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The ground costs that a projection may name. `auto` compares by score: those without standard
/// deviations, and those with them where a few features hold nearly all of the variance; those with
/// labels where all samples have some.
enum GroundCosts {
    SQUARED_EUCLIDEAN(false, false),
    SQUARED_EUCLIDEAN_AND_LABELS(false, true),
    STANDARDIZED(true, false),
    STANDARDIZED_AND_LABELS(true, true);

    static final String AUTO = "auto";

    private final boolean standardized;
    private final boolean labels;

    GroundCosts(boolean standardized, boolean labels) {
        this.standardized = standardized;
        this.labels = labels;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    GroundCost cost() {
        return new GroundCost(standardized, labels ? null : Double.valueOf(0));
    }

    static List<String> ids() {
        var ids = new ArrayList<>(List.of(AUTO));
        Arrays.stream(values()).forEach(each -> ids.add(each.id()));
        return ids;
    }

    /// @param asked `auto` or an id
    static List<GroundCosts> of(String asked, List<Sample> samples) {
        if (!asked.equals(AUTO)) {
            return List.of(valueOf(asked.toUpperCase(Locale.ROOT)));
        }
        boolean labelled = samples.stream().allMatch(sample -> sample.labels() != null);
        boolean lopsided = FeatureScales.lopsided(samples);
        return Arrays.stream(values())
                .filter(each -> (labelled || !each.labels) && (lopsided || !each.standardized))
                .toList();
    }
}
