package dev.lawcast.scaling.mixture;

import java.util.Arrays;
import java.util.List;

/// What a mixture may be.
///
/// @param sources names
/// @param lower smallest share of each source
/// @param upper largest share
/// @param available samples of each source that there are, ∞ where they may be repeated
/// @param price money per sample, NaN where there is none
public record Limits(
        List<String> sources, double[] lower, double[] upper, double[] available, double[] price) {

    /// No limits.
    public static Limits none(List<String> sources) {
        int k = sources.size();
        double[] one = new double[k];
        double[] infinite = new double[k];
        double[] unknown = new double[k];
        Arrays.fill(one, 1);
        Arrays.fill(infinite, Double.POSITIVE_INFINITY);
        Arrays.fill(unknown, Double.NaN);
        return new Limits(sources, new double[k], one, infinite, unknown);
    }

    /// Money per sample of a mixture.
    double price(double[] p) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] > 0 ? p[i] * price[i] : 0;
        }
        return sum;
    }

    /// Most samples of a mixture that there are.
    double available(double[] p) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < p.length; i++) {
            least = p[i] > 0 ? Math.min(least, available[i] / p[i]) : least;
        }
        return least;
    }

    /// The limits of shares with N samples.
    ///
    /// @throws IllegalArgumentException where no mixture is within them
    Limits at(double size) {
        double[] most = upper.clone();
        for (int i = 0; i < most.length; i++) {
            most[i] = Math.min(most[i], available[i] / size);
        }
        var limits = new Limits(sources, lower, most, available, price);
        limits.check(" with " + size + " samples");
        return limits;
    }

    /// @throws IllegalArgumentException where no mixture is within the limits of shares
    void check(String when) {
        for (int i = 0; i < lower.length; i++) {
            if (!(lower[i] <= upper[i])) {
                throw new IllegalArgumentException(
                        "The floor %s of source '%s' is above its largest share %s%s. Maybe its declared size is too small, or samples may be repeated."
                                .formatted(lower[i], sources.get(i), upper[i], when));
            }
        }
        double least = Arrays.stream(lower).sum();
        double most = Arrays.stream(upper).sum();
        if (least > 1 || most < 1) {
            throw new IllegalArgumentException(
                    least > 1
                            ? "The floors sum to %s, more than 1.".formatted(least)
                            : "The largest shares sum to %s%s, less than 1. Maybe the sources hold too few samples, or samples may be repeated."
                                    .formatted(most, when));
        }
    }

    boolean holds(double[] p) {
        for (int i = 0; i < p.length; i++) {
            if (p[i] < lower[i] - Simplex.SAME || p[i] > upper[i] + Simplex.SAME) {
                return false;
            }
        }
        return true;
    }
}
