package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Reads `priors` of a request for a fit.
final class PriorReader {

    private PriorReader() {}

    /// Priors by parameter; what is wrong is left in the body's errors.
    static Map<String, FitRequest.PriorChoice> read(ScalingLaw law, JsonBody body) {
        var priors = new LinkedHashMap<String, FitRequest.PriorChoice>();
        JsonBody given = body.object("priors");
        if (given == null) {
            return priors;
        }
        JsonBody fixed = body.object("fixed");
        for (String name : given.names()) {
            if (fixed != null && fixed.has(name)) {
                given.fail(
                        name,
                        null,
                        ErrorCode.DUPLICATE,
                        "'" + name + "' is fixed and has a prior; it can have one of the two.");
            }
            LawParameter parameter = FitRequestReader.parameter(law, given, name);
            JsonBody prior = given.object(name);
            if (parameter != null && prior != null) {
                FitRequest.PriorChoice choice = one(name, prior);
                if (choice != null) {
                    priors.put(name, choice);
                }
            }
        }
        return priors;
    }

    private static FitRequest.@Nullable PriorChoice one(String name, JsonBody prior) {
        prior.allow("mean", "standard_error", "logarithmic");
        Double mean = required(prior, "mean");
        Double error = required(prior, "standard_error");
        boolean logarithmic = Boolean.TRUE.equals(prior.flag("logarithmic"));
        if (error != null && !(error > 0)) {
            prior.fail(
                    "standard_error",
                    error.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'standard_error' of the prior of '%s' is %s, must be > 0; to hold it at a value use 'fixed'."
                            .formatted(name, error));
        }
        if (mean != null && logarithmic && !(mean > 0)) {
            prior.fail(
                    "mean",
                    mean.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'mean' of the prior of '%s' is %s, must be > 0 where the prior is logarithmic."
                            .formatted(name, mean));
        }
        return mean == null || error == null
                ? null
                : new FitRequest.PriorChoice(mean, error, logarithmic);
    }

    private static @Nullable Double required(JsonBody given, String field) {
        Double value = given.number(field);
        if (value == null && !given.has(field)) {
            given.missing(field);
        }
        return value;
    }

    /// Refuses priors beside a loss that does not say what they weigh.
    static void checkLoss(JsonBody body, FitRequest request) {
        if (!request.priors().isEmpty() && !request.objective().loss().equals("squared")) {
            body.fail(
                    "priors",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "Priors go with squared residuals; the loss %s does not say what they weigh. Add \"objective\": {\"loss\": \"squared\"}."
                            .formatted(request.objective().loss()));
        }
    }
}
