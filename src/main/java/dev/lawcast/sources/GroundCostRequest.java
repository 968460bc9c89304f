package dev.lawcast.sources;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.Sample;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// The fields of a question that say what moving a point costs.
final class GroundCostRequest {

    private static final String BALANCED = "balanced";
    private static final double LARGEST_WEIGHT = 1e12;

    private GroundCostRequest() {}

    /// @param standardized whether features were divided by their standard deviations
    /// @param labelWeight λ as it was used
    record View(boolean standardized, double labelWeight) {}

    /// Squared Euclidean on the features as they are, where nothing else is said.
    static GroundCost read(JsonBody body) {
        Boolean standardized = body.flag("standardized");
        return new GroundCost(standardized != null && standardized, weight(body));
    }

    private static @Nullable Double weight(JsonBody body) {
        JsonNode given = body.field("label_weight");
        if (given != null && given.isString() && given.stringValue().equals(BALANCED)) {
            return null;
        }
        Double weight = body.number("label_weight");
        if (weight != null && !(weight >= 0 && weight <= LARGEST_WEIGHT)) {
            body.fail(
                    "label_weight",
                    weight.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'label_weight' is "
                            + weight
                            + ", must be from 0 to "
                            + LARGEST_WEIGHT
                            + ", or 'balanced'.");
            return 0.0;
        }
        return weight == null ? 0.0 : weight;
    }

    static Sample sample(LabelledSample sample) {
        return new Sample(
                new Features(sample.rows(), sample.columns(), sample.features()), sample.labels());
    }
}
