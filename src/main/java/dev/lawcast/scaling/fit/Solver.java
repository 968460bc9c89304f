package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/// Fits a law to observations: starts from variable projection on a grid, from the law and from the
/// user, a polish of each under the stated objective, and an account of how it went. Global within
/// the searched ranges, without a start from the user, deterministic.
///
/// A law with one exponent under least squares has one start, the optimum of its
/// [profile][ExponentProfile], where that has a single one. Of the starts that only serve to make
/// sure, no more are polished once enough have met in one optimum.
public final class Solver {

    private static final int GRID_STARTS = 8;

    /// So many starts that end in one optimum, and none elsewhere, are enough.
    private static final int AGREE = 4;

    /// Objectives closer than this share belong to one optimum.
    static final double SAME = 1e-7;

    private final Problem problem;
    private final SolverCost cost;
    private final Polish polish;
    private final SolverRank rank;
    private final @Nullable ExponentProfile profile;
    private @Nullable SolverGrid grid;
    private final double[] start;
    private final double[] best;
    private final boolean[] held;

    Solver(Problem problem) {
        this.problem = problem;
        cost = problem.cost();
        polish = new Polish(problem, cost);
        rank = new SolverRank(problem.d, problem.n);
        profile = ExponentProfile.covers(problem.unknowns) ? new ExponentProfile(problem) : null;
        start = new double[problem.d];
        best = new double[problem.d];
        held = new boolean[problem.d];
    }

    /// @throws IllegalArgumentException as [Problem#Problem]
    public static Solution solve(
            ScalingLaw law, Observations observations, FitSettings settings, Progress progress) {
        return solve(new Problem(law, observations, settings), progress);
    }

    public static Solution solve(Problem problem, Progress progress) {
        return new Solver(problem).run(progress);
    }

    Problem problem() {
        return problem;
    }

    /// Solves the problem as it is filled now.
    Solution run(Progress progress) {
        List<double[]> offered = problem.law.starts(problem.sizes, problem.y);
        if (profile != null
                && offered.isEmpty()
                && problem.settings.starts().isEmpty()
                && !progress.cancelled()
                && profile.minimise(start)) {
            polish.minimise(start, false, progress);
            if (polish.stationary()) {
                progress.report(1);
                return account(new double[] {polish.objective()}, polish.iterations(), progress);
            }
        }
        return search(offered, progress);
    }

    private Solution search(List<double[]> offered, Progress progress) {
        List<double[]> starts = new ArrayList<>();
        int needed = gather(starts, offered, progress);
        double[] objectives = new double[starts.size()];
        int winner = -1;
        int iterations = 0;
        int tried = 0;
        while (tried < starts.size()
                && !progress.cancelled()
                && (tried < needed || !agree(objectives, tried))) {
            polish.minimise(starts.get(tried), false, progress);
            boolean ended = polish.stationary() && Double.isFinite(polish.objective());
            objectives[tried] = ended ? polish.objective() : Double.POSITIVE_INFINITY;
            boolean first = winner < 0 && Double.isFinite(polish.objective());
            if (first || (winner >= 0 && objectives[tried] < objectives[winner])) {
                winner = tried;
                System.arraycopy(polish.parameters(), 0, best, 0, problem.d);
                iterations = polish.iterations();
            }
            tried++;
            progress.report((double) tried / starts.size());
        }
        if (winner < 0) {
            return nothing(tried, progress);
        }
        if (winner != tried - 1) {
            polish.minimise(best, true, progress);
        }
        return account(Arrays.copyOf(objectives, tried), iterations, progress);
    }

    private static boolean agree(double[] objectives, int count) {
        for (int s = 1; s < count; s++) {
            double difference = Math.abs(objectives[s] - objectives[0]);
            if (!(difference <= SAME * objectives[0])) {
                return false;
            }
        }
        return count >= AGREE && objectives[0] < Double.POSITIVE_INFINITY;
    }

    /// Fills the starts; those that may show another optimum come first.
    ///
    /// @return how many these are
    private int gather(List<double[]> starts, List<double[]> offered, Progress progress) {
        if (grid == null) {
            grid = new SolverGrid(problem);
        } else {
            grid.fill();
        }
        grid.scan(progress);
        int[] cells = new int[GRID_STARTS];
        int minima = grid.minima(cells);
        int found = cost.robust() ? grid.others(cells, minima) : minima;
        add(starts, cells, 0, minima);
        for (double[] point : offered) {
            double[] completed = point.clone();
            grid.complete(completed);
            starts.add(completed);
        }
        for (var given : problem.settings.starts()) {
            double[] point = problem.start(given);
            double[] rest = found > 0 ? starts.getFirst() : new double[problem.d];
            for (int k = 0; k < problem.d; k++) {
                point[k] = Double.isNaN(point[k]) ? rest[k] : point[k];
            }
            starts.add(point);
        }
        int needed = starts.size();
        add(starts, cells, minima, found);
        return needed;
    }

    private void add(List<double[]> starts, int[] cells, int from, int to) {
        for (int c = from; c < to; c++) {
            double[] point = new double[problem.d];
            Objects.requireNonNull(grid).start(cells[c], point);
            starts.add(point);
        }
    }

    private Solution nothing(int starts, Progress progress) {
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

    private Solution account(double[] objectives, int iterations, Progress progress) {
        double least = polish.objective();
        double noise = 16 * polish.noise();
        double same = least > 0 ? least * (1 + SAME + noise * noise) : Double.MIN_NORMAL;
        double[] sorted = objectives.clone();
        Arrays.sort(sorted);
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
        List<String> boundsHit = List.of();
        for (int k = 0; k < problem.d; k++) {
            held[k] = polish.held(k);
            boolean fixed = problem.lower[k] == problem.upper[k];
            double value = polish.parameters()[k];
            if (!fixed && (value <= problem.lower[k] || value >= problem.upper[k])) {
                boundsHit = boundsHit.isEmpty() ? new ArrayList<>() : boundsHit;
                boundsHit.add(problem.names.get(k));
            }
        }
        rank.decompose(polish.jacobian(), cost.gauss, polish.gauss(), held);
        double[] parameters = polish.parameters().clone();
        problem.outward(parameters);
        return new Solution(
                parameters,
                least,
                end(parameters, progress),
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

    private Solution.End end(double[] parameters, Progress progress) {
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
