package dev.lawcast.scaling.fit;

/// Fits the same problem again with other row weights, as a bootstrap does: warm from the estimate,
/// with a check of the whole grid so that a replicate whose optimum lies in another basin is found
/// there. Ends by the same test as [Solver]. The answer depends on the weights only, not on earlier
/// calls.
///
/// Holds workspace: one per thread.
public final class Refitter {

    private static final int STARTS = 4;

    /// A robust refit that needs more iterations than this may have met one of several optima: it
    /// is tried from other points as well.
    private static final int EASY = 25;

    /// Grid minima with more than this multiple of the lowest squares are not worth a polish.
    private static final double WORTH = 2;

    private final Problem problem;
    private final SolverCost cost;
    private final SolverGrid grid;
    private final Polish polish;
    private final SolverRank rank;
    private final double[] estimate;
    private final double[] weight;
    private final double[] start;
    private final double[] best;
    private final int[] cells;
    private final boolean[] held;
    private final boolean[] present;
    private final int[] point;
    private final int wanted;

    /// @param solution of the problem with its own weights
    public Refitter(Problem problem, Solution solution) {
        this.problem = problem;
        cost = problem.cost();
        grid = new SolverGrid(problem);
        polish = new Polish(problem, cost);
        rank = new SolverRank(problem.d, problem.n);
        estimate = solution.parameters().clone();
        problem.inward(estimate);
        weight = new double[problem.n];
        start = new double[problem.d];
        best = new double[problem.d];
        cells = new int[STARTS];
        held = new boolean[problem.d];
        point = problem.points();
        present = new boolean[problem.n];
        wanted = problem.unknowns.open();
    }

    /// @param objective value with the new weights
    /// @param converged as [Solution#converged()]
    public record Refit(double[] parameters, double objective, boolean converged, int iterations) {}

    /// @param multiplicity how often each row counts, ≥ 0; multiplies the problem's weights
    public Refit refit(double[] multiplicity, Progress progress) {
        java.util.Arrays.fill(present, false);
        int distinct = 0;
        for (int i = 0; i < problem.n; i++) {
            weight[i] = problem.weight[i] * multiplicity[i];
            if (multiplicity[i] > 0 && !present[point[i]]) {
                present[point[i]] = true;
                distinct++;
            }
        }
        cost.reweight(weight);
        grid.reweight(weight);
        polish.minimise(estimate, true, progress);
        int iterations = polish.iterations();
        double objective = ended();
        System.arraycopy(polish.parameters(), 0, best, 0, problem.d);
        grid.scan(progress);
        boolean hard =
                cost.robust() && (iterations > EASY || objective == Double.POSITIVE_INFINITY);
        int found = grid.minima(cells);
        if (hard) {
            found = grid.others(cells, found);
        }
        boolean last = true;
        for (int c = 0; c < found; c++) {
            boolean poor = grid.score(cells[c]) > WORTH * grid.score(cells[0]);
            boolean known = objective < Double.POSITIVE_INFINITY && grid.near(cells[c], best);
            if (!hard && (poor || known)) {
                continue;
            }
            grid.start(cells[c], start);
            polish.minimise(start, false, progress);
            iterations += polish.iterations();
            last = ended() < objective;
            if (last) {
                objective = ended();
                System.arraycopy(polish.parameters(), 0, best, 0, problem.d);
            }
        }
        if (!last) {
            polish.minimise(best, true, progress);
        }
        for (int k = 0; k < problem.d; k++) {
            held[k] = polish.held(k);
        }
        rank.decompose(polish.jacobian(), cost.gauss, polish.gauss(), held);
        double[] parameters = polish.parameters().clone();
        problem.outward(parameters);
        boolean converged = polish.stationary() && rank.full() && distinct >= wanted;
        for (double value : parameters) {
            converged &= Double.isFinite(value);
        }
        return new Refit(parameters, polish.objective(), converged, iterations);
    }

    private double ended() {
        return polish.stationary() ? polish.objective() : Double.POSITIVE_INFINITY;
    }
}
