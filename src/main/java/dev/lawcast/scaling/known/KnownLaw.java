package dev.lawcast.scaling.known;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A law with published constants, in base units: parameters, tokens, FLOP, whatever the paper
/// counted in.
///
/// @param id stable name in the API
/// @param law in the form that the constants need
/// @param labels of the law's label variable, in the order of their codes
/// @param constants in the order of the law's parameters
/// @param axes in the order of the law's variables
/// @param published the curve as the paper writes it, in the paper's own units
/// @param source paper, and the table of it
/// @param note what a reader must know besides, or null
public record KnownLaw(
        String id,
        String title,
        ScalingLaw law,
        List<String> labels,
        List<Constant> constants,
        Metric metric,
        List<Axis> axes,
        String published,
        String source,
        @Nullable String note) {

    /// @param standardError as published, null where none is
    public record Constant(String name, double value, @Nullable Double standardError) {}

    /// @param unit of the metric
    /// @param minimized whether less is better; null for what is no metric but an amount, such as
    ///   the best model size
    public record Metric(String name, String unit, @Nullable Boolean minimized) {}

    /// A variable of the law as this study measured it.
    ///
    /// @param name the role that an experiment's variable has, such as `parameters`
    /// @param lower smallest value the constants come from, null where the source states none
    /// @param upper largest
    public record Axis(String name, String unit, @Nullable Double lower, @Nullable Double upper) {

        boolean ranged() {
            return lower != null && upper != null;
        }
    }

    public KnownLaw {
        labels = List.copyOf(labels);
        constants = List.copyOf(constants);
        axes = List.copyOf(axes);
        List<String> names = law.parameters().stream().map(p -> p.name()).toList();
        if (!names.equals(constants.stream().map(Constant::name).toList())) {
            throw new IllegalArgumentException(
                    "Known law '%s' has the constants %s, law '%s' wants %s"
                            .formatted(id, constants, law.id(), names));
        }
        if (axes.size() != law.variables().size()) {
            throw new IllegalArgumentException(
                    "Known law '%s' describes %d variables, law '%s' has %d"
                            .formatted(id, axes.size(), law.id(), law.variables().size()));
        }
    }

    /// Whether the source says for which sizes the constants hold.
    public boolean ranged() {
        return axes.stream().allMatch(axis -> axis.ranged() || axis.unit().equals("label"));
    }

    /// Why forecasts have no interval.
    public String withoutIntervals() {
        return constants.stream().anyMatch(c -> c.standardError() != null)
                ? "The source gives standard errors of single constants but not how they move together, without which no interval of the curve follows."
                : "The source gives no errors of the constants.";
    }

    /// The curve for forecasts: nothing of it was estimated here, so it has no draws.
    public FittedLaw fitted() {
        return new FittedLaw(
                law,
                constants.stream().mapToDouble(Constant::value).toArray(),
                new double[0][],
                null,
                law.defaultObjective(),
                new FittedLaw.NoiseModel(0, 0, false, new double[0]),
                new FittedLaw.DataSpan(
                        axes.stream().mapToDouble(a -> limit(a.lower())).toArray(),
                        axes.stream().mapToDouble(a -> limit(a.upper())).toArray(),
                        null),
                0,
                0,
                List.of());
    }

    private static double limit(@Nullable Double limit) {
        return limit == null ? Double.NaN : limit;
    }
}
