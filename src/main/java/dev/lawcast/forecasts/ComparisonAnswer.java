package dev.lawcast.forecasts;

import com.fasterxml.jackson.annotation.JsonProperty;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The answer of `POST /comparisons`.
///
/// @param draws how the draws of the two curves go together
/// @param drawsReason what that means
/// @param along variable along which crossings are looked for, null where that is not clear
/// @param given the other variables
/// @param from first value looked at
/// @param crossing the first one, null with the reason
/// @param at difference at single points
record ComparisonAnswer(
        Curve a,
        Curve b,
        double level,
        String draws,
        String drawsReason,
        @Nullable String along,
        Map<String, Object> given,
        @Nullable Double from,
        @Nullable Double to,
        @Nullable Crossing crossing,
        List<Crossing> crossings,
        @Nullable String crossingReason,
        List<At> at,
        List<Warning> warnings) {

    /// @param given what the question fixes for this curve alone
    record Curve(
            @Nullable String fit,
            @Nullable String knownLaw,
            Map<String, Object> given,
            String metric,
            @Nullable String unit,
            @Nullable String direction) {

        static Curve of(ComparedCurve curve) {
            return new Curve(
                    curve.fit(),
                    curve.knownLaw(),
                    curve.given(),
                    curve.metric(),
                    curve.unit(),
                    curve.direction());
        }
    }

    /// @param interval null where the doubt of a curve is not known; an open side is null
    /// @param betterBelow which curve is better at smaller values; null where neither direction is
    ///   better
    record Crossing(
            double value,
            @Nullable Interval interval,
            @Nullable String betterBelow,
            @Nullable String betterAbove,
            Distances extrapolation) {}

    record Distances(ForecastAnswer.@Nullable Distance a, ForecastAnswer.@Nullable Distance b) {}

    /// @param difference a − b
    /// @param reason why there is no interval or no probability, or null
    record At(
            Map<String, Object> point,
            @Nullable Double a,
            @Nullable Double b,
            @Nullable Double difference,
            @Nullable Interval differenceInterval,
            @JsonProperty("probability_a_beats_b") @Nullable Double probability,
            @Nullable String reason,
            Distances extrapolation) {}
}
