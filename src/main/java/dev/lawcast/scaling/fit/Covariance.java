package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitSettings.Noise;
import dev.lawcast.scaling.law.ResidualLoss;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

import java.util.Arrays;

/// Covariance of some parameters from the curve's derivatives J at the estimate, W the weights.
///
/// - squared loss, scatter estimated: s²·(JᵀWJ)⁻¹, s² = Σ w·r²/(n − p)
/// - squared loss, noise known: (JᵀWJ)⁻¹, not rescaled
/// - squared loss, scatter of its own for each run: (JᵀWJ)⁻¹·(Σ w²r²/(1 − h)²·g·gᵀ)·(JᵀWJ)⁻¹ (HC3,
///   MacKinnon and White 1985): a residual squared is shrunk by about (1 − h)², so this is the
///   jackknife's, and not too narrow for few runs
/// - robust loss, ψ = ρ′ (Huber 1964): M⁻¹·(Σ w²ψ²/(1 − h)·g·gᵀ)·M⁻¹, M = Σ w·ψ′·g·gᵀ, h the
///   leverage. With a small δ hardly any residual lies where ψ′ ≠ 0, so ψ′ is taken as the slope of
///   ψ over a kernel bandwidth (Powell 1991), and with few runs as the mean of these slopes.
///
/// Priors are further rows of J. J, its columns scaled to length 1, is factored by singular values;
/// directions below the rank are left out, so nothing throws.
///
/// @param matrix columns × columns
/// @param leverage h of each run
/// @param rank numerical, of the scaled Jacobian
/// @param residualScale s at weight 1; with robust loss too, the root mean square
record Covariance(double[][] matrix, double[] leverage, int rank, double residualScale) {

    /// Relative size of a singular value that counts as 0.
    static final double SINGULAR = 1e-10;

    /// Runs per parameter from which each run's own ψ′ is used instead of the mean.
    private static final int RUNS_FOR_OWN_SLOPES = 20;

    /// @param columns indices of the parameters that move
    static Covariance of(Linearization at, int[] columns, ResidualLoss loss, Noise noise) {
        int n = at.runs();
        int p = columns.length;
        double squares = at.weightedSquares();
        double variance = n > p ? squares / (n - p) : 0;
        if (p == 0 || n == 0) {
            return new Covariance(new double[0][0], new double[n], 0, Math.sqrt(variance));
        }
        double[][] scaled = new double[n + p][p];
        double[] length = new double[p];
        for (int c = 0; c < p; c++) {
            double[] column = at.jacobian()[columns[c]];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += at.weight()[i] * column[i] * column[i];
            }
            double prior = at.prior()[columns[c]];
            length[c] = Math.sqrt(sum + prior);
            scaled[n + c][c] = prior > 0 ? Math.sqrt(prior) / length[c] : 0;
            for (int i = 0; i < n; i++) {
                double v = length[c] > 0 ? Math.sqrt(at.weight()[i]) * column[i] / length[c] : 0;
                scaled[i][c] = Double.isFinite(v) ? v : 0;
            }
        }
        var decomposition = new SingularValueDecomposition(new Array2DRowRealMatrix(scaled, false));
        double[] singular = decomposition.getSingularValues();
        double[][] v = decomposition.getV().getData();
        double[][] u = decomposition.getU().getData();
        int rank = 0;
        while (rank < p && singular[rank] > SINGULAR * Math.max(1, singular[0])) {
            rank++;
        }
        double[] leverage = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < rank; k++) {
                leverage[i] += u[i][k] * u[i][k];
            }
            leverage[i] = Math.min(leverage[i], 1);
        }
        double[][] inner =
                loss instanceof ResidualLoss.Squared && noise != Noise.HETEROSCEDASTIC
                        ? diagonal(rank, noise == Noise.KNOWN ? 1 : variance)
                        : sandwich(at, u, leverage, rank, p, loss, noise);
        double[][] matrix = new double[p][p];
        for (int a = 0; a < p; a++) {
            for (int b = 0; b < p; b++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    for (int l = 0; l < rank; l++) {
                        sum += v[a][k] / singular[k] * inner[k][l] * v[b][l] / singular[l];
                    }
                }
                matrix[a][b] = length[a] > 0 && length[b] > 0 ? sum / length[a] / length[b] : 0;
            }
        }
        return new Covariance(matrix, leverage, rank, Math.sqrt(variance));
    }

    private static double[][] diagonal(int rank, double value) {
        double[][] matrix = new double[rank][rank];
        for (int k = 0; k < rank; k++) {
            matrix[k][k] = value;
        }
        return matrix;
    }

    /// M⁻¹·Σ w·ψ²/(1 − h)^e·u·uᵀ·M⁻¹, e = 2 for HC3, else 1, u the rows of U, M = Σ ψ′·u·uᵀ.
    private static double[][] sandwich(
            Linearization at,
            double[][] u,
            double[] leverage,
            int rank,
            int p,
            ResidualLoss loss,
            Noise noise) {
        if (rank == 0) {
            return new double[0][0];
        }
        int n = at.runs();
        double[] slopes = slopes(at.residual(), loss);
        double mean = Arrays.stream(slopes).average().orElse(0);
        double own = n >= RUNS_FOR_OWN_SLOPES * p ? 1 : 0;
        double[][] bread = new double[rank][rank];
        double[][] meat = new double[rank][rank];
        for (int i = 0; i < n; i++) {
            double psi = psi(loss, at.residual()[i]);
            double kept = Math.max(1 - leverage[i], (double) 1 / n);
            double shrunk = noise == Noise.HETEROSCEDASTIC ? kept * kept : kept;
            double share = at.weight()[i] * psi * psi / shrunk;
            double slope = own * slopes[i] + (1 - own) * mean;
            for (int k = 0; k < rank; k++) {
                for (int l = 0; l < rank; l++) {
                    bread[k][l] += slope * u[i][k] * u[i][l];
                    meat[k][l] += share * u[i][k] * u[i][l];
                }
            }
        }
        if (!finite(bread) || !finite(meat)) {
            return diagonal(rank, Double.NaN);
        }
        var filling = new Array2DRowRealMatrix(meat, false);
        var inverse =
                new SingularValueDecomposition(new Array2DRowRealMatrix(bread, false))
                        .getSolver()
                        .getInverse();
        return inverse.multiply(filling).multiply(inverse).getData();
    }

    private static boolean finite(double[][] matrix) {
        return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }

    /// Mean of (ψ(r + h) − ψ(r − h))/2h with h a normal-reference bandwidth.
    static double meanSlope(double[] residual, ResidualLoss loss) {
        return Arrays.stream(slopes(residual, loss)).average().orElse(0);
    }

    private static double[] slopes(double[] residual, ResidualLoss loss) {
        double[] sizes = Arrays.stream(residual).map(Math::abs).sorted().toArray();
        double median = sizes[sizes.length / 2];
        double mean = Math.sqrt(Arrays.stream(residual).map(r -> r * r).average().orElse(0));
        double spread = median > 0 ? Math.min(mean, 1.4826 * median) : mean;
        double h = Math.max(1.06 * spread * Math.pow(residual.length, -.2), 1e-300);
        return Arrays.stream(residual)
                .map(r -> (psi(loss, r + h) - psi(loss, r - h)) / (2 * h))
                .toArray();
    }

    static double psi(ResidualLoss loss, double r) {
        return switch (loss) {
            case ResidualLoss.Squared squared -> 2 * r;
            case ResidualLoss.Huber huber ->
                    Math.abs(r) <= huber.delta() ? r : Math.copySign(huber.delta(), r);
            case ResidualLoss.SoftL1 soft -> 2 * r / Math.hypot(1, r / soft.delta());
        };
    }
}
