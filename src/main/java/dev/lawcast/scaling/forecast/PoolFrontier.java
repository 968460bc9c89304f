package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.law.PoolLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// How much to filter at which compute: pools sorted by their utility b, and for every number of
/// samples the nested union of the best pools with the lowest metric. Few samples are best spent on
/// the best pool alone; many would repeat it too often.
///
/// Goyal et al. 2024, *Scaling Laws for Data Filtering*, arXiv 2404.07177.
///
/// @param unions nested, the best pool alone first
/// @param choices one per number of samples asked for, in that order
/// @param switches where a larger union takes over, between the smallest and the largest number of
///   samples asked for
public record PoolFrontier(
        List<Union> unions, List<Choice> choices, List<Switch> switches, List<Warning> warnings) {

    /// Fewer draws say little of probabilities.
    private static final int FEWEST_DRAWS = 50;

    private static final int SWEEP = 65;
    private static final int HALVINGS = 40;

    /// @param uniqueSamples of all its pools
    /// @param floor of the metric, however long one trains
    public record Union(
            List<String> pools,
            double uniqueSamples,
            double floor,
            @Nullable Interval floorInterval) {}

    /// @param union position of the best among the unions
    /// @param epochs how often it is seen
    /// @param metrics expected of each union
    /// @param probabilities that each union is the best, from the draws; empty with too few
    public record Choice(
            double samples,
            int union,
            double epochs,
            double metric,
            @Nullable Interval interval,
            List<Double> metrics,
            List<Double> probabilities,
            Extrapolation extrapolation) {}

    /// @param samples from which on union `to` beats union `from`
    public record Switch(int from, int to, double samples, @Nullable Interval interval) {}

    /// The cheapest way to a value of the metric.
    ///
    /// @param union position of the union that needs the fewest samples; null where none reaches it
    /// @param targets of each union
    public record Reach(@Nullable Integer union, List<Target> targets, @Nullable String reason) {}

    /// @param unique distinct samples of each pool that may be used, by name; all the same
    /// @param samples numbers of samples, each finite and > 0, at least one
    /// @throws IllegalArgumentException for a law without pools, a pool that was not fitted, and
    ///   pools of different sizes, for which the rule of unions is not known to hold
    public static PoolFrontier of(
            FittedLaw fitted, Map<String, Double> unique, double[] samples, double level) {
        Requirements.level(level);
        var work = new Work(fitted, unique, level);
        for (double n : samples) {
            Requirements.positive("samples", n);
        }
        double from = Arrays.stream(samples).min().orElseThrow();
        double to = Arrays.stream(samples).max().orElseThrow();
        var choices = Arrays.stream(samples).mapToObj(work::choice).toList();
        return new PoolFrontier(
                work.unions(),
                choices,
                work.switches(from, to),
                Extrapolation.warnings(choices.stream().map(Choice::extrapolation).toList()));
    }

    /// @param value of the metric that is wanted
    /// @throws IllegalArgumentException as [#of]
    public static Reach reaching(
            FittedLaw fitted, Map<String, Double> unique, double value, double level) {
        Requirements.level(level);
        return new Work(fitted, unique, level).reach(value);
    }

    private static final class Work {

        final FittedLaw fitted;
        final double level;
        final String[] pools;
        final double each;

        /// Code of the union of the first m + 1 pools.
        final double[] codes;

        Work(FittedLaw fitted, Map<String, Double> unique, double level) {
            this.fitted = fitted;
            this.level = level;
            if (!(fitted.law() instanceof PoolLaw law)) {
                throw new IllegalArgumentException(
                        "Law '%s' says nothing of pools of data".formatted(fitted.law().id()));
            }
            each = size(unique);
            var utility = new HashMap<String, Double>();
            for (String pool : unique.keySet()) {
                int at = law.pools().indexOf(pool);
                if (at < 0) {
                    throw new IllegalArgumentException(
                            "The pool '%s' was not fitted. There are %s"
                                    .formatted(pool, law.pools()));
                }
                utility.put(pool, fitted.estimate()[law.utility(at)]);
            }
            pools =
                    unique.keySet().stream()
                            .sorted(
                                    Comparator.<String>comparingDouble(utility::get)
                                            .thenComparing(Comparator.naturalOrder()))
                            .toArray(String[]::new);
            codes = new double[pools.length];
            double sum = 0;
            for (int m = 0; m < pools.length; m++) {
                sum += Math.scalb(1, law.pools().indexOf(pools[m]));
                codes[m] = sum;
            }
        }

        private static double size(Map<String, Double> unique) {
            if (unique.isEmpty()) {
                throw new IllegalArgumentException("There are no pools to choose from");
            }
            var first = unique.entrySet().iterator().next();
            for (var pool : unique.entrySet()) {
                Requirements.positive("unique samples of '" + pool.getKey() + "'", pool.getValue());
                if (!pool.getValue().equals(first.getValue())) {
                    throw new IllegalArgumentException(
                            "The pools '%s' (%s distinct samples) and '%s' (%s) differ in size: the rule for unions is known for equal pools only. Maybe cut the larger one, or compare them alone."
                                    .formatted(
                                            first.getKey(),
                                            first.getValue(),
                                            pool.getKey(),
                                            pool.getValue()));
                }
            }
            return first.getValue();
        }

        double[] point(double n, int m) {
            return new double[] {n, each * (m + 1), codes[m]};
        }

        double metric(double[] p, double n, int m) {
            return fitted.law().value(p, point(n, m));
        }

        int best(double[] p, double n) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int m = 0; m < codes.length; m++) {
                double y = metric(p, n, m);
                if (y < least) {
                    least = y;
                    best = m;
                }
            }
            return best;
        }

        List<Union> unions() {
            var unions = new ArrayList<Union>();
            for (int m = 0; m < codes.length; m++) {
                double[] x = point(each, m);
                Spread floors =
                        Spread.of(fitted, p -> fitted.law().limit(PoolLaw.SAMPLES, p, x), level);
                unions.add(
                        new Union(
                                List.of(Arrays.copyOf(pools, m + 1)),
                                each * (m + 1),
                                fitted.law().limit(PoolLaw.SAMPLES, fitted.estimate(), x),
                                floors == null ? null : floors.interval(level)));
            }
            return List.copyOf(unions);
        }

        Choice choice(double n) {
            int best = best(fitted.estimate(), n);
            Spread spread = Spread.of(fitted, p -> metric(p, n, best), level);
            var metrics = new ArrayList<Double>();
            for (int m = 0; m < codes.length; m++) {
                metrics.add(metric(fitted.estimate(), n, m));
            }
            return new Choice(
                    n,
                    best,
                    n / (each * (best + 1)),
                    metrics.get(best),
                    spread == null ? null : spread.interval(level),
                    List.copyOf(metrics),
                    probabilities(n),
                    Extrapolation.of(fitted, point(n, best)));
        }

        private List<Double> probabilities(double n) {
            double[][] draws = fitted.draws();
            if (draws.length < FEWEST_DRAWS) {
                return List.of();
            }
            double[] won = new double[codes.length];
            for (double[] draw : draws) {
                won[best(draw, n)]++;
            }
            return DoubleStream.of(won).mapToObj(w -> w / draws.length).toList();
        }

        List<Switch> switches(double from, double to) {
            var switches = new ArrayList<Switch>();
            int now = best(fitted.estimate(), from);
            for (int k = 1; k < SWEEP; k++) {
                int next = best(fitted.estimate(), at(from, to, k));
                if (next > now) {
                    int larger = next;
                    Spread spread = Spread.of(fitted, p -> takesOver(p, larger, from, to), level);
                    switches.add(
                            new Switch(
                                    now,
                                    next,
                                    takesOver(fitted.estimate(), next, from, to),
                                    spread == null ? null : spread.interval(level)));
                    now = next;
                }
            }
            return List.copyOf(switches);
        }

        /// The least number of samples from which on union m or a larger one is best; `from` where
        /// it always is, ∞ where it never is.
        private double takesOver(double[] p, int m, double from, double to) {
            double before = from;
            for (int k = 0; k < SWEEP; k++) {
                double n = at(from, to, k);
                if (best(p, n) >= m) {
                    return k == 0 ? from : between(p, m, before, n);
                }
                before = n;
            }
            return Double.POSITIVE_INFINITY;
        }

        private double between(double[] p, int m, double below, double above) {
            double low = below;
            double high = above;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = Math.sqrt(low * high);
                if (best(p, middle) >= m) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return high;
        }

        private static double at(double from, double to, int k) {
            return from * Math.pow(to / from, k / (SWEEP - 1.0));
        }

        Reach reach(double value) {
            var targets = new ArrayList<Target>();
            Integer best = null;
            double least = Double.POSITIVE_INFINITY;
            double floor = Double.POSITIVE_INFINITY;
            for (int m = 0; m < codes.length; m++) {
                double[] x = point(each, m);
                Target target =
                        Targets.solve(
                                fitted, value, "n", Map.of("U", x[1], "pool", codes[m]), level);
                targets.add(target);
                floor = Math.min(floor, target.floor());
                Double n = target.solution();
                if (n != null && n < least) {
                    least = n;
                    best = m;
                }
            }
            return new Reach(
                    best,
                    List.copyOf(targets),
                    best != null
                            ? null
                            : "%.6g is below %.6g, the least that repetition leaves of any union of these pools however long one trains. More distinct samples are needed, or better ones."
                                    .formatted(value, floor));
        }
    }
}
