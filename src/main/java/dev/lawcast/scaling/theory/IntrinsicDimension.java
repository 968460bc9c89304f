package dev.lawcast.scaling.theory;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/// The dimension d of the surface that features lie on, by three estimators, and the exponent of a
/// resolution-limited scaling law that it implies, α ≈ 4/d (Sharma & Kaplan 2020; Bahri et al.
/// 2021, arXiv 2102.06701: α ≳ 4/d).
///
/// With T_j the distance of a point to its j-th nearest of n points:
///
/// - maximum likelihood (Levina & Bickel 2004), with the means of MacKay & Ghahramani 2005: 1/d =
///   mean over points of Σ_{j<k} ln(T_k/T_j)/(k−1); beside it Levina and Bickel's own mean of the
///   points' (k−2)/Σ ln(T_k/T_j)
/// - two nearest neighbours (Facco et al. 2017): d = n/Σ ln(T_2/T_1)
/// - slope: mean ln T_1 falls as −ln(n)/d when the points are thinned out to halves, quarters …
///
/// Points that stand twice are counted once: their distance 0 says nothing of the surface. Standard
/// errors take points as independent; as neighbours share them they are a little too small, and say
/// nothing of curvature, noise or of too few points for a high dimension, which bias all three.
public final class IntrinsicDimension {

    public static final int LEAST_POINTS = 50;
    public static final int MOST_POINTS = 20_000;

    /// Most n²·columns.
    public static final double MOST_WORK = 2.1e11;

    public static final int NEIGHBOURS = 10;

    private static final int MOST_LEVELS = 6;
    private static final int LEAST_PART = 32;

    private IntrinsicDimension() {}

    /// @param dimension d
    /// @param standardError of d
    /// @param impliedExponent 4/d
    public record Estimate(double dimension, double standardError, double impliedExponent) {

        /// Null where the nearest distances are all equal, which leaves no dimension.
        static @Nullable Estimate of(double dimension, double standardError) {
            return dimension > 0
                            && Double.isFinite(dimension)
                            && Double.isFinite(standardError)
                            && dimension < 1e9
                    ? new Estimate(dimension, standardError, 4 / dimension)
                    : null;
        }
    }

    /// @param points distinct rows, which the estimates rest on
    /// @param columns coordinates of a row
    /// @param duplicates rows left out for an equal one stands before them
    /// @param neighbours k of the maximum likelihood estimate
    /// @param maximumLikelihood with MacKay and Ghahramani's mean
    /// @param levinaBickel with Levina and Bickel's mean
    /// @param notes what makes the estimates doubtful, in sentences
    public record Result(
            int points,
            int columns,
            int duplicates,
            int neighbours,
            @Nullable Estimate maximumLikelihood,
            @Nullable Estimate levinaBickel,
            @Nullable Estimate twoNearest,
            @Nullable Estimate slope,
            List<String> notes) {}

    /// @param features a row is a point
    /// @throws IllegalArgumentException where there are too few or too many distinct rows
    public static Result of(Matrix features) {
        if (features.rows() > MOST_POINTS
                || (double) features.rows() * features.rows() * features.columns() > MOST_WORK) {
            throw new IllegalArgumentException(
                    "There are "
                            + features.rows()
                            + " rows of "
                            + features.columns()
                            + " numbers; at most "
                            + MOST_POINTS
                            + " rows, and rows² × columns of at most "
                            + MOST_WORK
                            + ", are taken. Maybe a random part of the rows does.");
        }
        Matrix x = distinctInRandomOrder(features);
        int n = x.rows();
        if (n < LEAST_POINTS) {
            throw new IllegalArgumentException(
                    "There are "
                            + n
                            + " distinct rows, at least "
                            + LEAST_POINTS
                            + " are needed. Maybe the matrix is transposed: rows are points.");
        }
        int levels = 1;
        while (levels < MOST_LEVELS && n >> levels >= LEAST_PART) {
            levels++;
        }
        NearestNeighbours neighbours = NearestNeighbours.of(x, NEIGHBOURS, levels);
        @Nullable Estimate likelihood = maximumLikelihood(neighbours.nearest());
        @Nullable Estimate two = twoNearest(neighbours.nearest());
        @Nullable Estimate slope = slope(neighbours.withinPart());
        return new Result(
                n,
                x.columns(),
                features.rows() - n,
                NEIGHBOURS,
                likelihood,
                levinaBickel(neighbours.nearest()),
                two,
                slope,
                notes(features.rows() - n, n, x.columns(), likelihood, two, slope));
    }

    /// Shuffled, so that thinning out is random: the seed is fixed, the same rows give the same
    /// bits.
    private static Matrix distinctInRandomOrder(Matrix features) {
        int d = features.columns();
        var seen = new HashSet<Row>();
        int[] order = new int[features.rows()];
        int n = 0;
        for (int i = 0; i < features.rows(); i++) {
            if (seen.add(Row.of(features, i))) {
                order[n++] = i;
            }
        }
        var random = new SplittableRandom(1);
        double[] values = new double[n * d];
        for (int i = 0; i < n; i++) {
            int other = i + random.nextInt(n - i);
            int row = order[other];
            order[other] = order[i];
            System.arraycopy(features.values(), row * d, values, i * d, d);
        }
        return new Matrix(n, d, values);
    }

    private static final class Row {

        private final double[] values;
        private final int hash;

        private Row(double[] values) {
            this.values = values;
            this.hash = Arrays.hashCode(values);
        }

        static Row of(Matrix matrix, int row) {
            int d = matrix.columns();
            double[] values = Arrays.copyOfRange(matrix.values(), row * d, (row + 1) * d);
            for (int k = 0; k < d; k++) {
                values[k] += 0.; // −0 is 0
            }
            return new Row(values);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Row row && Arrays.equals(values, row.values);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private static @Nullable Estimate maximumLikelihood(double[][] nearest) {
        double[] inverse = new double[nearest.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = logSum(nearest[i]) / (nearest[i].length - 1);
        }
        double mean = mean(inverse);
        return Estimate.of(1 / mean, standardError(inverse, mean) / (mean * mean));
    }

    private static @Nullable Estimate levinaBickel(double[][] nearest) {
        double[] each = new double[nearest.length];
        int n = 0;
        for (double[] t : nearest) {
            double sum = logSum(t);
            if (sum > 0) {
                each[n++] = (t.length - 2) / sum;
            }
        }
        double[] some = Arrays.copyOf(each, n);
        double mean = mean(some);
        return Estimate.of(mean, standardError(some, mean));
    }

    private static double logSum(double[] t) {
        double sum = 0;
        for (int j = 0; j < t.length - 1; j++) {
            sum += Math.log(t[t.length - 1] / t[j]);
        }
        return sum;
    }

    private static @Nullable Estimate twoNearest(double[][] nearest) {
        double sum = 0;
        for (double[] t : nearest) {
            sum += Math.log(t[1] / t[0]);
        }
        double d = nearest.length / sum;
        return Estimate.of(d, d / Math.sqrt(nearest.length));
    }

    /// Weighted regression of mean ln T_1 on the logarithm of the part's size; the larger of the
    /// errors by the points' spread and by the scatter around the line.
    private static @Nullable Estimate slope(double[][] within) {
        int levels = within.length;
        if (levels < 2) {
            return null;
        }
        double[] x = new double[levels];
        double[] y = new double[levels];
        double[] weight = new double[levels];
        double sum = 0;
        double sx = 0;
        double sy = 0;
        for (int l = 0; l < levels; l++) {
            double[] logs = Arrays.stream(within[l]).filter(t -> t > 0).map(Math::log).toArray();
            x[l] = Math.log((double) within[l].length / (1 << l) - 1);
            y[l] = mean(logs);
            double se = standardError(logs, y[l]);
            weight[l] = 1 / (se * se);
            sum += weight[l];
            sx += weight[l] * x[l];
            sy += weight[l] * y[l];
        }
        double sxx = 0;
        double sxy = 0;
        for (int l = 0; l < levels; l++) {
            sxx += weight[l] * (x[l] - sx / sum) * (x[l] - sx / sum);
            sxy += weight[l] * (x[l] - sx / sum) * (y[l] - sy / sum);
        }
        double slope = sxy / sxx;
        double chi = 0;
        for (int l = 0; l < levels; l++) {
            double residual = y[l] - sy / sum - slope * (x[l] - sx / sum);
            chi += weight[l] * residual * residual;
        }
        double scatter = levels > 2 ? Math.max(1, chi / (levels - 2)) : 1;
        if (!(slope < 0)) {
            return null;
        }
        return Estimate.of(-1 / slope, Math.sqrt(scatter / sxx) / (slope * slope));
    }

    private static List<String> notes(
            int duplicates,
            int n,
            int columns,
            @Nullable Estimate likelihood,
            @Nullable Estimate two,
            @Nullable Estimate slope) {
        var notes = new ArrayList<String>();
        if (duplicates > 0) {
            notes.add(
                    "%d rows equal an earlier one and are left out. Maybe the sample was drawn with replacement."
                            .formatted(duplicates));
        }
        if (likelihood == null || two == null) {
            notes.add(
                    "The nearest distances of most points are equal, as on a lattice or between one-hot rows, so no dimension can be told from them.");
            return List.copyOf(notes);
        }
        double d = likelihood.dimension();
        if (n < Math.pow(2, Math.min(d, 60))) {
            notes.add(
                    "%d points are few for a dimension of %.3g: estimates above about log2(n) = %.3g are usually too low."
                            .formatted(n, d, Math.log(n) / Math.log(2)));
        }
        if (d > .8 * columns) {
            notes.add(
                    "The points fill nearly all of their %d coordinates, so these are no low-dimensional surface."
                            .formatted(columns));
        }
        double low = Math.min(d, two.dimension());
        double high = Math.max(d, two.dimension());
        if (slope != null) {
            low = Math.min(low, slope.dimension());
            high = Math.max(high, slope.dimension());
        } else {
            notes.add(
                    "The nearest distances do not shrink with more points, so there is no slope.");
        }
        if (high > 1.3 * low) {
            notes.add(
                    "The estimators differ by a factor of %.2g, more than sampling explains; the dimension depends on the scale looked at. Maybe there is noise, clusters or a curved surface."
                            .formatted(high / low));
        }
        return List.copyOf(notes);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double standardError(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
