package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What the expected metric of one curve is above that of another, at one point.
///
/// The means â and b̂ deviate as in a forecast ([Spread], stretched by [Widening]); their
/// difference is taken draw by draw, or, where the draws know nothing of each other, over a lattice
/// of pairs: the quantile (k + ½)/n of one with the quantile frac(k·φ) of the other, φ the golden
/// ratio.
///
/// @param a expected metric of the first curve
/// @param b of the second
/// @param interval of a − b; null where the doubt of a curve is not known, or both are exact
/// @param probabilityBelow that a − b < 0: the share of the draws; null likewise
public record Difference(
        double a, double b, @Nullable Interval interval, @Nullable Double probabilityBelow) {

    private static final int LATTICE = 4096;
    private static final double GOLDEN = .5 * (Math.sqrt(5) - 1);

    public double value() {
        return a - b;
    }

    /// @param at where, in the variables of the first law
    /// @param bt the same place in those of the second
    static Difference of(
            Contender a, double[] at, Contender b, double[] bt, Pairing pairing, double level) {
        double estimateA = a.fitted().value(at);
        double estimateB = b.fitted().value(bt);
        double[] differences = differences(a, at, b, bt, pairing, level);
        if (differences.length == 0) {
            return new Difference(estimateA, estimateB, null, null);
        }
        Arrays.sort(differences);
        double below = 0;
        for (double d : differences) {
            below += d < 0 ? 1 : d == 0 ? .5 : 0;
        }
        return new Difference(
                estimateA,
                estimateB,
                Interval.of(
                        quantile(differences, (1 - level) / 2),
                        quantile(differences, (1 + level) / 2),
                        level),
                below / differences.length);
    }

    private static double[] differences(
            Contender a, double[] at, Contender b, double[] bt, Pairing pairing, double level) {
        double[] one = means(a, at, pairing, level);
        double[] other = means(b, bt, pairing, level);
        if (pairing == Pairing.BOTH_EXACT || one.length == 0 || other.length == 0) {
            return new double[0];
        }
        if (pairing == Pairing.PAIRED && one.length == other.length) {
            Arrays.setAll(one, i -> one[i] - other[i]);
            return one;
        }
        Arrays.sort(one);
        Arrays.sort(other);
        double[] differences = new double[LATTICE];
        for (int k = 0; k < LATTICE; k++) {
            double turn = (k + .5) * GOLDEN;
            int i = (int) ((k + .5) / LATTICE * one.length);
            int j = (int) ((turn - Math.floor(turn)) * other.length);
            differences[k] = one[i] - other[j];
        }
        return differences;
    }

    /// The mean at each draw, in the order of the draws where they are to be paired; empty where
    /// nothing is known of its doubt.
    private static double[] means(Contender contender, double[] x, Pairing pairing, double level) {
        var fitted = contender.fitted();
        if (contender.exact()) {
            return new double[] {fitted.value(x)};
        }
        Spread spread = Spread.ofMetric(fitted, x, level);
        if (spread == null) {
            return new double[0];
        }
        double wider = wider(contender, spread, x, level);
        double[] means = new double[spread.deviations().length];
        boolean inOrder = pairing == Pairing.PAIRED && spread.ranks().length == means.length;
        for (int i = 0; i < means.length; i++) {
            double d = inOrder ? spread.deviation(i) : spread.deviations()[i];
            means[i] = spread.at(wider * d);
        }
        return means;
    }

    private static double wider(Contender contender, Spread spread, double[] x, double level) {
        Widening widening = contender.widening();
        if (widening == null) {
            return 1;
        }
        double estimate = spread.estimate();
        ResidualSpace scale = widening.scale(estimate, contender.fitted());
        double least =
                widening.halfWidth(Extrapolation.of(contender.fitted(), x).factor(), level)
                        * widening.slope(estimate, scale);
        Double by = Widened.of(estimate, spread.interval(level), null, least, scale).by();
        return by == null ? 1 : by;
    }

    private static double quantile(double[] sorted, double p) {
        double position = Math.clamp(p * (sorted.length + 1) - 1, 0, sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        double share = position - below;
        return share == 0 || sorted[below] == sorted[above]
                ? sorted[below]
                : sorted[below] * (1 - share) + sorted[above] * share;
    }
}
