package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;

/// The parametric bootstrap: metrics drawn about the fitted law at the sizes of the runs, and
/// fitted again.
///
/// Replicate b: rᵢ = s_b·zᵢ/√wᵢ, s_b² = s²·ν/χ²_ν with ν = n − p (known noise: s_b = 1); zᵢ normal,
/// or for a robust loss, whose tails are heavy, a residual of the fit; metric g⁻¹(g(f̂ᵢ) + rᵢ) in
/// the space g of the residuals. With the scatter drawn too, the draws of a linear law are its
/// multivariate t distribution, so that percentiles need no stretching, and a law that bends gives
/// the draws its bend. Resampled runs differ in what sizes they hold; here the sizes stay.
///
/// Where each run scatters by its own variance, s is its own residual r̂ᵢ/(1 − hᵢ): the wild
/// bootstrap (Wu 1986), whose draws have the covariance HC3.
///
/// Holds workspace: one per thread.
final class Simulation {

    private final Problem problem;
    private final double[] predicted;
    private final double[] scatter;
    private final double scale;
    private final int freedom;
    private final double[] residuals;
    private final ResidualSpace space;
    private final double[] estimate;
    private final double[] y;
    private final double[] gY;
    private final SolverCost cost;
    private final Polish polish;
    private final @Nullable Priors drawn;
    private final SolverRank rank;
    private final boolean[] held;

    /// @param predicted metric of each run at the estimate
    /// @param scatter standard deviation of each run at weight 1
    /// @param scale s at weight 1; 1 where the noise is known
    /// @param freedom ν; 0 where the noise is known
    /// @param residuals of mean square 1 to draw from; empty for normal ones
    Simulation(
            Problem problem,
            Solution solution,
            double[] predicted,
            double[] scatter,
            double scale,
            int freedom,
            double[] residuals) {
        this.problem = problem;
        this.predicted = predicted;
        this.scatter = scatter;
        this.scale = scale;
        this.freedom = freedom;
        this.residuals = residuals;
        space = problem.settings.objective().space();
        estimate = solution.parameters().clone();
        problem.inward(estimate);
        y = new double[problem.n];
        gY = new double[problem.n];
        cost = new SolverCost(problem.settings.objective(), y, gY, problem.weight);
        Priors priors = problem.priors;
        drawn =
                priors == null
                        ? null
                        : new Priors(
                                priors.precision(), priors.mean().clone(), priors.logarithmic());
        polish = new Polish(problem, cost, drawn);
        rank = new SolverRank(problem.d, problem.n);
        held = new boolean[problem.d];
    }

    /// @return null where the refit does not converge
    double @Nullable [] draw(SplittableRandom random, Progress progress) {
        double spread = 1;
        if (freedom > 0) {
            double squares = 0;
            for (int k = 0; k < freedom; k++) {
                double z = random.nextGaussian();
                squares += z * z;
            }
            spread = Math.sqrt(freedom / squares);
        }
        for (int i = 0; i < y.length; i++) {
            double z =
                    residuals.length == 0
                            ? random.nextGaussian()
                            : residuals[random.nextInt(residuals.length)];
            double r = spread * scatter[i] * z / Math.sqrt(problem.weight[i]);
            gY[i] = space.of(predicted[i]) + r;
            y[i] = space.metric(gY[i]);
        }
        drawPriors(random);
        polish.minimise(estimate, true, progress);
        if (!ended()) {
            again(progress);
        }
        if (!ended()) {
            return null;
        }
        double[] parameters = polish.parameters().clone();
        problem.outward(parameters);
        for (double value : parameters) {
            if (!Double.isFinite(value)) {
                return null;
            }
        }
        return parameters;
    }

    /// A prior is a measurement of its parameter: it too would come out otherwise.
    private void drawPriors(SplittableRandom random) {
        Priors priors = problem.priors;
        Priors mine = drawn;
        if (priors == null || mine == null) {
            return;
        }
        for (int k = 0; k < estimate.length; k++) {
            if (priors.precision()[k] > 0) {
                double centre = priors.logarithmic()[k] ? Math.log(estimate[k]) : estimate[k];
                double sd = scale / Math.sqrt(priors.precision()[k]);
                mine.mean()[k] = centre + sd * random.nextGaussian();
            }
        }
    }

    /// From the best points of the whole grid.
    private void again(Progress progress) {
        var grid = new SolverGrid(problem, y);
        grid.scan(progress);
        int[] cells = new int[2];
        double[] start = new double[problem.d];
        int found = grid.minima(cells);
        for (int c = 0; c < found && !ended(); c++) {
            grid.start(cells[c], start);
            polish.minimise(start, false, progress);
        }
    }

    private boolean ended() {
        if (!polish.stationary()) {
            return false;
        }
        for (int k = 0; k < problem.d; k++) {
            held[k] = polish.held(k);
        }
        rank.decompose(polish.jacobian(), cost.gauss, polish.gauss(), held);
        return rank.full();
    }
}
