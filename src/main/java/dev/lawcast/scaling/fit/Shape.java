package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitOutcome.WrongShape;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// Whether the metric falls with scale at all, before a falling law is bent through it.
///
/// For sizes in one variable the best falling sequence (isotonic regression) is compared with the
/// best sequence that falls and then rises, rises and then falls, or falls, rises and falls again
/// (double descent: Belkin et al. 2019, PNAS 116). What the second saves of the squares, in units
/// of the scatter, is the evidence: z = √((RSS↓ − RSS↓↑)/s²). The scatter s is that of replicates,
/// of a quadratic in ln x, or of points about their neighbours, so a noisy but falling series is
/// not refused.
///
/// @param refusal set when the evidence is strong and the rise is a tenth of the range or more
record Shape(@Nullable WrongShape refusal, List<Warning> warnings) {

    /// Chance of a false alarm per series, before the allowance for the search over turning points.
    private static final double ALARM = 1e-3;

    private static final double SEARCH_ALLOWANCE = 1;

    /// Likewise for two turning points.
    private static final double BUMP_ALLOWANCE = 2;

    /// Sizes beyond which two turning points are not searched: it takes squares of their number.
    private static final int MOST_FOR_BUMPS = 500;

    private static final double RISE_THAT_REFUSES = .1;
    private static final int FEWEST_SIZES = 4;
    private static final String BUMP = "double_descent";
    private static final int SERIES_THAT_SHARE = 3;
    private static final double MEDIAN_OF_CHI_SQUARE = .75; // per degree of freedom, for 2 to 3
    private static final int SAME = 8; // ulp between losses that are called the same

    static Shape of(ScalingLaw law, Observations data, FitSettings settings) {
        double[] y = data.y();
        double low = y.length == 0 ? 0 : y[indexOfExtreme(y, 1)];
        double high = y.length == 0 ? 0 : y[indexOfExtreme(y, -1)];
        if (y.length > 1 && high - low <= SAME * Math.ulp(high)) {
            return new Shape(
                    new WrongShape(
                            "constant",
                            "All %d runs have the same metric, %s. Maybe the column holds a default value."
                                    .formatted(y.length, Double.toString(high))),
                    List.of());
        }
        var warnings = new ArrayList<Warning>();
        ResidualSpace space = settings.objective().space();
        for (int j = 0; j < data.x().length; j++) {
            boolean size = law.variables().get(j).kind() == LawVariable.Kind.SIZE;
            if (!size || !Monotonicity.falls(law, settings, j)) {
                continue;
            }
            String variable = law.variables().get(j).name();
            if (data.x().length == 1 && risesThroughFewSizes(data)) {
                return new Shape(
                        new WrongShape(
                                "increasing",
                                "The metric rises with %s at each of the few sizes there are. Maybe it is an accuracy, or the columns are swapped."
                                        .formatted(variable)),
                        List.of());
            }
            var slices = slices(data.x(), j, y.length);
            List<Means> means = new ArrayList<>();
            for (int[] slice : slices) {
                means.add(Means.of(data, slice, j, space));
            }
            means = Means.pooled(means);
            for (int s = 0; s < slices.size(); s++) {
                int[] slice = slices.get(s);
                Finding finding = series(means.get(s), space);
                if (finding == null) {
                    continue;
                }
                String message = finding.message(variable);
                if (data.x().length == 1
                        && !finding.shape.equals(BUMP)
                        && finding.rise >= RISE_THAT_REFUSES) {
                    return new Shape(new WrongShape(finding.shape, message), List.of());
                }
                warnings.add(
                        WarningCode.NON_MONOTONE.warning(
                                message,
                                Arrays.stream(slice)
                                        .mapToObj(data.keys()::get)
                                        .limit(20)
                                        .toList()));
            }
            if (data.x().length > 1) {
                WrongShape rising = PartialTrend.rising(data, j, variable, space);
                if (rising != null) {
                    return new Shape(rising, List.of());
                }
            }
        }
        return new Shape(null, List.copyOf(warnings));
    }

    /// Two or three sizes leave no scatter to judge by: a falling law has nothing to say of means
    /// that only rise.
    private static boolean risesThroughFewSizes(Observations data) {
        if (distinct(data.x()[0], null) >= FEWEST_SIZES) {
            return false;
        }
        double[] sizes = Arrays.stream(data.x()[0]).distinct().sorted().toArray();
        if (sizes.length < 2) {
            return false;
        }
        double before = Double.NEGATIVE_INFINITY;
        for (double size : sizes) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < data.size(); i++) {
                if (data.x()[0][i] == size) {
                    sum += data.y()[i];
                    count++;
                }
            }
            if (!(sum / count > before)) {
                return false;
            }
            before = sum / count;
        }
        return true;
    }

    /// Runs that differ in variable j only, those with enough sizes.
    private static List<int[]> slices(double[][] x, int j, int runs) {
        if (x.length == 1) {
            int[] all = new int[runs];
            Arrays.setAll(all, i -> i);
            return distinct(x[j], all) >= FEWEST_SIZES ? List.of(all) : List.of();
        }
        var slices = new LinkedHashMap<List<Double>, List<Integer>>();
        for (int i = 0; i < runs; i++) {
            var others = new ArrayList<Double>();
            for (int k = 0; k < x.length; k++) {
                if (k != j) {
                    others.add(x[k][i]);
                }
            }
            slices.computeIfAbsent(others, k -> new ArrayList<>()).add(i);
        }
        return slices.values().stream()
                .map(s -> s.stream().mapToInt(Integer::intValue).toArray())
                .filter(s -> distinct(x[j], s) >= FEWEST_SIZES)
                .toList();
    }

    /// How many distinct values there are, counted up to [#FEWEST_SIZES].
    ///
    /// @param rows null for all
    private static int distinct(double[] values, int @Nullable [] rows) {
        double[] seen = new double[FEWEST_SIZES];
        int count = 0;
        int n = rows == null ? values.length : rows.length;
        for (int i = 0; i < n && count < FEWEST_SIZES; i++) {
            double value = values[rows == null ? i : rows[i]];
            int k = 0;
            while (k < count && Double.compare(seen[k], value) != 0) {
                k++;
            }
            if (k == count) {
                seen[count++] = value;
            }
        }
        return count;
    }

    /// @param z evidence against falling
    /// @param rise share of the range of the means
    private record Finding(
            String shape, double z, double rise, double from, double to, double turn) {

        String message(String variable) {
            return switch (shape) {
                case "increasing" ->
                        "The metric rises with %s, from %.4g to %.4g (%.1f standard deviations of the scatter). Maybe it is an accuracy, or the columns are swapped."
                                .formatted(variable, from, to, z);
                case BUMP ->
                        "The metric falls, rises with %s from about %.4g to about %.4g (by %.0f %% of its range, %.1f standard deviations of the scatter), then falls again."
                                .formatted(variable, from, to, 100 * rise, z);
                case "u_shaped" ->
                        "The metric falls, then rises with %s from about %.4g on (by %.0f %% of its range, %.1f standard deviations of the scatter)."
                                .formatted(variable, turn, 100 * rise, z);
                default ->
                        "The metric rises, then falls with %s from about %.4g on (by %.0f %% of its range, %.1f standard deviations of the scatter)."
                                .formatted(variable, turn, 100 * rise, z);
            };
        }
    }

    private static @Nullable Finding series(Means means, ResidualSpace space) {
        int n = means.y.length;
        double[] down = Isotonic.fallingPrefixes(means.y, means.weight);
        double falling = down[n];
        double least = Math.min(SEARCH_ALLOWANCE, BUMP_ALLOWANCE);
        if (means.z(falling) < least + means.quantile(1 - ALARM)) {
            return null; // nothing can save more than all
        }
        double[] negated = Arrays.stream(means.y).map(v -> -v).toArray();
        double[] up = Isotonic.risingSuffixes(means.y, means.weight);
        double[] upFirst = Isotonic.fallingPrefixes(negated, means.weight);
        double[] downLast = Isotonic.risingSuffixes(negated, means.weight);
        int valley = 0;
        int peak = 0;
        for (int k = 0; k <= n; k++) {
            if (down[k] + up[k] < down[valley] + up[valley]) {
                valley = k;
            }
            if (upFirst[k] + downLast[k] < upFirst[peak] + downLast[peak]) {
                peak = k;
            }
        }
        double valleySquares = down[valley] + up[valley];
        double peakSquares = upFirst[peak] + downLast[peak];
        boolean isValley = valleySquares <= peakSquares;
        double saved = falling - Math.min(valleySquares, peakSquares);
        double z = means.z(saved);
        Finding bump = bump(means, down, downLast, Math.max(0, saved));
        if (bump != null || z < SEARCH_ALLOWANCE + means.quantile(1 - ALARM)) {
            return bump;
        }
        int lowest = indexOfExtreme(means.y, 1);
        int highest = indexOfExtreme(means.y, -1);
        double range = means.y[highest] - means.y[lowest];
        double first = means.y[0];
        double last = means.y[n - 1];
        double rise = isValley ? last - means.y[lowest] : means.y[highest] - first;
        double fall = isValley ? first - means.y[lowest] : means.y[highest] - last;
        boolean increasing = fall < RISE_THAT_REFUSES * rise;
        return new Finding(
                increasing ? "increasing" : isValley ? "u_shaped" : "inverted_u",
                z,
                rise / range,
                space.metric(first),
                space.metric(last),
                Math.exp(means.u[isValley ? lowest : highest]));
    }

    /// A rise between two falls that one turning point does not explain as well; null where there
    /// is none, or where it ends above where it began.
    ///
    /// @param down squares about the best falling sequence of each prefix
    /// @param downAgain likewise of each suffix
    /// @param saved by one turning point
    private static @Nullable Finding bump(
            Means means, double[] down, double[] downAgain, double saved) {
        int n = means.y.length;
        if (n > MOST_FOR_BUMPS) {
            return null;
        }
        double falling = down[n];
        double least = Double.POSITIVE_INFINITY;
        int from = 0;
        int to = 0;
        for (int end = 2; end < n; end++) {
            double[] rising =
                    Isotonic.risingSuffixes(
                            Arrays.copyOf(means.y, end), Arrays.copyOf(means.weight, end));
            for (int begin = 1; begin < end - 1; begin++) {
                double squares = down[begin] + rising[begin] + downAgain[end];
                if (squares < least) {
                    least = squares;
                    from = begin;
                    to = end;
                }
            }
        }
        double z = means.z(falling - least);
        double enough = BUMP_ALLOWANCE + means.quantile(1 - ALARM);
        // and over one turning point: as much again as that one must show
        if (!(z >= enough) || means.z(falling - least - saved) < enough) {
            return null;
        }
        double low = Math.min(means.y[from - 1], means.y[from]);
        double high = Math.max(means.y[to - 1], means.y[to]);
        double range = means.y[indexOfExtreme(means.y, -1)] - means.y[indexOfExtreme(means.y, 1)];
        return means.y[n - 1] >= means.y[0] || !(high > low)
                ? null
                : new Finding(
                        BUMP,
                        z,
                        (high - low) / range,
                        Math.exp(means.u[from]),
                        Math.exp(means.u[to - 1]),
                        Math.exp(means.u[from]));
    }

    private static int indexOfExtreme(double[] values, int sign) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (sign * values[i] < sign * values[best]) {
                best = i;
            }
        }
        return best;
    }

    /// Means per size, in order of size.
    ///
    /// @param u ln size
    /// @param weight runs of that size
    /// @param variance of one run about its mean
    private record Means(double[] u, double[] y, double[] weight, double variance, double freedom) {

        static Means of(Observations data, int[] slice, int j, ResidualSpace space) {
            int[] sorted = inOrder(slice, data.x()[j]);
            double[] u = new double[sorted.length];
            double[] y = new double[sorted.length];
            double[] weight = new double[sorted.length];
            int n = 0;
            double pure = 0;
            for (int a = 0; a < sorted.length; ) {
                int b = a;
                double sum = 0;
                double size = data.x()[j][sorted[a]];
                while (b < sorted.length && data.x()[j][sorted[b]] == size) {
                    sum += metric(data, sorted[b], space);
                    b++;
                }
                double mean = sum / (b - a);
                for (int i = a; i < b; i++) {
                    double d = metric(data, sorted[i], space) - mean;
                    pure += d * d;
                }
                u[n] = Math.log(size);
                y[n] = mean;
                weight[n++] = b - a;
                a = b;
            }
            return estimate(
                    Arrays.copyOf(u, n),
                    Arrays.copyOf(y, n),
                    Arrays.copyOf(weight, n),
                    pure,
                    sorted.length - n);
        }

        /// Rows by size, those of one size as they come.
        private static int[] inOrder(int[] rows, double[] size) {
            boolean sorted = true;
            for (int k = 1; k < rows.length && sorted; k++) {
                sorted = Double.compare(size[rows[k - 1]], size[rows[k]]) <= 0;
            }
            return sorted
                    ? rows
                    : Arrays.stream(rows)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> size[i]))
                            .mapToInt(Integer::intValue)
                            .toArray();
        }

        /// Several short series share one scatter: the median of theirs, which a single bent one
        /// does not move.
        static List<Means> pooled(List<Means> all) {
            if (all.size() < SERIES_THAT_SHARE) {
                return all;
            }
            double[] variances = all.stream().mapToDouble(Means::variance).sorted().toArray();
            double shared = variances[variances.length / 2] / MEDIAN_OF_CHI_SQUARE;
            double freedom = all.stream().mapToDouble(Means::freedom).sum() / 2;
            return all.stream()
                    .map(m -> new Means(m.u, m.y, m.weight, shared, Math.max(m.freedom, freedom)))
                    .toList();
        }

        /// The replicates' scatter alone would call every small departure a turn, so it counts only
        /// where it is not smaller than that of the means.
        private static Means estimate(
                double[] u, double[] y, double[] weight, double pure, int pureFreedom) {
            int n = u.length;
            double neighbours = 0;
            for (int i = 1; i < n - 1; i++) {
                double share = (u[i + 1] - u[i]) / (u[i + 1] - u[i - 1]);
                double d = y[i] - share * y[i - 1] - (1 - share) * y[i + 1];
                double variance =
                        1 / weight[i]
                                + share * share / weight[i - 1]
                                + (1 - share) * (1 - share) / weight[i + 1];
                neighbours += d * d / variance;
            }
            neighbours /= n - 2;
            double neighboursFreedom = Math.max(1, 2.0 / 3 * (n - 2));
            double quadratic = Polynomial.residualSquares(u, y, weight, 2) / (n - 3);
            boolean smooth = quadratic < neighbours;
            double variance = smooth ? quadratic : neighbours;
            double freedom = smooth ? n - 3 : neighboursFreedom;
            if (pureFreedom > 0 && pure / pureFreedom > variance) {
                return new Means(u, y, weight, pure / pureFreedom, pureFreedom);
            }
            return new Means(u, y, weight, variance, freedom);
        }

        /// Squares that are saved, in standard deviations.
        double z(double saved) {
            return Math.sqrt(Math.max(0, saved) / Math.max(variance, 1e-300));
        }

        double quantile(double p) {
            return StudentT.quantile(freedom, p);
        }

        private static double metric(Observations data, int i, ResidualSpace space) {
            return space.of(data.y()[i]);
        }
    }
}
