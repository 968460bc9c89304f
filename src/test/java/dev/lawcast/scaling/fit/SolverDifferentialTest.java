package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/// The same problems by Apache Commons Math, an implementation that shares nothing with ours.
class SolverDifferentialTest {

    private static final PowerLawConstant LAW = new PowerLawConstant();

    /// x in [1, 1e4], so that the peer needs no scaling.
    private static Observations runs(long seed, double noise) {
        var random = new SplittableRandom(seed);
        double e = .2 + 2 * random.nextDouble();
        double a = .5 + 3 * random.nextDouble();
        double alpha = .1 + .8 * random.nextDouble();
        double[] x = new double[30];
        double[] y = new double[30];
        for (int i = 0; i < x.length; i++) {
            x[i] = FastMath.pow(10, 4 * i / 29.0);
            y[i] =
                    (e + a * FastMath.pow(x[i], -alpha))
                            * FastMath.exp(noise * random.nextGaussian());
        }
        return SolverTest.observations(y, x);
    }

    @Test
    void agreesOnLeastSquaresOfRawResiduals() {
        FitSettings settings =
                FitSettings.of(new Objective(ResidualSpace.RAW, new ResidualLoss.Squared()));
        int compared = 0;
        for (long seed = 0; seed < 100; seed++) {
            Observations runs = runs(seed, .005);
            Solution solution = Solver.solve(LAW, runs, settings, Progress.NONE);
            if (!solution.boundsHit().isEmpty()) {
                continue; // the peer knows no bounds
            }
            var end =
                    new LevenbergMarquardtOptimizer()
                            .withCostRelativeTolerance(1e-15)
                            .withParameterRelativeTolerance(1e-12)
                            .withOrthoTolerance(1e-14)
                            .optimize(
                                    new LeastSquaresBuilder()
                                            .model(
                                                    p -> values(p, runs.x()[0]),
                                                    p -> jacobian(p, runs.x()[0]))
                                            .target(runs.y())
                                            .start(new double[] {.5, 1, .3})
                                            .maxEvaluations(10_000)
                                            .maxIterations(10_000)
                                            .build());
            double squares = end.getCost() * end.getCost();
            assertThat(solution.objective()).isLessThanOrEqualTo(squares * (1 + 1e-10));
            if (squares > solution.objective() * (1 + 1e-6)) {
                continue; // the peer walked off to a flat valley
            }
            double[] ours = solution.parameters();
            double[] theirs = end.getPoint().toArray();
            for (int k = 0; k < 3; k++) {
                assertThat(ours[k])
                        .as("seed %d, parameter %d", seed, k)
                        .isCloseTo(theirs[k], within(1e-6 * Math.abs(theirs[k])));
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(80);
    }

    @Test
    void isNeverBeatenOnRobustObjectives() {
        for (ResidualLoss loss :
                new ResidualLoss[] {new ResidualLoss.Huber(1e-3), new ResidualLoss.SoftL1(.01)}) {
            Objective objective = new Objective(ResidualSpace.LOG, loss);
            for (long seed = 0; seed < 30; seed++) {
                Observations runs = runs(seed, .02);
                Solution solution =
                        Solver.solve(LAW, runs, FitSettings.of(objective), Progress.NONE);
                assertThat(solution.converged()).as("%s, seed %d", loss, seed).isTrue();
                MultivariateFunction cost = p -> cost(loss, p, runs);
                double theirs = Double.POSITIVE_INFINITY;
                for (double alpha : new double[] {.1, .3, .6, 1}) {
                    double[] start = {.5, 1, alpha};
                    for (int restart = 0; restart < 3; restart++) {
                        var end =
                                new SimplexOptimizer(1e-12, 1e-14)
                                        .optimize(
                                                new MaxEval(100_000),
                                                new ObjectiveFunction(cost),
                                                GoalType.MINIMIZE,
                                                new InitialGuess(start),
                                                new NelderMeadSimplex(3));
                        start = end.getPoint();
                        theirs = Math.min(theirs, end.getValue());
                    }
                }
                assertThat(solution.objective())
                        .as("%s, seed %d", loss, seed)
                        .isLessThanOrEqualTo(theirs * (1 + 1e-9));
            }
        }
    }

    private static double cost(ResidualLoss loss, double[] p, Observations runs) {
        if (p[0] < 0 || p[1] < 0 || p[2] < 0 || p[2] > 10) {
            return Double.MAX_VALUE;
        }
        double[] values = values(p, runs.x()[0]);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double r = FastMath.log(values[i]) - FastMath.log(runs.y()[i]);
            sum +=
                    switch (loss) {
                        case ResidualLoss.Squared squared -> r * r;
                        case ResidualLoss.Huber(double delta) ->
                                FastMath.abs(r) <= delta
                                        ? r * r / 2
                                        : delta * (FastMath.abs(r) - delta / 2);
                        case ResidualLoss.SoftL1(double delta) ->
                                2 * delta * (FastMath.hypot(delta, r) - delta);
                    };
        }
        return sum;
    }

    private static double[] values(double[] p, double[] x) {
        double[] values = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            values[i] = p[0] + p[1] * FastMath.pow(x[i], -p[2]);
        }
        return values;
    }

    private static double[][] jacobian(double[] p, double[] x) {
        double[][] rows = new double[x.length][3];
        for (int i = 0; i < x.length; i++) {
            double power = FastMath.pow(x[i], -p[2]);
            rows[i] = new double[] {1, power, -FastMath.log(x[i]) * p[1] * power};
        }
        return rows;
    }
}
