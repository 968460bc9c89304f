package dev.lawcast.scaling.select;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Unit;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.GroupFits;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.forecast.Widening;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.Sizes;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// What the forecasts would have been off by: the law is fitted to the runs below each cut-off and
/// forecasts the runs above, beside three baselines that know the same runs.
///
/// Intervals are those of a new run, from the curvature of each fit (no bootstrap), widened by what
/// the cut-offs before had shown: nothing above a cut-off is used for its forecasts.
///
/// @param cutoffs from small to large; empty where there are too few sizes to hold some out
/// @param law the law's, or the weighted laws', errors; null without cut-offs
/// @param baselines `last_value` (the metric of the largest run), `power_law` and `log_linear` in
///   the scale that is cut off
/// @param widening of forecasts beyond all runs; null with fewer than two cut-offs
/// @param level of the intervals
public record Backtest(
        List<Cutoff> cutoffs,
        @Nullable Score law,
        List<Score> baselines,
        @Nullable Widening widening,
        double level) {

    /// @param above the largest scale that was fitted: one size, or the product of several
    /// @param fitted runs at or below it
    /// @param heldOut runs above it
    /// @param meanAbsoluteRelativeError of the law; null where it could not be fitted
    public record Cutoff(
            double above, int fitted, int heldOut, @Nullable Double meanAbsoluteRelativeError) {}

    /// @param id of the law or baseline
    /// @param byFactor by how far the run lies above those that were fitted; only ranges with runs
    public record Score(String id, Accuracy all, List<AtFactor> byFactor) {}

    /// Forecasts from `from` (exclusive; inclusive where 1) to `to` times the largest fitted size.
    ///
    /// @param to null: no limit
    public record AtFactor(double from, @Nullable Double to, Accuracy accuracy) {}

    /// @param forecasts one per cut-off and run above it
    /// @param meanAbsoluteRelativeError mean of |forecast − measured|/|measured|
    /// @param meanRelativeError mean of (forecast − measured)/|measured|: above 0 where forecasts
    ///   are too high
    /// @param coverage share of runs within the interval; null where there are none
    public record Accuracy(
            int forecasts,
            double meanAbsoluteRelativeError,
            double meanRelativeError,
            @Nullable Double coverage) {}

    private static final double[] FACTORS = {1, 2, 4, 8, 16};

    /// @param candidates one law, or those that `auto` weighs
    /// @param sizes the variables of the runs that are sizes, at least one
    /// @param level of the intervals
    public static Backtest of(
            List<Candidate> candidates,
            int[] sizes,
            Observations data,
            FitSettings settings,
            double level,
            Progress progress) {
        FitSettings quick = settings.with(new FitSettings.Bootstrap(0, Unit.RUN, 1));
        var selection = Selection.of(candidates, sizes, data, quick, progress);
        return new Run(selection, data, quick, level, progress).backtest();
    }

    /// The new-run interval of a fit without draws: ± √(max(t²·g·V·g, h²) + t²·s²) about its mean,
    /// in the space of the objective, g the derivatives of the mean, V the parameters' covariance,
    /// s the scatter of runs, h the widening.
    private record Quick(
            FittedLaw fitted, int[] columns, @Nullable Widening widening, double level) {

        @Nullable Boolean holds(Observations data, int row, double factor) {
            var noise = fitted.noise();
            if (!noise.known() && !(noise.degreesOfFreedom() > 0)) {
                return null;
            }
            double[][] x = new double[columns.length][];
            Arrays.setAll(x, j -> new double[] {data.x()[columns[j]][row]});
            int n = fitted.estimate().length;
            double[] value = new double[1];
            double[][] g = new double[n][1];
            fitted.law().evaluate(fitted.estimate(), Sizes.of(x, 1), value, g);
            ResidualSpace space = fitted.objective().space();
            double[][] covariance = Objects.requireNonNull(fitted.covariance());
            double variance = 0;
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    variance += g[a][0] * covariance[a][b] * g[b][0];
                }
            }
            double error = Math.sqrt(Math.max(0, variance)) * space.slope(value[0]);
            double t =
                    noise.known()
                            ? new NormalDistribution().inverseCumulativeProbability((1 + level) / 2)
                            : new TDistribution(noise.degreesOfFreedom())
                                    .inverseCumulativeProbability((1 + level) / 2);
            double least = widening == null ? 0 : widening.halfWidth(factor, level);
            if (widening != null) {
                least *= widening.slope(value[0], space);
            }
            double half =
                    Math.hypot(
                            Math.max(t * error, least),
                            t * noise.standardDeviation() * noise.factor(value[0]));
            double y = data.y()[row];
            double off = space.of(y) - space.of(value[0]);
            return Double.isFinite(half) ? Math.abs(off) <= half : null;
        }
    }

    /// A forecast of one run; the interval null where there is none.
    private record Error(double factor, double relative, @Nullable Boolean inside) {}

    private record Run(
            Selection selection,
            Observations data,
            FitSettings settings,
            double level,
            Progress progress) {

        Backtest backtest() {
            Ladder ladder = selection.ladder;
            var cutoffs = new ArrayList<Cutoff>();
            var law = new ArrayList<Error>();
            List<List<Error>> baselines =
                    List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int c = 0; c < ladder.cutoffs.length && !progress.cancelled(); c++) {
                int below = ladder.below(c);
                List<Error> here = law(c);
                law.addAll(here);
                var naive = Baselines.of(ladder, below);
                errors(below, naive::lastValue, baselines.get(0));
                errors(below, naive::powerLaw, baselines.get(1));
                errors(below, naive::logLinear, baselines.get(2));
                cutoffs.add(
                        new Cutoff(
                                ladder.scale[below - 1],
                                ladder.rows[below],
                                data.size() - ladder.rows[below],
                                here.isEmpty() ? null : accuracy(here).meanAbsoluteRelativeError));
            }
            String id =
                    selection.candidates.size() == 1
                            ? selection.candidates.getFirst().name()
                            : "auto";
            var scores = new ArrayList<Score>();
            List<String> names = List.of("last_value", "power_law", "log_linear");
            for (int b = 0; b < names.size(); b++) {
                if (!baselines.get(b).isEmpty()) {
                    scores.add(score(names.get(b), baselines.get(b)));
                }
            }
            return new Backtest(
                    List.copyOf(cutoffs),
                    law.isEmpty() ? null : score(id, law),
                    List.copyOf(scores),
                    selection.widening(),
                    level);
        }

        /// Errors of the law below cut-off c.
        private List<Error> law(int c) {
            Ladder ladder = selection.ladder;
            double[] weights = selection.weighing.weights(c);
            FittedLaw fitted = fitted(c, weights);
            Quick band =
                    fitted == null
                            ? null
                            : new Quick(fitted, columns(fitted), selection.widening(c), level);
            var errors = new ArrayList<Error>();
            for (int i = 0; i < data.size(); i++) {
                int k = ladder.pointOf[i];
                double level =
                        k < ladder.below(c) ? Double.NaN : selection.predicted(weights, c, k);
                double measured = data.y()[i];
                if (Double.isNaN(level) || measured == 0) {
                    continue;
                }
                double predicted = ladder.logarithmic ? Math.exp(level) : level;
                double factor = ladder.factor(k, ladder.below(c));
                errors.add(
                        new Error(
                                factor,
                                (predicted - measured) / Math.abs(measured),
                                band == null ? null : band.holds(data, i, factor)));
            }
            return errors;
        }

        private int[] columns(FittedLaw fitted) {
            return fitted.law() instanceof EnsembleLaw
                    ? IntStream.range(0, fitted.law().variables().size()).toArray()
                    : selection.candidates.stream()
                            .filter(m -> m.law() == fitted.law())
                            .findFirst()
                            .orElseThrow()
                            .columns();
        }

        private @Nullable FittedLaw fitted(int c, double[] weights) {
            int[] rows =
                    IntStream.range(0, data.size())
                            .filter(i -> selection.ladder.pointOf[i] < selection.ladder.below(c))
                            .toArray();
            Observations part = data.rows(rows);
            var members = new ArrayList<FittedLaw>();
            var columns = new ArrayList<int[]>();
            var shares = new ArrayList<Double>();
            for (int m = 0; m < weights.length; m++) {
                if (weights[m] < Selection.SMALLEST_SHARE) {
                    continue;
                }
                Candidate candidate = selection.candidates.get(m);
                FitOutcome outcome =
                        GroupFits.fit(
                                        candidate.law(),
                                        List.of(candidate.read(part)),
                                        candidate.settings(settings),
                                        progress.quiet())
                                .getFirst();
                FittedLaw fitted =
                        outcome instanceof FitOutcome.Converged found ? found.fitted() : null;
                if (fitted != null && fitted.covariance() != null) {
                    members.add(fitted);
                    columns.add(candidate.columns());
                    shares.add(weights[m]);
                }
            }
            double total = shares.stream().mapToDouble(Double::doubleValue).sum();
            return switch (members.size()) {
                case 0 -> null;
                case 1 -> members.getFirst();
                default ->
                        Ensemble.of(
                                members,
                                columns,
                                shares.stream().mapToDouble(s -> s / total).toArray(),
                                part,
                                settings);
            };
        }

        private interface Baseline {
            /// NaN where it says nothing.
            double at(double scale);
        }

        private void errors(int below, Baseline baseline, List<Error> into) {
            Ladder ladder = selection.ladder;
            for (int i = 0; i < data.size(); i++) {
                int k = ladder.pointOf[i];
                double measured = data.y()[i];
                double predicted = k < below ? Double.NaN : baseline.at(ladder.scale[k]);
                if (!Double.isNaN(predicted) && measured != 0) {
                    into.add(
                            new Error(
                                    ladder.factor(k, below),
                                    (predicted - measured) / Math.abs(measured),
                                    null));
                }
            }
        }

        private static Score score(String id, List<Error> errors) {
            var byFactor = new ArrayList<AtFactor>();
            for (int b = 0; b < FACTORS.length; b++) {
                double from = FACTORS[b];
                double to = b + 1 < FACTORS.length ? FACTORS[b + 1] : Double.POSITIVE_INFINITY;
                boolean first = b == 0;
                var within =
                        errors.stream()
                                .filter(e -> (e.factor > from || first) && e.factor <= to)
                                .toList();
                if (!within.isEmpty()) {
                    byFactor.add(
                            new AtFactor(
                                    from, Double.isInfinite(to) ? null : to, accuracy(within)));
                }
            }
            return new Score(id, accuracy(errors), List.copyOf(byFactor));
        }

        private static Accuracy accuracy(List<Error> errors) {
            var judged = errors.stream().filter(e -> e.inside != null).toList();
            return new Accuracy(
                    errors.size(),
                    errors.stream().mapToDouble(e -> Math.abs(e.relative)).average().orElseThrow(),
                    errors.stream().mapToDouble(Error::relative).average().orElseThrow(),
                    judged.isEmpty()
                            ? null
                            : (double)
                                            judged.stream()
                                                    .filter(e -> Boolean.TRUE.equals(e.inside))
                                                    .count()
                                    / judged.size());
        }
    }
}
