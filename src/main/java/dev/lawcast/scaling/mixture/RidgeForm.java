package dev.lawcast.scaling.mixture;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

import java.util.List;

/// A linear form fitted by ridge regression, averaged over penalties by their evidence.
///
/// y = μ + Z w + noise, Z standardised columns, w ~ N(0, s²/(λ n)), noise ~ N(0, s²/weight). With Z
/// = U D Vᵀ and c = Uᵀ y the estimate for λ is V·(D/(D² + λn))·c, and the evidence, s² integrated
/// with what replicates say of it (variance s₀² of a cell's mean with ν₀ degrees of freedom),
///
/// ln ev(λ) = −½ Σ ln(1 + D²/(λn)) − ½(n − 1 + ν₀) ln(Q(λ) + ν₀ s₀²), Q = |y|² − Σ c² D²/(D² + λn)
///
/// (MacKay 1992, *Bayesian Interpolation*). Choosing λ by leave-one-out is far noisier than this
/// average, and so are penalties below 10⁻³ with a dozen mixtures.
///
/// @param form whose columns these are
/// @param coefficients per kept column, unscaled
/// @param leftOut see [FittedForm#leftOut]
final class RidgeForm implements FittedForm {

    /// λ: the squared norm of w costs λ·n times the residual variance.
    private static final double[] PENALTIES = {1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1};

    private static final double[] NO_PENALTY = {0};

    private final FirstStageForm form;
    private final MixtureCells cells;
    private final List<String> sources;
    private final boolean penalised;
    private final int[] kept;
    private final double constant;
    private final double[] coefficients;
    private final double[] leftOut;

    private RidgeForm(
            FirstStageForm form,
            MixtureCells cells,
            List<String> sources,
            boolean penalised,
            StandardColumns columns,
            double mean,
            double[] standard,
            double[] leftOut) {
        this.form = form;
        this.cells = cells;
        this.sources = sources;
        this.penalised = penalised;
        this.kept = columns.kept();
        this.coefficients = new double[kept.length];
        double start = mean;
        for (int c = 0; c < kept.length; c++) {
            coefficients[c] = standard[c] / columns.scale()[c];
            start -= coefficients[c] * columns.mean()[c];
        }
        this.constant = start;
        this.leftOut = leftOut;
    }

    static RidgeForm of(
            FirstStageForm form, MixtureCells cells, double[] ot, List<String> sources) {
        return fit(form, cells, cells.means(), ot, sources, true);
    }

    /// Least squares without a penalty.
    static RidgeForm withoutPenalty(
            FirstStageForm form, MixtureCells cells, double[] ot, List<String> sources) {
        return fit(form, cells, cells.means(), ot, sources, false);
    }

    private static RidgeForm fit(
            FirstStageForm form,
            MixtureCells cells,
            double[] y,
            double[] ot,
            List<String> sources,
            boolean penalised) {
        int n = cells.cells();
        double[] weight = cells.weights();
        double[][] rows = new double[n][];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            rows[i] = form.row(cells.mixture()[i], ot[i]);
            mean += weight[i] * y[i] / n;
        }
        StandardColumns columns = StandardColumns.of(rows, weight);
        int m = columns.kept().length;
        double[] hat = new double[n];
        double[] w = new double[m];
        if (m > 0) {
            solve(columns, y, mean, weight, cells, penalised, w, hat);
        }
        double[] leftOut = new double[n];
        for (int i = 0; i < n; i++) {
            double fitted = mean;
            for (int c = 0; c < m; c++) {
                fitted += columns.values()[i][c] * w[c];
            }
            double leverage = Math.min(hat[i] + weight[i] / n, 1 - 1e-9);
            leftOut[i] = y[i] - (y[i] - fitted) / (1 - leverage);
        }
        return new RidgeForm(form, cells, sources, penalised, columns, mean, w, leftOut);
    }

    private static void solve(
            StandardColumns columns,
            double[] y,
            double mean,
            double[] weight,
            MixtureCells cells,
            boolean penalised,
            double[] w,
            double[] hat) {
        int n = y.length;
        int m = w.length;
        var z = new Array2DRowRealMatrix(n, m);
        double[] right = new double[n];
        double total = 0;
        for (int i = 0; i < n; i++) {
            double root = Math.sqrt(weight[i]);
            right[i] = root * (y[i] - mean);
            total += right[i] * right[i];
            for (int c = 0; c < m; c++) {
                z.setEntry(i, c, root * columns.values()[i][c]);
            }
        }
        var svd = new SingularValueDecomposition(z);
        RealMatrix u = svd.getU();
        double[] d = svd.getSingularValues();
        double[] c = u.preMultiply(right);
        double[] penalties = penalised ? PENALTIES : NO_PENALTY;
        double[] share = posterior(penalties, d, c, total, cells);
        double[] factor = new double[d.length]; // mean of D/(D² + λn)
        double[] shrink = new double[d.length]; // mean of D²/(D² + λn)
        for (int j = 0; j < d.length; j++) {
            for (int l = 0; l < penalties.length; l++) {
                double denominator = d[j] * d[j] + penalties[l] * n;
                factor[j] += denominator > 0 ? share[l] * d[j] / denominator : 0;
                shrink[j] += denominator > 0 ? share[l] * d[j] * d[j] / denominator : 0;
            }
        }
        RealMatrix v = svd.getV();
        for (int k = 0; k < m; k++) {
            for (int j = 0; j < d.length; j++) {
                w[k] += v.getEntry(k, j) * factor[j] * c[j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d.length; j++) {
                hat[i] += u.getEntry(i, j) * u.getEntry(i, j) * shrink[j];
            }
        }
    }

    /// Weights of the penalties, summing to 1.
    private static double[] posterior(
            double[] penalties, double[] d, double[] c, double total, MixtureCells cells) {
        int n = cells.cells();
        if (penalties.length == 1) {
            return new double[] {1};
        }
        int replicates = cells.replicates();
        double perMean = (double) cells.runs() / n;
        double known = replicates > 0 ? replicates * cells.variance(y -> y) / perMean : 0;
        double[] logarithm = new double[penalties.length];
        double best = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < penalties.length; l++) {
            double q = total;
            double determinant = 0;
            for (int j = 0; j < d.length; j++) {
                double ratio = d[j] * d[j] / (penalties[l] * n);
                q -= c[j] * c[j] * ratio / (1 + ratio);
                determinant += Math.log1p(ratio);
            }
            double rest = Math.max(q, 0) + known + 1e-12 * total + Double.MIN_NORMAL;
            logarithm[l] = -.5 * determinant - .5 * (n - 1 + replicates) * Math.log(rest);
            best = Math.max(best, logarithm[l]);
        }
        double sum = 0;
        for (int l = 0; l < penalties.length; l++) {
            logarithm[l] = Math.exp(logarithm[l] - best);
            sum += logarithm[l];
        }
        for (int l = 0; l < penalties.length; l++) {
            logarithm[l] /= sum;
        }
        return logarithm;
    }

    @Override
    public double at(double[] p, double ot) {
        double[] row = form.row(p, ot);
        double sum = constant;
        for (int c = 0; c < kept.length; c++) {
            sum += coefficients[c] * row[kept[c]];
        }
        return sum;
    }

    @Override
    public double[] leftOut() {
        return leftOut.clone();
    }

    @Override
    public int columns() {
        return kept.length;
    }

    @Override
    public List<String> dropped() {
        var columns = new StandardColumns(kept, new double[0], new double[0], new double[0][]);
        return columns.dropped(form.columns(sources));
    }

    @Override
    public FittedForm refitted(double[] metric, double[] ot) {
        return fit(form, cells, metric, ot, sources, penalised);
    }
}
