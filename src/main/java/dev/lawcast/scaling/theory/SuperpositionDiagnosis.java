package dev.lawcast.scaling.theory;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// How a model packs n features into m dimensions, from its weights W (n × m; a row is a feature),
/// and what exponent of loss over width follows (Liu, Liu and Gore 2025, arXiv 2505.10465).
///
/// - φ½ = share of rows with |W_i| > ½: features that are represented
/// - mean squared overlap of rows of norm 1, Σ_{i≠j}(ŵ_i·ŵ_j)²/(n(n−1)); random directions have
///   1/m, and no set of n > m rows has less than κ²
/// - Welch's bound on the largest overlap, κ = √((n−m)/(m(n−1)))
///
/// Strong superposition (all features represented, overlaps near 1/m): loss ∝ m^−α with α ≈ 1 for
/// any flat enough spectrum, ≈ 2(a−1) for a strongly skewed one p_i ∝ i^−a. Weak (the frequent
/// features only): α = a−1.
///
/// ΣΣ(ŵ_i·ŵ_j)² = |ŴᵀŴ|²_F, so n·m² operations do.
///
/// @param phiHalf 0 to 1
/// @param meanSquaredOverlap over all rows longer than 1e−6; null with fewer than two of them
/// @param meanSquaredOverlapOfRepresented over the rows that φ½ counts; null with fewer than two
/// @param randomLevel 1/m
/// @param welchBound κ; 0 where n ≤ m
/// @param normQuantiles of the rows' norms: least, 25 %, median, 75 %, largest
/// @param reason in a sentence
/// @param expectedExponent in words
public record SuperpositionDiagnosis(
        int features,
        int width,
        double phiHalf,
        @Nullable Double meanSquaredOverlap,
        @Nullable Double meanSquaredOverlapOfRepresented,
        double randomLevel,
        double welchBound,
        List<Double> normQuantiles,
        Regime regime,
        String reason,
        String expectedExponent) {

    /// Where the weights stand.
    public enum Regime {
        STRONG,
        BETWEEN,
        WEAK,
        /// Not more represented features than dimensions.
        NONE,
        /// The weights do not tell.
        UNDETERMINED
    }

    public static final int MOST_WIDTH = 8192;

    private static final double NEARLY_ALL = .95;
    private static final double FEW = .5;
    private static final double NO_ROW = 1e-6;

    /// Above this multiple of 1/m, overlaps are not those of spread-out directions (measured strong
    /// models of width 5 to 80: .9 to 1.9).
    private static final double CROWDED = 2.5;

    public static SuperpositionDiagnosis of(Matrix w) {
        int n = w.rows();
        int m = w.columns();
        if (n < 2 || m > MOST_WIDTH) {
            throw new IllegalArgumentException(
                    "W has "
                            + n
                            + " rows and "
                            + m
                            + " columns; it needs at least 2 features in rows and at most "
                            + MOST_WIDTH
                            + " dimensions in columns. Maybe it is transposed.");
        }
        double[] norms = new double[n];
        int represented = 0;
        for (int i = 0; i < n; i++) {
            norms[i] = w.norm(i);
            represented += norms[i] > .5 ? 1 : 0;
        }
        double[] sorted = norms.clone();
        Arrays.sort(sorted);
        Double overlap = overlap(w, norms, NO_ROW);
        double phi = (double) represented / n;
        Finding finding = finding(n, m, represented, overlap, sorted);
        return new SuperpositionDiagnosis(
                n,
                m,
                phi,
                overlap,
                overlap(w, norms, .5),
                1. / m,
                n <= m ? 0 : Math.sqrt((n - m) / ((double) m * (n - 1))),
                List.of(
                        sorted[0],
                        sorted[(n - 1) / 4],
                        sorted[(n - 1) / 2],
                        sorted[3 * (n - 1) / 4],
                        sorted[n - 1]),
                finding.regime(),
                finding.reason(),
                expected(finding.regime()));
    }

    private record Finding(Regime regime, String reason) {}

    private static Finding finding(
            int n, int m, int represented, @Nullable Double overlap, double[] sorted) {
        double phi = (double) represented / n;
        if (n <= m) {
            return new Finding(
                    Regime.UNDETERMINED,
                    "There are not more features (%d) than dimensions (%d), so nothing needs to overlap. Maybe W is transposed."
                            .formatted(n, m));
        }
        if (overlap == null) {
            return new Finding(Regime.UNDETERMINED, "Fewer than two rows are longer than 1e-6.");
        }
        // φ½ takes the toy's scale for granted, where a represented feature has norm 1.
        double middle = sorted[(n - 1) / 2];
        if (sorted[n - 1] <= .5) {
            return new Finding(
                    Regime.UNDETERMINED,
                    "No row is longer than 1/2 (the longest: %.3g), so the rows are not on the scale where a represented feature has norm 1. Maybe W is to be divided by its typical row norm, %.3g."
                            .formatted(sorted[n - 1], middle));
        }
        if (sorted[0] > 2) {
            return new Finding(
                    Regime.UNDETERMINED,
                    "Every row is longer than 2 (the shortest: %.3g), so the rows are not on the scale where a represented feature has norm 1. Maybe W is to be divided by its typical row norm, %.3g."
                            .formatted(sorted[0], middle));
        }
        if (represented <= m) {
            return new Finding(
                    Regime.NONE,
                    "%d features are represented in %d dimensions, so none needs to share."
                            .formatted(represented, m));
        }
        if (phi >= NEARLY_ALL) {
            double ratio = overlap * m;
            return ratio <= CROWDED
                    ? new Finding(
                            Regime.STRONG,
                            "%.3g of the features are represented, and their mean squared overlap is %.3g of that of random directions."
                                    .formatted(phi, ratio))
                    : new Finding(
                            Regime.UNDETERMINED,
                            "%.3g of the features are represented, but their mean squared overlap is %.3g times that of random directions: they crowd in few of the dimensions."
                                    .formatted(phi, ratio));
        }
        return phi <= FEW
                ? new Finding(
                        Regime.WEAK,
                        "%.3g of the features are represented, %.3g times as many as there are dimensions."
                                .formatted(phi, (double) represented / m))
                : new Finding(
                        Regime.BETWEEN,
                        "%.3g of the features are represented: more than in weak superposition, fewer than in strong."
                                .formatted(phi));
    }

    private static String expected(Regime regime) {
        return switch (regime) {
            case STRONG ->
                    "alpha ≈ 1 in the width for any flat enough feature spectrum, ≈ 2(a − 1) where feature i has frequency ∝ i^−a with a large a";
            case WEAK, NONE -> "alpha = a − 1 in the width where feature i has frequency ∝ i^−a";
            case BETWEEN ->
                    "between a − 1 and 1 in the width where feature i has frequency ∝ i^−a; no single power law is to be expected";
            case UNDETERMINED -> "not determined";
        };
    }

    /// Over the rows longer than a bound.
    private static @Nullable Double overlap(Matrix w, double[] norms, double longer) {
        int m = w.columns();
        double[] gram = new double[m * m];
        double[] row = new double[m];
        double k = 0;
        for (int i = 0; i < w.rows(); i++) {
            if (norms[i] > longer) {
                k++;
                for (int a = 0; a < m; a++) {
                    row[a] = w.at(i, a) / norms[i];
                }
                for (int a = 0; a < m; a++) {
                    for (int b = 0; b < m; b++) {
                        gram[a * m + b] += row[a] * row[b];
                    }
                }
            }
        }
        if (k < 2) {
            return null;
        }
        double squares = 0;
        for (double g : gram) {
            squares += g * g;
        }
        return Math.max(0, (squares - k) / (k * (k - 1)));
    }
}
