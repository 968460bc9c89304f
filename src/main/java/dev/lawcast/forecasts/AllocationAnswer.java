package dev.lawcast.forecasts;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.forecast.Allocation;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answer of `POST /fits/{id}/allocations`.
///
/// @param determined whether the data say how to split; if not, `reason` says why and the values
///   are null
/// @param budget what it is of → how much
/// @param cost `k` of C = k·N·D, or what a unit of each size costs
/// @param allocation by the experiment's names
/// @param exponents how each size grows with the budget C, as C^value
/// @param metric expected at the optimum, null where not determined
/// @param prefactorRatio of the share that was asked about; null where none was
/// @param doubling change of the metric when the budget is doubled, null where not determined
record AllocationAnswer(
        String fit,
        Map<String, Double> budget,
        Map<String, Double> cost,
        double level,
        boolean determined,
        @Nullable String reason,
        Map<String, Share> allocation,
        Map<String, Share> exponents,
        @Nullable Named ratio,
        @Nullable Named metric,
        @Nullable Named doubling,
        @Nullable Named prefactorRatio,
        ForecastAnswer.@Nullable Distance extrapolation,
        List<Warning> warnings) {

    record Share(@Nullable Double value, @Nullable Interval interval) {}

    record Named(String name, double value, @Nullable Interval interval) {}

    static AllocationAnswer of(
            String fit,
            String metric,
            double level,
            Questions.Spending spending,
            Allocation split,
            LawPoints points) {
        var shares = new LinkedHashMap<String, Share>();
        split.variables()
                .forEach(
                        v -> shares.put(points.name(v.name()), new Share(v.value(), v.interval())));
        var exponents = new LinkedHashMap<String, Share>();
        split.exponents()
                .forEach(e ->
                        exponents.put(
                                points.name(e.variable()), new Share(e.value(), e.interval())));
        var extrapolation = split.extrapolation();
        return new AllocationAnswer(
                fit,
                spending.budget(),
                spending.cost(),
                level,
                split.determined(),
                points.said(split.reason()),
                shares,
                exponents,
                named(split.ratio(), null),
                named(split.metric(), metric),
                named(split.doubling(), metric),
                named(split.prefactorRatio(), null),
                extrapolation == null ? null : ForecastAnswer.Distance.of(extrapolation, points),
                points.said(split.warnings()));
    }

    private static @Nullable Named named(
            Allocation.@Nullable Quantity quantity, @Nullable String name) {
        return quantity == null
                ? null
                : new Named(
                        name == null ? quantity.name() : name,
                        quantity.value(),
                        quantity.interval());
    }
}
