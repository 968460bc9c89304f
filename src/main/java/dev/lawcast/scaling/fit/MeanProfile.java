package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;

/// Profile likelihood interval of what a law expects at a point x: all values c for which the runs,
/// fitted together with a run of metric c at x that weighs so much that the curve must pass there,
/// lose no more than t² squared standard deviations ([ProfileLikelihood]).
///
/// The optimum of F + K·(f(x) − c)² is that of F among all parameters with the same f(x), whatever
/// K, so nothing is lost by K being finite.
public final class MeanProfile {

    /// How much stiffer than the runs the curve is held at x. Little is enough, since where the
    /// curve really is counts; much makes a valley in which laws of many exponents get stuck.
    private static final double PULL = 20;

    private static final double FARTHEST = 1e3;

    private MeanProfile() {}

    /// @param runs the runs of the fit
    /// @param settings of the fit
    /// @param x the point, in the order of the law's variables
    /// @return null where the loss is robust, runs share clusters or scatter by their own
    ///   variances, parameters have priors, or nothing is known of the scatter or the error at x
    public static @Nullable Interval of(
            FittedLaw fitted, Observations runs, FitSettings settings, double[] x, double level) {
        double mean = fitted.value(x);
        double error =
                Spread.standardError(fitted, p -> fitted.law().value(p, x))
                        * settings.objective().space().slope(mean);
        var noise = fitted.noise();
        double scale = noise.known() ? 1 : noise.standardDeviation();
        boolean usable =
                settings.objective().loss() instanceof ResidualLoss.Squared
                        && runs.clusters() == null
                        && settings.noise() != FitSettings.Noise.HETEROSCEDASTIC
                        && settings.priors().isEmpty()
                        && (noise.known() || noise.degreesOfFreedom() > 0)
                        && scale > 0
                        && error > 0
                        && Double.isFinite(error);
        if (!usable) {
            return null;
        }
        double p = (1 + level) / 2;
        double t =
                noise.known()
                        ? new NormalDistribution().inverseCumulativeProbability(p)
                        : new TDistribution(noise.degreesOfFreedom())
                                .inverseCumulativeProbability(p);
        var search = new Search(fitted, runs, settings, x, scale, error);
        return Interval.of(search.limit(-1, t), search.limit(1, t), level);
    }

    private static final class Search {

        private final Problem problem;
        private final ResidualSpace space;
        private final double scale;
        private final double error;
        private final double mean;
        private final double least;
        private final double[] centre;
        private final double[] last;
        private final double[] start;
        private final double[] y;
        private final double[] gY;
        private final Polish polish;
        private final int n;

        Search(
                FittedLaw fitted,
                Observations runs,
                FitSettings settings,
                double[] x,
                double scale,
                double error) {
            this.scale = scale;
            space = settings.objective().space();
            mean = fitted.value(x);
            this.error = error;
            n = runs.size();
            problem = new Problem(fitted.law(), with(runs, x, mean), settings);
            double[] weight = problem.weight.clone();
            weight[n] = PULL * scale * scale / (error * error);
            y = problem.y.clone();
            gY = problem.gY.clone();
            var cost = new SolverCost(settings.objective(), y, gY, weight);
            polish = new Polish(problem, cost);
            centre = fitted.estimate().clone();
            problem.inward(centre);
            polish.minimise(centre, true, Progress.NONE);
            least = objective();
            last = new double[problem.d];
            start = new double[problem.d];
        }

        private static Observations with(Observations runs, double[] x, double y) {
            int n = runs.size();
            var keys = new ArrayList<>(runs.keys());
            keys.add("mean");
            double[][] sizes = new double[x.length][];
            for (int j = 0; j < x.length; j++) {
                sizes[j] = append(runs.x()[j], x[j]);
            }
            double[] errors = runs.standardErrors();
            double[] weights = runs.weights();
            return new Observations(
                    keys,
                    sizes,
                    append(Arrays.copyOf(runs.y(), n), y),
                    errors == null ? null : append(errors, errors[0]),
                    weights == null ? null : append(weights, 1));
        }

        private static double[] append(double[] values, double value) {
            double[] all = Arrays.copyOf(values, values.length + 1);
            all[values.length] = value;
            return all;
        }

        /// Of the runs alone.
        private double objective() {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double r = polish.residuals()[i];
                sum += problem.weight[i] * r * r;
            }
            return sum;
        }

        double limit(int side, double t) {
            System.arraycopy(centre, 0, last, 0, last.length);
            double[] reached = {0};
            double distance =
                    SignedRoot.reaching(
                            t,
                            x -> root(side, x, reached),
                            t * error,
                            Double.MAX_VALUE,
                            FARTHEST * t * error,
                            Progress.NONE);
            return space.metric(space.of(mean) + side * distance);
        }

        private double root(int side, double x, double[] reached) {
            gY[n] = space.of(mean) + side * x;
            y[n] = space.metric(gY[n]);
            double ratio = reached[0] > 0 ? x / reached[0] : 1;
            for (int j = 0; j < start.length; j++) {
                start[j] = centre[j] + ratio * (last[j] - centre[j]);
            }
            polish.minimise(start, true, Progress.NONE);
            if (!polish.stationary()) {
                return Double.POSITIVE_INFINITY;
            }
            System.arraycopy(polish.parameters(), 0, last, 0, last.length);
            reached[0] = x;
            double held = Math.abs(x + side * polish.residuals()[n]); // where the curve really is
            double excess = (objective() - least) / (scale * scale);
            return excess > 0 ? Math.sqrt(excess) * x / Math.max(held, .5 * x) : 0;
        }
    }
}
