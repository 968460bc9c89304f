package dev.lawcast.scaling.mixture;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// ln e = ln Σ_i 1/(Σ_j λ_ij p_j) [+ b·z], z the standardised transport cost (Hashimoto 2021,
/// *Model Performance Scaling with Multiple Data Sources*, without its factor of the size).
///
/// Read: the error has M parts, and a sample of source j is worth λ_ij to part i; where no source
/// of the mixture serves a part, the error is large. M is the number of sources, within [3, 6].
///
/// With γ = ln λ the fit minimises
///
/// Σ_c weight_c·(ln ê_c − ln e_c)²/s² + Σ (γ_ij − mean γ)²/τ² + b²/τ_b², τ = 1, τ_b = 0.1:
///
/// sources differ by a factor of a few unless the runs say otherwise, which is why a dozen mixtures
/// do for nine constants. s², of a cell's mean, joins what replicates say with what the fit leaves.
/// The parts can be exchanged; predictions cannot tell.
final class RationalForm implements FittedForm {

    private static final int FEWEST_PARTS = 3;
    private static final int MOST_PARTS = 6;
    private static final double TAU = 1;
    private static final double TAU_TRANSPORT = .1;
    private static final int STARTS = 4;
    private static final int ROUNDS = 3;
    private static final double SMALLEST_VARIANCE = 1e-10;

    private final Data data;
    private final double[] theta;
    private final double variance;
    private final ErrorScale scale;
    private double[] leftOut = new double[0];

    private RationalForm(Data data, double[] theta, double variance, ErrorScale scale) {
        this.data = data;
        this.theta = theta;
        this.variance = variance;
        this.scale = scale;
    }

    /// @param z standardised transport costs; null for the form without
    /// @param known s² by replicates and its degrees of freedom
    private record Data(
            double[][] p,
            double[] y,
            double[] weight,
            int parts,
            double[] costs,
            boolean transport,
            double meanCost,
            double scaleCost,
            double known,
            int degrees)
            implements GaussNewton.Residuals {

        int k() {
            return p[0].length;
        }

        int constants() {
            return parts * k();
        }

        int unknowns() {
            return constants() + (transport ? 1 : 0);
        }

        int residuals() {
            return p.length + unknowns();
        }

        double z(double cost) {
            return scaleCost > 0 ? (cost - meanCost) / scaleCost : 0;
        }

        Data with(double[] y, double[] costs) {
            return new Data(
                    p, y, weight, parts, costs, transport, meanCost, scaleCost, known, degrees);
        }

        Data without(int cell) {
            double[] kept = weight.clone();
            kept[cell] = 0;
            return new Data(
                    p, y, kept, parts, costs, transport, meanCost, scaleCost, known, degrees);
        }

        /// Residuals for s² = 1, priors included; scaled by [Scaled].
        @Override
        public void at(double[] theta, double[] r, double[] jacobian) {
            at(theta, 1, r, jacobian);
        }

        void at(double[] theta, double variance, double[] r, double[] jacobian) {
            int n = unknowns();
            int k = k();
            Arrays.fill(jacobian, 0);
            double[] lambda = new double[constants()];
            double mean = 0;
            for (int j = 0; j < lambda.length; j++) {
                lambda[j] = Math.exp(theta[j]);
                mean += theta[j] / lambda.length;
            }
            double[] worth = new double[parts];
            for (int c = 0; c < p.length; c++) {
                double root = Math.sqrt(weight[c] / variance);
                double sum = worths(lambda, p[c], worth);
                double logarithm = Math.log(sum) - y[c];
                for (int i = 0; i < parts; i++) {
                    double slope = -root / (worth[i] * worth[i] * sum);
                    for (int j = 0; j < k; j++) {
                        jacobian[c * n + i * k + j] = slope * lambda[i * k + j] * p[c][j];
                    }
                }
                if (transport) {
                    double z = z(costs[c]);
                    logarithm += theta[n - 1] * z;
                    jacobian[c * n + n - 1] = root * z;
                }
                r[c] = root * logarithm;
            }
            for (int j = 0; j < lambda.length; j++) {
                int row = p.length + j;
                r[row] = (theta[j] - mean) / TAU;
                for (int l = 0; l < lambda.length; l++) {
                    jacobian[row * n + l] = ((l == j ? 1 : 0) - 1. / lambda.length) / TAU;
                }
            }
            if (transport) {
                int row = p.length + n - 1;
                r[row] = theta[n - 1] / TAU_TRANSPORT;
                jacobian[row * n + n - 1] = 1 / TAU_TRANSPORT;
            }
        }

        /// @param worth receives Σ_j λ_ij p_j
        /// @return Σ_i 1/worth_i
        private double worths(double[] lambda, double[] p, double[] worth) {
            double sum = 0;
            for (int i = 0; i < parts; i++) {
                double w = 0;
                for (int j = 0; j < p.length; j++) {
                    w += lambda[i * p.length + j] * p[j];
                }
                worth[i] = w;
                sum += 1 / w;
            }
            return sum;
        }

        double logError(double[] theta, double[] p, double cost) {
            double sum = 0;
            for (int i = 0; i < parts; i++) {
                double w = 0;
                for (int j = 0; j < p.length; j++) {
                    w += Math.exp(theta[i * p.length + j]) * p[j];
                }
                sum += 1 / w;
            }
            return Math.log(sum) + (transport ? theta[theta.length - 1] * z(cost) : 0);
        }
    }

    /// @param cells of one size
    /// @param ot of each cell
    /// @param transport whether with b·z
    static RationalForm of(MixtureCells cells, double[] ot, boolean transport, ErrorScale scale) {
        int n = cells.cells();
        int k = cells.mixture()[0].length;
        double[] y = Arrays.stream(cells.means()).map(scale::logError).toArray();
        double meanCost = transport ? MixtureCells.mean(ot) : 0;
        double squares = 0;
        for (int c = 0; c < n && transport; c++) {
            squares += (ot[c] - meanCost) * (ot[c] - meanCost) / n;
        }
        int degrees = cells.replicates();
        double known =
                degrees > 0 ? cells.variance(scale::logError) * n / cells.runs() : Double.NaN;
        var data =
                new Data(
                        cells.mixture(),
                        y,
                        cells.weights(),
                        Math.clamp(k, FEWEST_PARTS, MOST_PARTS),
                        ot,
                        transport,
                        meanCost,
                        Math.sqrt(squares),
                        known,
                        degrees);
        RationalForm form = search(data, scale);
        form.leftOut = form.leaveOneOut();
        return form;
    }

    private static RationalForm search(Data data, ErrorScale scale) {
        double variance = data.degrees > 0 ? data.known : startVariance(data.y);
        variance = Math.max(variance, SMALLEST_VARIANCE);
        double[] best = new double[0];
        for (int round = 0; round < ROUNDS; round++) {
            best = round == 0 ? firstSearch(data, variance) : polished(data, variance, best);
            variance = variance(data, variance, best);
        }
        return new RationalForm(data, polished(data, variance, best), variance, scale);
    }

    private static double startVariance(double[] y) {
        double mean = MixtureCells.mean(y);
        return Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum() / y.length / 20;
    }

    private static double[] firstSearch(Data data, double variance) {
        var random = new SplittableRandom(7);
        double base = Math.log(data.parts) - MixtureCells.mean(data.y);
        double[] best = new double[0];
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            double[] theta = new double[data.unknowns()];
            for (int j = 0; j < data.constants(); j++) {
                double own = (j / data.k()) % data.k() == j % data.k() ? 1 : -.5;
                theta[j] = base + (start == 0 ? own : random.nextGaussian());
            }
            double cost = minimise(data, variance, theta);
            if (cost < least) {
                least = cost;
                best = theta;
            }
        }
        return best;
    }

    private static double[] polished(Data data, double variance, double[] start) {
        double[] theta = start.clone();
        minimise(data, variance, theta);
        return theta;
    }

    private static double minimise(Data data, double variance, double[] theta) {
        return GaussNewton.minimise(
                (t, r, jacobian) -> data.at(t, variance, r, jacobian), theta, data.residuals());
    }

    /// s² of a cell's mean: (ν₀ s₀² + RSS)/(ν₀ + n − degrees of freedom of the fit).
    private static double variance(Data data, double variance, double[] theta) {
        int n = data.p.length;
        double[] leverages =
                GaussNewton.leverages(
                        (t, r, jacobian) -> data.at(t, variance, r, jacobian),
                        theta,
                        data.residuals(),
                        n);
        double rss = 0;
        double rest = 0;
        for (int c = 0; c < n; c++) {
            double d = data.y[c] - data.logError(theta, data.p[c], data.costs[c]);
            rss += data.weight[c] * d * d;
            rest += 1 - leverages[c];
        }
        double known = data.degrees > 0 ? data.degrees * data.known : 0;
        return Math.max((known + rss) / Math.max(data.degrees + rest, 1e-3), SMALLEST_VARIANCE);
    }

    private double[] leaveOneOut() {
        double[] predicted = new double[data.p.length];
        for (int c = 0; c < predicted.length; c++) {
            double[] theta = polished(data.without(c), variance, this.theta);
            predicted[c] = metric(theta, data.p[c], data.costs[c]);
        }
        return predicted;
    }

    private double metric(double[] theta, double[] p, double cost) {
        return scale.metric(Math.exp(data.logError(theta, p, cost)));
    }

    @Override
    public double at(double[] p, double ot) {
        return metric(theta, p, ot);
    }

    @Override
    public double[] leftOut() {
        return leftOut.clone();
    }

    @Override
    public int columns() {
        return data.unknowns();
    }

    @Override
    public List<String> dropped() {
        return List.of();
    }

    @Override
    public FittedForm refitted(double[] metric, double[] ot) {
        Data other = data.with(Arrays.stream(metric).map(scale::logError).toArray(), ot);
        return new RationalForm(other, polished(other, variance, theta), variance, scale);
    }
}
