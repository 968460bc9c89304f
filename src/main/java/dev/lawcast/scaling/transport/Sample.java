package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

/// Points, and their classes where these are known.
///
/// @param labels a code of the class of each point, or null
public record Sample(Features features, int @Nullable [] labels) {

    /// @throws IllegalArgumentException where there is not one label for each point
    public Sample {
        if (labels != null && labels.length != features.rows()) {
            throw new IllegalArgumentException(
                    "There are "
                            + labels.length
                            + " labels for "
                            + features.rows()
                            + " points. Each point needs one.");
        }
    }

    /// Without labels.
    public Sample(Features features) {
        this(features, null);
    }

    int size() {
        return features.rows();
    }
}
