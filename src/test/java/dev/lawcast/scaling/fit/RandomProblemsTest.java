package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.formula.FormulaLaw;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Five hundred random problems, ten kinds by fifty, fitted by ours from nothing and by the
/// Levenberg–Marquardt of Apache Commons Math from the truth and from four starts about it. The
/// peer has the formulas again, in its own functions, and differences for derivatives.
///
/// Both end at the same optimum in every one of them.
class RandomProblemsTest {

    private static final int PROBLEMS = 50;
    private static final int STARTS = 5;
    private static final double SAME = 1e-7; // of the sum of squares
    private static final double STEP = 1e-6;

    private interface Curve {
        /// @param p parameters, x place
        double at(double[] p, double[] x);
    }

    private enum Kind {
        POWER("power_law", 1, (p, x) -> p[0] * FastMath.pow(x[0], -p[1])),
        FLOOR("power_law_constant", 1, (p, x) -> p[0] + p[1] * FastMath.pow(x[0], -p[2])),
        SHIFTED("shifted_power", 1, (p, x) -> p[0] + p[1] * FastMath.pow(x[0] + p[2], -p[3])),
        JOINT(
                "chinchilla",
                2,
                (p, x) ->
                        p[0] + p[1] * FastMath.pow(x[0], -p[3]) + p[2] * FastMath.pow(x[1], -p[4])),
        SPLIT(
                "encoder_decoder",
                2,
                (p, x) -> p[0] + p[1] * FastMath.pow(x[0], -p[2]) * FastMath.pow(x[1], -p[3])),
        DOWNSTREAM("downstream_error", 1, (p, x) -> p[0] - p[1] * FastMath.exp(-p[2] * x[0])),
        QUALITY("quality_vs_loss", 1, (p, x) -> p[0] * FastMath.pow(x[0], -p[1])),
        DECAY("b1*exp(-b2*x) + b3", 1, (p, x) -> p[0] * FastMath.exp(-p[1] * x[0]) + p[2]),
        SATURATION("b1*x/(b2 + x)", 1, (p, x) -> p[0] * x[0] / (p[1] + x[0])),
        LOGISTIC(
                "b1/(1 + exp(b2 - b3*x))",
                1,
                (p, x) -> p[0] / (1 + FastMath.exp(p[1] - p[2] * x[0])));

        private final String law;
        private final int variables;
        private final Curve curve;

        Kind(String law, int variables, Curve curve) {
            this.law = law;
            this.variables = variables;
            this.curve = curve;
        }

        ScalingLaw law() {
            return LawCatalogue.find(law)
                    .orElseGet(() -> FormulaLaw.of(law, List.of("x"), Map.of()));
        }

        /// Constants of a problem, in the curve's order.
        double[] truth(SplittableRandom random) {
            double e = random.nextDouble(.3, 2);
            double a = random.nextDouble(.5, 4);
            double alpha = random.nextDouble(.15, .8);
            return switch (this) {
                case POWER, QUALITY -> new double[] {a, alpha};
                case FLOOR -> new double[] {e, a, alpha};
                case SHIFTED -> new double[] {e, a, random.nextDouble(1, 50), alpha};
                case JOINT -> new double[] {e, a, random.nextDouble(.5, 4), alpha, alpha + .1};
                case SPLIT -> new double[] {e, a, alpha / 2, random.nextDouble(.1, .4)};
                case DOWNSTREAM ->
                        new double[] {.9, random.nextDouble(.5, 3), random.nextDouble(.4, 1.2)};
                case DECAY -> new double[] {a, random.nextDouble(.3, 2), e};
                case SATURATION -> new double[] {a, random.nextDouble(.5, 4)};
                case LOGISTIC ->
                        new double[] {a, random.nextDouble(1, 3), random.nextDouble(.8, 2)};
            };
        }

        /// Sizes over four decades for power laws, a short stretch for the others.
        double place(int i, int n, int variable) {
            boolean narrow =
                    this == DOWNSTREAM || this == DECAY || this == SATURATION || this == LOGISTIC;
            if (variables == 2) {
                int side = 6;
                return FastMath.pow(
                        10, 4. * (variable == 0 ? i % side : i / side % side) / (side - 1));
            }
            return narrow ? .5 + 4.5 * i / (n - 1) : FastMath.pow(10, 4. * i / (n - 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothEndAtTheSameOptimum(Kind kind) {
        for (int seed = 0; seed < PROBLEMS; seed++) {
            var random = new SplittableRandom(1000L * kind.ordinal() + seed);
            double[] truth = kind.truth(random);
            int n = kind.variables == 2 ? 36 : 30;
            double[][] x = new double[kind.variables][n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < x.length; j++) {
                    x[j][i] = kind.place(i, n, j);
                }
                y[i] = kind.curve.at(truth, at(x, i)) * FastMath.exp(.01 * random.nextGaussian());
            }
            ScalingLaw law = kind.law();
            Solution ours =
                    Solver.solve(
                            law,
                            Planted.observations(x, y),
                            FitSettings.of(
                                    new Objective(ResidualSpace.RAW, new ResidualLoss.Squared())),
                            Progress.NONE);
            End theirs = peer(kind, truth, x, y, random);
            String what =
                    "%s, seed %d: ours %.12g, theirs %.12g"
                            .formatted(kind, seed, ours.objective(), theirs.squares);
            assertThat(ours.objective())
                    .as(what)
                    .isCloseTo(theirs.squares, within(SAME * theirs.squares));
            double[] p = ours.parameters();
            for (int i = 0; i < n; i++) {
                assertThat(law.value(p, at(x, i)))
                        .as(what)
                        .isCloseTo(
                                kind.curve.at(theirs.parameters, at(x, i)),
                                within(1e-2 * Math.sqrt(theirs.squares / n)));
            }
        }
    }

    private record End(double[] parameters, double squares) {}

    private static End peer(
            Kind kind, double[] truth, double[][] x, double[] y, SplittableRandom random) {
        End best = new End(truth, Double.POSITIVE_INFINITY);
        for (int s = 0; s < STARTS; s++) {
            double[] start = truth.clone();
            for (int k = 0; s > 0 && k < start.length; k++) {
                start[k] *= FastMath.exp(.5 * random.nextGaussian());
            }
            try {
                var end =
                        new LevenbergMarquardtOptimizer()
                                .withCostRelativeTolerance(1e-15)
                                .withParameterRelativeTolerance(1e-12)
                                .withOrthoTolerance(1e-14)
                                .optimize(
                                        new LeastSquaresBuilder()
                                                .model(
                                                        p -> values(kind, p, x),
                                                        p -> slopes(kind, p, x))
                                                .target(y)
                                                .start(start)
                                                .maxEvaluations(3000)
                                                .maxIterations(3000)
                                                .build());
                double squares = end.getCost() * end.getCost();
                if (squares < best.squares) {
                    best = new End(end.getPoint().toArray(), squares);
                }
            } catch (MathIllegalStateException e) {
                // the peer gave up from this start
            }
        }
        return best;
    }

    private static double[] at(double[][] x, int i) {
        double[] place = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            place[j] = x[j][i];
        }
        return place;
    }

    private static double[] values(Kind kind, double[] p, double[][] x) {
        double[] values = new double[x[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = kind.curve.at(p, at(x, i));
        }
        return values;
    }

    private static double[][] slopes(Kind kind, double[] p, double[][] x) {
        double[][] rows = new double[x[0].length][p.length];
        for (int k = 0; k < p.length; k++) {
            double[] moved = p.clone();
            double h = STEP * Math.max(Math.abs(p[k]), 1e-3);
            moved[k] = p[k] + h;
            double[] up = values(kind, moved, x);
            moved[k] = p[k] - h;
            double[] down = values(kind, moved, x);
            for (int i = 0; i < rows.length; i++) {
                rows[i][k] = (up[i] - down[i]) / (2 * h);
            }
        }
        return rows;
    }
}
