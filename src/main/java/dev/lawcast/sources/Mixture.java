package dev.lawcast.sources;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;

import java.util.List;
import java.util.Map;

/// Shares of sources that add up to 1.
///
/// @param given sum of the shares as they were given
record Mixture(List<String> names, double[] shares, double given) {

    private static final int MOST_SOURCES = 50;
    private static final double LARGEST_ERROR = 5e-3; // shares come rounded: .333 three times
    private static final double WORTH_TELLING = 1e-4;

    /// Reads `{source name: share}`; errors go into the body's.
    static Mixture read(JsonBody body, String field) {
        JsonBody object = body.object(field);
        if (object == null) {
            if (!body.has(field)) {
                body.missing(field);
            }
            return new Mixture(List.of(), new double[0], 1);
        }
        Map<String, Double> shares = object.numbers();
        if (shares.size() > MOST_SOURCES) {
            body.fail(
                    field,
                    null,
                    ErrorCode.TOO_LONG,
                    "'" + field + "' has more than " + MOST_SOURCES + " sources.");
        }
        double sum = 0;
        for (var share : shares.entrySet()) {
            if (!(share.getValue() >= 0 && share.getValue() <= 1 + LARGEST_ERROR)) {
                object.fail(
                        share.getKey(),
                        share.getValue().toString(),
                        ErrorCode.OUT_OF_RANGE,
                        "The share of '"
                                + share.getKey()
                                + "' is "
                                + share.getValue()
                                + ", must be from 0 to 1.");
            }
            sum += share.getValue();
        }
        if (!(Math.abs(sum - 1) <= LARGEST_ERROR)) {
            body.fail(
                    field,
                    String.valueOf(sum),
                    ErrorCode.MIXTURE_SUM,
                    "The shares add up to "
                            + sum
                            + ", must add up to 1 within "
                            + LARGEST_ERROR
                            + ". Maybe they are percentages, or a source is missing.");
        }
        double total = sum;
        return new Mixture(
                List.copyOf(shares.keySet()),
                shares.values().stream().mapToDouble(share -> share / total).toArray(),
                sum);
    }

    /// What was done to the shares, where it is worth telling.
    List<String> notes() {
        return Math.abs(given - 1) > WORTH_TELLING
                ? List.of("The shares added up to " + given + " and were divided by that.")
                : List.of();
    }
}
