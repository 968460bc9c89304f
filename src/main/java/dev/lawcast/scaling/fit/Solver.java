package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Fits a law to observations: starts from variable projection on a grid and from the user, a
/// polish of each under the stated objective, and an account of how it went. Global within the
/// searched ranges, without a start from the user, deterministic.
public final class Solver {

    private static final int GRID_STARTS = 8;

    /// Objectives closer than this share belong to one optimum.
    static final double SAME = 1e-7;

    private Solver() {}

    /// @throws IllegalArgumentException as [Problem#Problem]
    public static Solution solve(
            ScalingLaw law, Observations observations, FitSettings settings, Progress progress) {
        return solve(new Problem(law, observations, settings), progress);
    }

    public static Solution solve(Problem problem, Progress progress) {
        SolverCost cost = problem.cost();
        SolverGrid grid = problem.grid();
        Polish polish = new Polish(problem.law, problem.sizes, cost, problem.lower, problem.upper);
        List<double[]> starts = starts(problem, grid, cost.robust(), progress);
        double[] objectives = new double[starts.size()];
        int best = -1;
        double[] parameters = new double[problem.d];
        int iterations = 0;
        for (int s = 0; s < starts.size() && !progress.cancelled(); s++) {
            polish.minimise(starts.get(s), false, progress);
            boolean ended = polish.stationary() && Double.isFinite(polish.objective());
            objectives[s] = ended ? polish.objective() : Double.POSITIVE_INFINITY;
            boolean first = best < 0 && Double.isFinite(polish.objective());
            if (first || (best >= 0 && objectives[s] < objectives[best])) {
                best = s;
                System.arraycopy(polish.parameters(), 0, parameters, 0, problem.d);
                iterations = polish.iterations();
            }
            progress.report((s + 1.0) / starts.size());
        }
        if (best < 0) {
            return nothing(problem, starts.size(), progress);
        }
        if (best != starts.size() - 1) {
            polish.minimise(parameters, true, progress);
        }
        return account(problem, cost, polish, objectives, iterations, progress);
    }

    private static List<double[]> starts(
            Problem problem, SolverGrid grid, boolean robust, Progress progress) {
        List<double[]> starts = new ArrayList<>();
        grid.scan(progress);
        int[] cells = new int[GRID_STARTS];
        int found = grid.best(cells, robust);
        for (int c = 0; c < found; c++) {
            double[] start = new double[problem.d];
            grid.start(cells[c], start);
            starts.add(start);
        }
        for (double[] offered : problem.offeredStarts()) {
            double[] start = offered.clone();
            grid.complete(start);
            starts.add(start);
        }
        for (var given : problem.settings.starts()) {
            double[] start = problem.start(given);
            double[] rest = starts.isEmpty() ? new double[problem.d] : starts.getFirst();
            for (int k = 0; k < problem.d; k++) {
                start[k] = Double.isNaN(start[k]) ? rest[k] : start[k];
            }
            starts.add(start);
        }
        return starts;
    }

    private static Solution nothing(Problem problem, int starts, Progress progress) {
        return new Solution(
                new double[problem.d],
                Double.POSITIVE_INFINITY,
                progress.cancelled() ? Solution.End.CANCELLED : Solution.End.NOT_FINITE,
                starts,
                0,
                0,
                OptionalDouble.empty(),
                0,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                0,
                problem.d,
                List.of(),
                List.of());
    }

    private static Solution account(
            Problem problem,
            SolverCost cost,
            Polish polish,
            double[] objectives,
            int iterations,
            Progress progress) {
        double least = polish.objective();
        double noise = 16 * cost.roundingShare(polish.predicted(), polish.residuals());
        double same = least > 0 ? least * (1 + SAME + noise * noise) : Double.MIN_NORMAL;
        double[] sorted = objectives.clone();
        java.util.Arrays.sort(sorted);
        int inBest = 0;
        int basins = 0;
        double second = Double.POSITIVE_INFINITY;
        double limit = Double.NEGATIVE_INFINITY;
        for (double value : sorted) {
            if (value == Double.POSITIVE_INFINITY) {
                break;
            }
            if (value <= same) {
                inBest++;
            } else {
                second = Math.min(second, value);
            }
            if (value > limit) {
                basins++;
                limit = Math.max(same, value * (1 + SAME));
            }
        }
        SolverRank rank = new SolverRank(problem.d, problem.n);
        boolean[] held = new boolean[problem.d];
        List<String> boundsHit = new ArrayList<>();
        for (int k = 0; k < problem.d; k++) {
            held[k] = polish.held(k);
            boolean fixed = problem.lower[k] == problem.upper[k];
            double value = polish.parameters()[k];
            if (!fixed && (value <= problem.lower[k] || value >= problem.upper[k])) {
                boundsHit.add(problem.names.get(k));
            }
        }
        rank.decompose(polish.jacobian(), cost.gauss, polish.gauss(), held);
        double[] parameters = polish.parameters().clone();
        problem.outward(parameters);
        return new Solution(
                parameters,
                least,
                end(problem, polish, rank, parameters, progress),
                objectives.length,
                basins,
                (double) inBest / objectives.length,
                second < Double.POSITIVE_INFINITY
                        ? OptionalDouble.of((second - least) / least)
                        : OptionalDouble.empty(),
                iterations,
                polish.scaledGradient(),
                rank.condition(),
                rank.rank(),
                rank.free(),
                List.copyOf(boundsHit),
                rank.full() ? List.of() : rank.flat(problem.names));
    }

    private static Solution.End end(
            Problem problem,
            Polish polish,
            SolverRank rank,
            double[] parameters,
            Progress progress) {
        if (progress.cancelled()) {
            return Solution.End.CANCELLED;
        }
        for (double value : parameters) {
            if (!Double.isFinite(value)) {
                return Solution.End.NOT_FINITE;
            }
        }
        if (problem.constant) {
            return Solution.End.CONSTANT_METRIC;
        }
        if (!problem.enoughPoints()) {
            return Solution.End.TOO_FEW_POINTS;
        }
        if (!rank.full()) {
            return Solution.End.FLAT;
        }
        return polish.stationary() ? Solution.End.CONVERGED : Solution.End.NOT_STATIONARY;
    }
}
