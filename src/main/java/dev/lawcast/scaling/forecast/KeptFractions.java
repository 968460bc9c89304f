package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.PruningEmpirical;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// How much of a data set to keep: of T examples in all, the fraction f with the lowest L(f·T, f)
/// among those that were tried.
///
/// Sorscher et al. 2022, *Beyond neural scaling laws: beating power law scaling via data pruning*,
/// arXiv 2206.14486.
///
/// @param fractions that were tried, ascending
/// @param choices one per size asked for, in that order
public record KeptFractions(List<Double> fractions, List<Choice> choices, List<Warning> warnings) {

    /// Fewer draws say little of probabilities.
    private static final int FEWEST_DRAWS = 50;

    /// @param total examples before pruning
    /// @param keepFraction the best
    /// @param kept examples that are left
    /// @param metrics expected of each fraction
    /// @param probabilities that each fraction is the best, from the draws; empty with too few
    public record Choice(
            double total,
            double keepFraction,
            double kept,
            double metric,
            @Nullable Interval interval,
            List<Double> metrics,
            List<Double> probabilities,
            Extrapolation extrapolation) {}

    /// @param total examples before pruning, each finite and > 0, at least one
    /// @throws IllegalArgumentException for a law without kept fractions, and for labels that are
    ///   no fractions, naming the first
    public static KeptFractions of(FittedLaw fitted, double[] total, double level) {
        Requirements.level(level);
        for (double t : total) {
            Requirements.positive("samples", t);
        }
        var work = new Work(fitted, level);
        var choices = Arrays.stream(total).mapToObj(work::choice).toList();
        return new KeptFractions(
                DoubleStream.of(work.fractions).boxed().toList(),
                choices,
                Extrapolation.warnings(choices.stream().map(Choice::extrapolation).toList()));
    }

    private static final class Work {

        final FittedLaw fitted;
        final double level;
        final double[] fractions;
        final double[] codes;

        Work(FittedLaw fitted, double level) {
            this.fitted = fitted;
            this.level = level;
            if (!(fitted.law() instanceof PruningEmpirical law)) {
                throw new IllegalArgumentException(
                        "Law '%s' says nothing of kept fractions".formatted(fitted.law().id()));
            }
            List<String> labels = law.fractions();
            fractions = labels.stream().mapToDouble(Work::fraction).sorted().toArray();
            codes = new double[fractions.length];
            for (int k = 0; k < codes.length; k++) {
                for (int j = 0; j < codes.length; j++) {
                    if (fraction(labels.get(j)) == fractions[k]) {
                        codes[k] = LawForm.code(j);
                    }
                }
            }
        }

        private static double fraction(String label) {
            double value;
            try {
                value = Double.parseDouble(label);
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
            if (!(value > 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        "'%s' is no fraction within (0, 1], so that it is not known how many examples it keeps. Maybe give the variable the role keep_fraction."
                                .formatted(label));
            }
            return value;
        }

        private double[] point(double total, int k) {
            return new double[] {fractions[k] * total, codes[k]};
        }

        private double metric(double[] p, double total, int k) {
            return fitted.law().value(p, point(total, k));
        }

        private int best(double[] p, double total) {
            int best = 0;
            for (int k = 1; k < fractions.length; k++) {
                if (metric(p, total, k) < metric(p, total, best)) {
                    best = k;
                }
            }
            return best;
        }

        Choice choice(double total) {
            int best = best(fitted.estimate(), total);
            Spread spread = Spread.of(fitted, p -> metric(p, total, best), level);
            var metrics = new ArrayList<Double>();
            for (int k = 0; k < fractions.length; k++) {
                metrics.add(metric(fitted.estimate(), total, k));
            }
            return new Choice(
                    total,
                    fractions[best],
                    fractions[best] * total,
                    metrics.get(best),
                    spread == null ? null : spread.interval(level),
                    List.copyOf(metrics),
                    probabilities(total),
                    Extrapolation.of(fitted, point(total, best)));
        }

        private List<Double> probabilities(double total) {
            double[][] draws = fitted.draws();
            if (draws.length < FEWEST_DRAWS) {
                return List.of();
            }
            double[] won = new double[fractions.length];
            for (double[] draw : draws) {
                won[best(draw, total)]++;
            }
            return DoubleStream.of(won).mapToObj(w -> w / draws.length).toList();
        }
    }
}
