package dev.lawcast.scaling.mixture;

import java.util.Arrays;
import java.util.SplittableRandom;

/// One law over size N and mixture p, fitted to the cells of all sizes:
///
/// e = E + Σ_i 1/(Σ_j λ_ij (N/N_1)^β_ij p_j), N_1 the largest size that was trained
///
/// As [RationalForm]: the error has M parts, and a sample of source j is worth λ_ij to part i; here
/// its worth also grows with the size, with exponents β_ij, as more data average label noise out.
/// The fit minimises, γ = ln λ,
///
/// Σ (ln ê − ln e)²/s² + Σ (γ_ij − mean γ)²/τ² + Σ (β_ij − mean β)²/τ_β² + ln²(E/(0.1·ē)), τ = 1,
/// τ_β = 0.2
///
/// so that exponents differ little, and E is about a tenth of the geometric mean error ē at N_1,
/// unless the cells say otherwise. s² of a size is what replicates show, or a first guess where
/// there are none, times one factor for all sizes: what the fit leaves.
final class JointLaw implements SizeCurve {

    private static final int FEWEST_PARTS = 3;
    private static final int MOST_PARTS = 6;
    private static final double TAU = 1;
    private static final double TAU_EXPONENT = .2;
    private static final double USUAL_FLOOR = .1;
    private static final double GUESSED_VARIANCE = .05 * .05;
    private static final double SMALLEST_VARIANCE = 1e-10;
    private static final int STARTS = 3;
    private static final int ROUNDS = 2;

    private final Data data;
    private final double[] theta;
    private final double factor;
    private final ErrorScale scale;

    private JointLaw(Data data, double[] theta, double factor, ErrorScale scale) {
        this.data = data;
        this.theta = theta;
        this.factor = factor;
        this.scale = scale;
    }

    /// @param x ln(N/N_1) of each cell
    /// @param y ln e of each cell
    /// @param variance s² of each cell
    /// @param floor ln(0.1·ē)
    private record Data(
            double[][] p,
            double[] x,
            double[] y,
            double[] variance,
            int parts,
            double largest,
            double floor) {

        int k() {
            return p[0].length;
        }

        int worths() {
            return parts * k();
        }

        int unknowns() {
            return 2 * worths() + 1;
        }

        int residuals() {
            return p.length + unknowns();
        }

        /// γ at [0, Mk), β at [Mk, 2Mk), ln E last.
        void at(double[] theta, double factor, double[] r, double[] jacobian) {
            int n = unknowns();
            int k = k();
            int w = worths();
            Arrays.fill(jacobian, 0);
            double floorError = Math.exp(theta[n - 1]);
            double[] lambda = new double[w];
            double[] worth = new double[parts];
            double before = Double.NaN;
            for (int c = 0; c < p.length; c++) {
                if (x[c] != before) {
                    before = x[c];
                    for (int j = 0; j < w; j++) {
                        lambda[j] = Math.exp(theta[j] + theta[w + j] * before);
                    }
                }
                double root = 1 / Math.sqrt(variance[c] * factor);
                double sum = floorError;
                for (int i = 0; i < parts; i++) {
                    worth[i] = 0;
                    for (int j = 0; j < k; j++) {
                        worth[i] += lambda[i * k + j] * p[c][j];
                    }
                    sum += 1 / worth[i];
                }
                r[c] = root * (Math.log(sum) - y[c]);
                for (int i = 0; i < parts; i++) {
                    double slope = -root / (worth[i] * worth[i] * sum);
                    for (int j = 0; j < k; j++) {
                        double d = slope * lambda[i * k + j] * p[c][j];
                        jacobian[c * n + i * k + j] = d;
                        jacobian[c * n + w + i * k + j] = d * x[c];
                    }
                }
                jacobian[c * n + n - 1] = root * floorError / sum;
            }
            shrink(theta, 0, w, TAU, r, jacobian);
            shrink(theta, w, w, TAU_EXPONENT, r, jacobian);
            r[p.length + n - 1] = theta[n - 1] - floor;
            jacobian[(p.length + n - 1) * n + n - 1] = 1;
        }

        /// Prior of `count` unknowns from `first` on: normal about their mean.
        private void shrink(
                double[] theta, int first, int count, double tau, double[] r, double[] jacobian) {
            int n = unknowns();
            double mean = 0;
            for (int j = 0; j < count; j++) {
                mean += theta[first + j] / count;
            }
            for (int j = 0; j < count; j++) {
                int row = p.length + first + j;
                r[row] = (theta[first + j] - mean) / tau;
                for (int l = 0; l < count; l++) {
                    jacobian[row * n + first + l] = ((l == j ? 1 : 0) - 1. / count) / tau;
                }
            }
        }

        Data with(double[] y) {
            return new Data(p, x, y, variance, parts, largest, floor);
        }
    }

    static JointLaw of(Levels levels) {
        Data data = data(levels);
        double[] theta = search(data);
        double factor = 1;
        for (int round = 0; round < ROUNDS; round++) {
            factor = factor(data, factor, theta);
            minimise(data, factor, theta);
        }
        return new JointLaw(data, theta, factor, levels.scale());
    }

    private static Data data(Levels levels) {
        int n = levels.stages().stream().mapToInt(s -> s.cells().cells()).sum();
        double[][] p = new double[n][];
        double[] x = new double[n];
        double[] y = new double[n];
        double[] variance = new double[n];
        double largest = levels.size(levels.count() - 1);
        double mean = 0;
        int at = 0;
        for (FirstStage stage : levels.stages()) {
            MixtureCells cells = stage.cells();
            double one = cells.variance(levels.scale()::logError);
            if (!(one > SMALLEST_VARIANCE)) {
                one = GUESSED_VARIANCE;
            }
            double[] means = cells.means();
            mean = 0;
            for (int c = 0; c < means.length; c++, at++) {
                p[at] = cells.mixture()[c];
                x[at] = Math.log(cells.size() / largest);
                y[at] = levels.scale().logError(means[c]);
                variance[at] = one / cells.metrics()[c].length;
                mean += y[at] / means.length;
            }
        }
        int parts = Math.clamp(p[0].length, FEWEST_PARTS, MOST_PARTS);
        return new Data(p, x, y, variance, parts, largest, mean + Math.log(USUAL_FLOOR));
    }

    private static double[] search(Data data) {
        var random = new SplittableRandom(11);
        int w = data.worths();
        int k = data.k();
        double base = Math.log(data.parts) - data.floor + Math.log(USUAL_FLOOR);
        double[] best = new double[0];
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            double[] theta = new double[data.unknowns()];
            for (int j = 0; j < w; j++) {
                double own = (j / k) % k == j % k ? 1 : -.5;
                theta[j] = base + (start == 0 ? own : random.nextGaussian());
                theta[w + j] = .3;
            }
            theta[2 * w] = data.floor;
            double cost = minimise(data, 1, theta);
            if (cost < least) {
                least = cost;
                best = theta;
            }
        }
        return best;
    }

    private static double minimise(Data data, double factor, double[] theta) {
        return GaussNewton.minimise(
                (t, r, jacobian) -> data.at(t, factor, r, jacobian), theta, data.residuals());
    }

    /// Mean square of the residuals over s².
    private static double factor(Data data, double factor, double[] theta) {
        int n = data.p.length;
        double[] leverages =
                GaussNewton.leverages(
                        (t, r, jacobian) -> data.at(t, factor, r, jacobian),
                        theta,
                        data.residuals(),
                        n);
        double[] r = new double[data.residuals()];
        data.at(theta, 1, r, new double[data.residuals() * data.unknowns()]);
        double squares = 0;
        double rest = 0;
        for (int c = 0; c < n; c++) {
            squares += r[c] * r[c];
            rest += 1 - leverages[c];
        }
        return Math.max(squares / Math.max(rest, 1), .25);
    }

    @Override
    public double at(double size, double[] p, double ot) {
        double x = Math.log(size / data.largest);
        int k = p.length;
        int w = data.worths();
        double sum = Math.exp(theta[2 * w]);
        for (int i = 0; i < data.parts; i++) {
            double worth = 0;
            for (int j = 0; j < k; j++) {
                worth += Math.exp(theta[i * k + j] + theta[w + i * k + j] * x) * p[j];
            }
            sum += 1 / worth;
        }
        return scale.metric(sum);
    }

    @Override
    public double amplification(double size) {
        return Double.NaN;
    }

    @Override
    public SizeCurve refitted(Levels levels, double[][] cells) {
        double[] y = new double[data.y.length];
        int at = 0;
        for (double[] metrics : cells) {
            for (double metric : metrics) {
                y[at++] = scale.logError(metric);
            }
        }
        Data other = data.with(y);
        double[] moved = theta.clone();
        minimise(other, factor, moved);
        return new JointLaw(other, moved, factor, scale);
    }
}
