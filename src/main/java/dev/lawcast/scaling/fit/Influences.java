package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.Influence;
import dev.lawcast.scaling.law.ResidualLoss;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How much each run moves each parameter.
///
/// One Newton step tells about how far a parameter moves when run i is left out, Δ =
/// (JᵀWJ)⁻¹·gᵢ·wᵢψᵢ/(mean(ψ′)·(1 − hᵢ)); the few runs that move a parameter most by that account
/// are then really left out and the law fitted again.
///
/// @param steps `steps[c][i]`: change of free parameter c without run i, by one step
record Influences(int[] columns, double[][] steps) {

    private static final int CANDIDATES = 3;

    static Influences of(Linearization at, int[] columns, ResidualLoss loss) {
        int n = at.runs();
        var unit = Covariance.of(at, columns, new ResidualLoss.Squared(), FitSettings.Noise.KNOWN);
        double slope = Covariance.meanSlope(at.residual(), loss);
        double[][] steps = new double[columns.length][n];
        for (int i = 0; i < n; i++) {
            double pull =
                    at.weight()[i]
                            * Covariance.psi(loss, at.residual()[i])
                            / slope
                            / Math.max(1 - unit.leverage()[i], 1e-3);
            for (int a = 0; a < columns.length; a++) {
                double sum = 0;
                for (int b = 0; b < columns.length; b++) {
                    sum += unit.matrix()[a][b] * at.jacobian()[columns[b]][i];
                }
                steps[a][i] = sum * pull;
            }
        }
        return new Influences(columns, steps);
    }

    /// Acceleration of the bootstrap for free parameter c, over runs or whole configurations.
    double acceleration(int c, Iterable<int[]> units) {
        double squares = 0;
        double cubes = 0;
        for (int[] members : units) {
            double u = 0;
            for (int i : members) {
                u -= steps[c][i];
            }
            squares += u * u;
            cubes += u * u * u;
        }
        double a = cubes / (6 * Math.pow(squares, 1.5));
        return Double.isFinite(a) ? a : 0;
    }

    /// For each free parameter the run whose absence moves it most.
    ///
    /// @param errors standard error of each parameter of the law, NaN where there is none
    List<Influence> strongest(
            Problem problem,
            Solution solution,
            List<String> keys,
            double[] errors,
            Progress progress) {
        var refitter = new Refitter(problem, solution);
        Map<Integer, double @Nullable []> without = new HashMap<>();
        var found = new ArrayList<Influence>();
        for (int c = 0; c < columns.length && !progress.cancelled(); c++) {
            double[] step = steps[c];
            int parameter = columns[c];
            double estimate = solution.parameters()[parameter];
            int strongest = -1;
            double change = 0;
            for (int run :
                    IntStream.range(0, step.length)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> -Math.abs(step[i])))
                            .limit(CANDIDATES)
                            .toList()) {
                double[] refit =
                        without.computeIfAbsent(
                                run, i -> leaveOut(refitter, problem.n, i, progress));
                if (refit.length > 0 && Math.abs(refit[parameter] - estimate) > Math.abs(change)) {
                    change = refit[parameter] - estimate;
                    strongest = run;
                }
            }
            if (strongest >= 0) {
                double inErrors = change / errors[parameter];
                found.add(
                        new Influence(
                                problem.names.get(parameter),
                                keys.get(strongest),
                                change,
                                Double.isFinite(inErrors) ? inErrors : null));
            }
        }
        return List.copyOf(found);
    }

    private static double[] leaveOut(Refitter refitter, int n, int run, Progress progress) {
        double[] weight = new double[n];
        Arrays.fill(weight, 1);
        weight[run] = 0;
        var refit = refitter.refit(weight, progress.quiet());
        return refit.converged() ? refit.parameters() : new double[0];
    }
}
