package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitOutcome.InvalidObservations;
import dev.lawcast.scaling.fit.FitOutcome.InvalidValue;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

/// What must hold before anything is fitted: misuse throws, bad values are named point by point.
final class Checks {

    private static final int NAMED = 100;

    private Checks() {}

    static void settings(ScalingLaw law, FitSettings settings) {
        var names = new HashSet<String>();
        law.parameters().forEach(p -> names.add(p.name()));
        settings.fixed().keySet().forEach(n -> requireParameter(law, names, n, "fixed"));
        settings.bounds().keySet().forEach(n -> requireParameter(law, names, n, "bounds"));
        settings.starts()
                .forEach(s -> s.keySet().forEach(n -> requireParameter(law, names, n, "starts")));
        require(
                settings.level() > 0 && settings.level() < 1,
                () -> "level is " + settings.level() + ", must be within (0, 1)");
        require(
                settings.bootstrap().replicates() >= 0,
                () ->
                        "bootstrap replicates is "
                                + settings.bootstrap().replicates()
                                + ", must be >= 0");
        require(
                settings.threads() >= 1,
                () -> "threads is " + settings.threads() + ", must be >= 1");
        require(
                settings.priors().isEmpty()
                        || settings.objective().loss() instanceof ResidualLoss.Squared,
                () ->
                        "priors go with squared residuals; a robust loss does not say what they weigh");
        settings.priors()
                .forEach((n, prior) -> {
                    requireParameter(law, names, n, "priors");
                    require(
                            Double.isFinite(prior.mean())
                                    && prior.standardDeviation() > 0
                                    && Double.isFinite(prior.standardDeviation()),
                            () ->
                                    "the prior of %s has mean %s and standard deviation %s, must be finite and > 0"
                                            .formatted(n, prior.mean(), prior.standardDeviation()));
                });
    }

    /// Whether the data are what the law and the settings ask for, whatever their values.
    static void data(ScalingLaw law, Observations data, FitSettings settings) {
        require(
                data.x().length == law.variables().size(),
                () ->
                        "Law '%s' has %d variables, the data have %d"
                                .formatted(law.id(), law.variables().size(), data.x().length));
        for (double[] column : data.x()) {
            require(
                    column.length == data.size(),
                    () ->
                            "A variable has %d values for %d runs"
                                    .formatted(column.length, data.size()));
        }
        require(
                data.keys().size() == data.size(),
                () -> "%d keys for %d runs".formatted(data.keys().size(), data.size()));
        require(
                data.clusters() == null || data.clusters().size() == data.size(),
                () -> "the number of clusters is not that of the runs");
        require(
                settings.noise() != FitSettings.Noise.KNOWN || data.standardErrors() != null,
                () -> "noise is known, but the runs have no standard errors");
    }

    private static void requireParameter(
            ScalingLaw law, HashSet<String> names, String name, String where) {
        require(
                names.contains(name),
                () ->
                        "Law '%s' has no parameter '%s' (in %s). It has %s"
                                .formatted(
                                        law.id(),
                                        name,
                                        where,
                                        law.parameters().stream().map(p -> p.name()).toList()));
    }

    private static void require(boolean condition, Supplier<String> message) {
        if (!condition) {
            throw new IllegalArgumentException(message.get());
        }
    }

    /// Values no fit can use, or null when there are none.
    static @Nullable InvalidObservations values(
            ScalingLaw law, Observations data, FitSettings settings) {
        var invalid = new ArrayList<InvalidValue>();
        ResidualSpace space = settings.objective().space();
        double[] errors = data.standardErrors();
        double[] weights = data.weights();
        for (int i = 0; i < data.size(); i++) {
            String key = data.keys().get(i);
            for (int j = 0; j < data.x().length; j++) {
                LawVariable variable = law.variables().get(j);
                double value = data.x()[j][i];
                if (!variable.kind().takes(value)) {
                    invalid.add(
                            new InvalidValue(
                                    key,
                                    variable.name(),
                                    Double.toString(value),
                                    variable.kind().rule()));
                }
            }
            double metric = data.y()[i];
            if (!space.takes(metric)) {
                invalid.add(new InvalidValue(key, "metric", Double.toString(metric), space.rule()));
            }
            if (errors != null && settings.noise() == FitSettings.Noise.KNOWN) {
                check(invalid, key, "standard_error", errors[i], true, "must be finite and > 0");
            }
            if (weights != null) {
                check(invalid, key, "weight", weights[i], true, "must be finite and > 0");
            }
        }
        if (invalid.isEmpty()) {
            return null;
        }
        InvalidValue first = invalid.getFirst();
        return new InvalidObservations(
                List.copyOf(invalid.subList(0, Math.min(NAMED, invalid.size()))),
                invalid.size(),
                "The run '%s' has %s %s: %s. %s"
                        .formatted(
                                first.key(),
                                first.variable(),
                                first.value(),
                                first.reason(),
                                invalid.size() == 1
                                        ? "Maybe the column is wrong or the run crashed."
                                        : "%d values cannot be used.".formatted(invalid.size())));
    }

    private static void check(
            List<InvalidValue> invalid,
            String key,
            String variable,
            double value,
            boolean positive,
            String rule) {
        if (!Double.isFinite(value) || (positive && value <= 0)) {
            invalid.add(new InvalidValue(key, variable, Double.toString(value), rule));
        }
    }
}
