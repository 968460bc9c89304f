package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.LackOfFit;
import dev.lawcast.scaling.fit.FitReport.ResidualTest;
import dev.lawcast.scaling.law.ResidualLoss;

import org.hipparchus.distribution.continuous.FDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What the residuals say about the law and the runs.
final class Residuals {

    private static final int FEWEST_FOR_SIGNS = 10;
    private static final int FEWEST_FOR_CURVATURE = 3;
    private static final double FAR_OFF = 3;

    /// Standard deviations that no test calls improbable: one in 370 runs is so far off.
    private static final double PLAUSIBLE = 3;

    private static final NormalDistribution NORMAL = new NormalDistribution();
    private static final Comparator<double[]> BY_SIZE = Comparator.comparingDouble(m -> m[0]);

    private Residuals() {}

    /// F test of the law against a free mean per configuration; null without replicates.
    static @Nullable LackOfFit lackOfFit(
            Linearization at, Configurations configurations, int parameters) {
        int pureFreedom = configurations.replicates();
        int lackFreedom = configurations.count() - parameters;
        if (pureFreedom == 0 || lackFreedom <= 0) {
            return null;
        }
        double pure = 0;
        for (int[] members : configurations.members()) {
            double mean = 0;
            double total = 0;
            for (int i : members) {
                mean += at.weight()[i] * at.residual()[i];
                total += at.weight()[i];
            }
            mean /= total;
            for (int i : members) {
                double d = at.residual()[i] - mean;
                pure += at.weight()[i] * d * d;
            }
        }
        if (!Double.isFinite(pure)) {
            return null;
        }
        double lack = Math.max(0, at.weightedSquares() - pure);
        double f = lack / lackFreedom / (pure / pureFreedom);
        boolean exists = Double.isFinite(f);
        return new LackOfFit(
                exists ? f : null,
                lackFreedom,
                pureFreedom,
                exists ? upperTail(f, lackFreedom, pureFreedom) : null,
                Math.sqrt(pure / pureFreedom));
    }

    /// Whether neighbours along a variable have the same sign more often than by chance
    /// (Wald–Wolfowitz, one-sided), on the means of configurations; null with too few.
    static @Nullable ResidualTest signs(
            Linearization at, Configurations configurations, double[] sizes, String variable) {
        int n = configurations.count();
        if (n < FEWEST_FOR_SIGNS) {
            return null;
        }
        var means = new ArrayList<double[]>(n);
        for (int[] members : configurations.members()) {
            double[] own = new double[members.length];
            for (int m = 0; m < own.length; m++) {
                own[m] = at.residual()[members[m]];
            }
            means.add(new double[] {sizes[members[0]], CompensatedMean.of(own)});
        }
        means.sort(BY_SIZE);
        int positive = 0;
        int runs = 1;
        for (int i = 0; i < n; i++) {
            boolean sign = means.get(i)[1] > 0;
            positive += sign ? 1 : 0;
            if (i > 0 && sign != means.get(i - 1)[1] > 0) {
                runs++;
            }
        }
        double a = positive;
        double b = n - a;
        double expected = 1 + 2 * a * b / n;
        double variance = 2 * a * b * (2 * a * b - n) / ((double) n * n * (n - 1));
        if (!(variance > 0)) {
            return null;
        }
        double z = (runs + .5 - expected) / Math.sqrt(variance);
        return new ResidualTest("sign_runs", variable, z, NORMAL.cumulativeProbability(z));
    }

    /// Whether a curve in ln size, which the law does not have, takes away squares: F test of
    /// adding u² and u³ to the linearised law. Where rows share clusters, by the covariance that
    /// clusters give. Null with too few runs or clusters.
    static @Nullable ResidualTest curvature(
            Linearization at, int[] columns, Clusters clusters, double[] sizes, String variable) {
        int n = at.runs();
        double[] centre = new double[n];
        for (int i = 0; i < n; i++) {
            centre[i] = Math.log(sizes[i]);
        }
        double mean = CompensatedMean.of(centre);
        double widest = 0;
        for (int i = 0; i < n; i++) {
            centre[i] -= mean;
            widest = Math.max(widest, Math.abs(centre[i]));
        }
        var basis = new ArrayList<double[]>();
        for (int column : columns) {
            append(basis, at.jacobian()[column], at.weight());
        }
        int before = basis.size();
        double reference = left(at, basis);
        for (int power = 2; power <= 3; power++) {
            double[] extra = new double[n];
            for (int i = 0; i < n; i++) {
                extra[i] = Math.pow(centre[i] / widest, power);
            }
            append(basis, extra, at.weight());
        }
        int added = basis.size() - before;
        if (clusters.shared()) {
            return clustered(at, basis, added, clusters, variable);
        }
        int rest = n - basis.size();
        if (added == 0 || rest < FEWEST_FOR_CURVATURE) {
            return null;
        }
        double after = left(at, basis);
        double f = (reference - after) / added / (after / rest);
        if (!(f >= 0 && f < Double.POSITIVE_INFINITY)) {
            return null;
        }
        return new ResidualTest("curvature", variable, f, upperTail(f, added, rest));
    }

    /// Wald's test of the last columns q_k of the basis, coefficients γ_k = q_kᵀ√W·r: with V their
    /// covariance by leaving out clusters, T² = γᵀV⁻¹γ and ν = clusters − columns, (ν − a +
    /// 1)/(ν·a)·T² follows F(a, ν − a + 1) (Hotelling 1931).
    private static @Nullable ResidualTest clustered(
            Linearization at, List<double[]> basis, int added, Clusters clusters, String variable) {
        int columns = basis.size();
        int freedom = clusters.count() - columns;
        int rest = freedom - added + 1;
        if (added == 0 || rest < FEWEST_FOR_CURVATURE) {
            return null;
        }
        int n = at.runs();
        double[] residual = at.residual().clone();
        double[][] column = new double[columns][n];
        double[] gamma = new double[added];
        for (int k = 0; k < columns; k++) {
            double share = 0;
            for (int i = 0; i < n; i++) {
                share += basis.get(k)[i] * Math.sqrt(at.weight()[i]) * at.residual()[i];
            }
            for (int i = 0; i < n; i++) {
                column[k][i] = basis.get(k)[i] / Math.sqrt(at.weight()[i]);
                residual[i] -= share * column[k][i];
            }
            if (k >= columns - added) {
                gamma[k - columns + added] = share;
            }
        }
        var bent =
                new Linearization(
                        at.predicted(), residual, column, at.weight(), new double[columns]);
        int[] all = IntStream.range(0, columns).toArray();
        var squared = new ResidualLoss.Squared();
        var rows = Covariance.of(bent, all, squared, FitSettings.Noise.KNOWN);
        RealMatrix v =
                new Array2DRowRealMatrix(
                                clusters.covariance(rows, bent, all, squared).matrix(), false)
                        .getSubMatrix(columns - added, columns - 1, columns - added, columns - 1);
        var g = new ArrayRealVector(gamma, false);
        double distance = g.dotProduct(new SingularValueDecomposition(v).getSolver().solve(g));
        double f = rest * distance / ((double) freedom * added);
        if (!(f >= 0 && f < Double.POSITIVE_INFINITY)) {
            return null;
        }
        return new ResidualTest("curvature", variable, f, upperTail(f, added, rest));
    }

    /// Adds a column, made orthonormal to the others under the weights, unless it lies among them.
    private static void append(List<double[]> basis, double[] column, double[] weight) {
        double[] q = new double[column.length];
        for (int i = 0; i < q.length; i++) {
            q[i] = Math.sqrt(weight[i]) * column[i];
        }
        double size = Math.sqrt(dot(q, q));
        for (int pass = 0; pass < 2; pass++) {
            for (double[] b : basis) {
                double share = dot(q, b);
                for (int i = 0; i < q.length; i++) {
                    q[i] -= share * b[i];
                }
            }
        }
        double rest = Math.sqrt(dot(q, q));
        if (rest > 1e-7 * size) {
            for (int i = 0; i < q.length; i++) {
                q[i] /= rest;
            }
            basis.add(q);
        }
    }

    private static double left(Linearization at, List<double[]> basis) {
        double[] r = new double[at.runs()];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.sqrt(at.weight()[i]) * at.residual()[i];
        }
        double squares = dot(r, r);
        for (double[] b : basis) {
            double share = dot(r, b);
            squares -= share * share;
        }
        return Math.max(0, squares);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// How improbable each run is, two-sided, Bonferroni-corrected; 1 for those within 3 standard
    /// deviations. Runs far off by a robust scale are set aside together, the linearised law is
    /// fitted to the others, and each run is judged by its distance from that fit: one outlier
    /// neither hides itself nor another.
    static double[] outlierProbabilities(Linearization at, Covariance covariance, int[] columns) {
        int n = at.runs();
        double[] p = new double[n];
        Arrays.fill(p, 1);
        if (columns.length == 0 || n - columns.length < 4) {
            return p;
        }
        if (!Double.isFinite(at.weightedSquares())) {
            return p;
        }
        boolean[] aside = farOff(standardised(at, covariance), columns.length);
        var basis = new Deleted(at, columns, aside);
        for (int i = 0; i < n; i++) {
            double t = basis.studentised(i, aside[i]);
            if (Math.abs(t) < PLAUSIBLE) {
                continue;
            }
            int freedom = basis.freedom() - (aside[i] ? 0 : 1);
            p[i] = Math.min(1, n * twoSided(Math.abs(t), freedom));
        }
        return p;
    }

    /// At most a quarter of the runs: those beyond 3 robust standard deviations.
    private static boolean[] farOff(double[] standard, int parameters) {
        int n = standard.length;
        double[] sizes = new double[n];
        for (int i = 0; i < n; i++) {
            sizes[i] = Math.abs(standard[i]);
        }
        Arrays.sort(sizes);
        // The p smallest residuals of a fit are too small: the median is taken of the others.
        double median = sizes[Math.min(n - 1, parameters + (n - parameters) / 2)];
        int most = Math.min(n / 4, n - parameters - 4);
        double limit =
                Math.max(FAR_OFF * 1.4826 * median, most > 0 ? sizes[n - most - 1] : sizes[n - 1]);
        boolean[] far = new boolean[n];
        for (int i = 0; i < n; i++) {
            far[i] = Math.abs(standard[i]) > limit;
        }
        return far;
    }

    /// Residuals at weight 1, corrected for leverage.
    static double[] standardised(Linearization at, Covariance covariance) {
        double[] r = new double[at.runs()];
        for (int i = 0; i < r.length; i++) {
            r[i] =
                    Math.sqrt(at.weight()[i])
                            * at.residual()[i]
                            / Math.sqrt(Math.max(1 - covariance.leverage()[i], 1e-3));
        }
        return r;
    }

    private static double twoSided(double t, double freedom) {
        return 2 * new TDistribution(freedom).cumulativeProbability(-t);
    }

    private static double upperTail(double f, int numerator, int denominator) {
        return 1 - new FDistribution(numerator, denominator).cumulativeProbability(f);
    }
}
