package dev.lawcast.projections;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.scaling.mixture.Simplex;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Numbers by the names of sources.
final class MixtureReader {

    private MixtureReader() {}

    /// The mixture `{source name: share}`, absent sources 0.
    ///
    /// @param divided receives where the sum is so far from 1 that its division is worth a note
    static double[] mixture(
            JsonBody body, String field, List<String> sources, List<String> divided) {
        if (!body.has(field)) {
            body.missing(field);
        }
        double[] shares = values(body, field, sources, 0, 0, 1 + Simplex.LARGEST_DEVIATION);
        double deviation = Simplex.deviation(shares);
        if (body.has(field) && deviation > Simplex.LARGEST_DEVIATION) {
            body.fail(
                    field,
                    null,
                    ErrorCode.MIXTURE_SUM,
                    "The shares add up to "
                            + Arrays.stream(shares).sum()
                            + ", must add up to 1 within "
                            + Simplex.LARGEST_DEVIATION
                            + ". Maybe they are percentages, or a source is missing.");
        } else if (deviation > Simplex.NOTED_DEVIATION) {
            divided.add(body.pointerTo(field));
        }
        return shares;
    }

    /// One note for all mixtures of a request.
    static List<String> note(List<String> divided) {
        if (divided.isEmpty()) {
            return List.of();
        }
        String more = divided.size() == 1 ? "" : " and %d more".formatted(divided.size() - 1);
        return List.of(
                "The shares of " + divided.getFirst() + more + " were divided by their sum.");
    }

    /// Values by source, `otherwise` for those that are not named.
    static double[] values(
            JsonBody body,
            String field,
            List<String> sources,
            double otherwise,
            double least,
            double most) {
        double[] values = new double[sources.size()];
        Arrays.fill(values, otherwise);
        @Nullable JsonBody given = body.object(field);
        if (given == null) {
            return values;
        }
        for (Map.Entry<String, Double> entry : given.numbers().entrySet()) {
            int source = sources.indexOf(entry.getKey());
            double value = entry.getValue();
            if (source < 0) {
                given.fail(
                        entry.getKey(),
                        null,
                        ErrorCode.UNKNOWN_NAME,
                        "The projection has no source '"
                                + InputError.cut(entry.getKey())
                                + "'; it has "
                                + String.join(", ", sources)
                                + "."
                                + Suggestion.didYouMean(entry.getKey(), sources));
            } else if (!(value >= least && value <= most)) {
                given.fail(
                        entry.getKey(),
                        String.valueOf(value),
                        ErrorCode.OUT_OF_RANGE,
                        "The value of '%s' is %s, must be from %s to %s."
                                .formatted(entry.getKey(), value, least, most));
            } else {
                values[source] = value;
            }
        }
        return values;
    }

    static Map<String, Double> named(List<String> sources, double[] values) {
        var named = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            named.put(sources.get(i), values[i]);
        }
        return named;
    }
}
