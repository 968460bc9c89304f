package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Distances of mixtures whose samples are too large to be solved at once, from minibatches (Fatras
/// et al. 2020, arXiv 1910.04091). The mean cost between batches is above that between all points,
/// the more so the more dimensions there are; how it falls from quarters and halves of the batches
/// to the batches says how it goes on ([SizeTrend]).
public final class MinibatchTransport {

    /// An estimate of what one solve of all points would give.
    ///
    /// @param cost between all points
    /// @param costError its standard error: the scatter between batches by the jackknife, and a
    ///   tenth of what the trend adds, which it was seen to be off by where dimensions are few
    /// @param divergence debiased, null where it was not asked for
    /// @param divergenceError likewise
    /// @param gradient mean of the batches'
    /// @param batchCosts mean costs between quarters of the batches, halves, and batches
    /// @param sizes points of each source in a batch
    /// @param validation points of the validation sample in a batch
    /// @param dualityGap the largest of all solves, and so on
    public record Estimate(
            double cost,
            double costError,
            @Nullable Double divergence,
            @Nullable Double divergenceError,
            double[] gradient,
            double[] batchCosts,
            int batches,
            int[] sizes,
            int validation,
            double dualityGap,
            double marginalError,
            long iterations,
            boolean converged) {}

    private static final int LEVELS = 3;
    private static final double TREND_ERROR = .1;

    private final double[] p;
    private final Function<GroundCosts, MixtureTransport> engine;
    private double dualityGap;
    private double marginalError;
    private long iterations;
    private boolean converged = true;

    private MinibatchTransport(double[] p, Function<GroundCosts, MixtureTransport> engine) {
        this.p = p;
        this.engine = engine;
    }

    /// @param p share of each source
    /// @param engine solves a batch
    /// @param points of each side in a batch
    /// @param batches 2 at least
    public static Estimate at(
            double[] p,
            GroundCosts costs,
            Function<GroundCosts, MixtureTransport> engine,
            int points,
            int batches,
            long seed) {
        return new MinibatchTransport(p, engine).estimate(costs, points, batches, seed);
    }

    private Estimate estimate(GroundCosts costs, int points, int batches, long seed) {
        var random = new SplittableRandom(seed);
        double[][] cost = new double[batches][LEVELS];
        double[][] divergence = new double[batches][LEVELS];
        double[] gradient = new double[p.length];
        double[] e = new double[LEVELS];
        GroundCosts last = costs;
        for (int k = 0; k < batches; k++) {
            Minibatches.Batch batch = Minibatches.batch(costs, points, random);
            List<List<GroundCosts>> levels =
                    List.of(batch.quarters(), batch.halves(), List.of(batch.whole()));
            for (int level = 0; level < LEVELS; level++) {
                List<GroundCosts> parts = levels.get(level);
                e[level] = 0;
                for (GroundCosts part : parts) {
                    MixtureTransport.Distance found = solve(part);
                    cost[k][level] += found.transport().cost() / parts.size();
                    Double debiased = found.divergence();
                    divergence[k][level] +=
                            (debiased == null ? Double.NaN : debiased) / parts.size();
                    e[level] += SizeTrend.of(p, part.sizes(), part.validationSize()) / parts.size();
                    if (level == LEVELS - 1) {
                        add(found.gradient(), gradient, batches);
                    }
                }
            }
            last = batch.whole();
        }
        var trend = new SizeTrend(e, SizeTrend.of(p, costs.sizes(), costs.validationSize()));
        boolean debiased = !Double.isNaN(divergence[0][0]);
        return new Estimate(
                Math.max(0, trend.at(mean(cost, -1))),
                error(trend, cost),
                debiased ? trend.at(mean(divergence, -1)) : null,
                debiased ? error(trend, divergence) : null,
                gradient,
                mean(cost, -1),
                batches,
                last.sizes(),
                last.validationSize(),
                dualityGap,
                marginalError,
                iterations,
                converged);
    }

    private MixtureTransport.Distance solve(GroundCosts part) {
        MixtureTransport.Distance found = engine.apply(part).at(p);
        dualityGap = Math.max(dualityGap, Math.abs(found.transport().dualityGap()));
        marginalError = Math.max(marginalError, found.transport().marginalError());
        iterations += found.transport().iterations();
        converged &= found.converged();
        return found;
    }

    private static void add(double[] gradient, double[] mean, int batches) {
        for (int i = 0; i < mean.length; i++) {
            mean[i] += gradient[i] / batches;
        }
    }

    /// Of the rows but for one.
    private static double[] mean(double[][] rows, int without) {
        double[] mean = new double[LEVELS];
        int count = without < 0 ? rows.length : rows.length - 1;
        for (int k = 0; k < rows.length; k++) {
            for (int level = 0; level < LEVELS && k != without; level++) {
                mean[level] += rows[k][level] / count;
            }
        }
        return mean;
    }

    private static double error(SizeTrend trend, double[][] rows) {
        double[] means = mean(rows, -1);
        double added = trend.at(means) - means[LEVELS - 1];
        return Math.hypot(jackknife(trend, rows), TREND_ERROR * added);
    }

    /// √((K − 1)/K Σ (θ_k − θ̄)²) with θ_k the estimate without batch k (Efron 1982).
    private static double jackknife(SizeTrend trend, double[][] rows) {
        int count = rows.length;
        double[] estimates = new double[count];
        double mean = 0;
        for (int k = 0; k < count; k++) {
            estimates[k] = trend.at(mean(rows, k));
            mean += estimates[k] / count;
        }
        double squares = 0;
        for (double estimate : estimates) {
            squares += (estimate - mean) * (estimate - mean);
        }
        return Math.sqrt(squares * (count - 1) / count);
    }
}
