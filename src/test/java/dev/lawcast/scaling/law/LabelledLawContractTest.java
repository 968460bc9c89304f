package dev.lawcast.scaling.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.Solution;
import dev.lawcast.scaling.fit.Solver;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// What every law with parameters for each label keeps: laws of the catalogue in a form with three
/// labels, and laws tied over three groups.
@ParameterizedClass
@MethodSource("laws")
class LabelledLawContractTest {

    private static final int POINTS = 120;
    private static final List<String> LABELS = List.of("opt", "qwen 2", "gpt-2");

    private final ScalingLaw law;
    private final SplittableRandom random = new SplittableRandom(23);

    LabelledLawContractTest(ScalingLaw law) {
        this.law = law;
    }

    static List<Named<ScalingLaw>> laws() {
        var all = new ArrayList<Named<ScalingLaw>>();
        for (ScalingLaw law : LawCatalogue.all()) {
            if (label(law) >= 0) {
                all.add(Named.of(law.id(), law.in(new LawForm(0, LABELS))));
            }
        }
        for (var shared :
                List.of(Set.<String>of(), Set.of("alpha"), Set.of("E"), Set.of("A", "E"))) {
            all.add(
                    Named.of(
                            "power_law_constant sharing " + shared,
                            new TiedLaw(new PowerLawConstant(), shared, LABELS)));
        }
        for (var shared : List.of(Set.<String>of(), Set.of("alpha", "beta"))) {
            all.add(
                    Named.of(
                            "chinchilla sharing " + shared,
                            new TiedLaw(new Chinchilla(), shared, LABELS)));
        }
        return all;
    }

    private static int label(ScalingLaw law) {
        for (int j = 0; j < law.variables().size(); j++) {
            if (law.variables().get(j).kind() == LawVariable.Kind.LABEL) {
                return j;
            }
        }
        return -1;
    }

    @Test
    void namesAParameterForEachLabel() {
        assertThat(law.parameters())
                .extracting(LawParameter::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z][A-Za-z0-9_]*(\\[[^\\]]+])?"));
        for (String label : LABELS) {
            assertThat(law.parameters())
                    .extracting(LawParameter::name)
                    .anyMatch(name -> name.endsWith("[" + label + "]"));
        }
        assertThat(law.basis())
                .hasSize((int) law.parameters().stream().filter(LawParameter::linear).count());
    }

    @Test
    void evaluatesManyPointsAsEachAlone() {
        double[] p = parameters();
        double[][] x = points();
        double[] values = new double[POINTS];
        law.evaluate(p, Sizes.of(x, POINTS), values, new double[p.length][POINTS]);
        for (int i = 0; i < POINTS; i++) {
            double alone = law.value(p, point(x, i));
            assertThat(values[i]).isCloseTo(alone, within(1e-12 * Math.abs(alone)));
        }
    }

    /// Against differences of the value, extrapolated twice.
    @Test
    void gradientIsTheDerivativeOfTheValue() {
        double[] p = parameters();
        double[][] x = points();
        double[][] jacobian = new double[p.length][POINTS];
        for (double[] column : jacobian) {
            Arrays.fill(column, 7); // the law has to write every entry
        }
        law.evaluate(p, Sizes.of(x, POINTS), new double[POINTS], jacobian);
        for (int i = 0; i < POINTS; i++) {
            double[] at = point(x, i);
            double value = Math.abs(law.value(p, at));
            for (int k = 0; k < p.length; k++) {
                double h = 1e-2 * Math.abs(p[k]);
                double first = difference(p, k, h, at);
                double second = difference(p, k, h / 2, at);
                double third = difference(p, k, h / 4, at);
                double once = (4 * second - first) / 3;
                double twice = (4 * third - second) / 3;
                double derivative = (16 * twice - once) / 15;
                assertThat(jacobian[k][i])
                        .as("by %s at %s", law.parameters().get(k).name(), Arrays.toString(at))
                        .isCloseTo(
                                derivative,
                                within(1e-7 * Math.abs(derivative) + 1e-12 * value / h));
            }
        }
    }

    private double difference(double[] p, int k, double h, double[] x) {
        double[] above = p.clone();
        double[] below = p.clone();
        above[k] += h;
        below[k] -= h;
        return (law.value(above, x) - law.value(below, x)) / (above[k] - below[k]);
    }

    @Test
    void secondDerivativesAreThoseOfTheGradient() {
        double[] p = parameters();
        Sizes sizes = Sizes.of(points(), POINTS);
        double[][] jacobian = new double[p.length][POINTS];
        law.evaluate(p, sizes, new double[POINTS], jacobian);
        double[] weight = random.doubles(POINTS, -1, 1).toArray();
        double[][] hessian = new double[p.length][p.length];
        assertThat(law.addSecondDerivatives(p, sizes, jacobian, weight, hessian)).isTrue();
        for (int k = 0; k < p.length; k++) {
            double h = 1e-5 * Math.abs(p[k]);
            double[] above = p.clone();
            double[] below = p.clone();
            above[k] += h;
            below[k] -= h;
            double[][] up = new double[p.length][POINTS];
            double[][] down = new double[p.length][POINTS];
            law.evaluate(above, sizes, new double[POINTS], up);
            law.evaluate(below, sizes, new double[POINTS], down);
            for (int l = 0; l <= k; l++) {
                double sum = 0;
                double scale = 0;
                for (int i = 0; i < POINTS; i++) {
                    double part = weight[i] * (up[l][i] - down[l][i]) / (above[k] - below[k]);
                    sum += part;
                    scale += Math.abs(part) + 1e-9 * Math.abs(weight[i] * jacobian[l][i]) / h;
                }
                assertThat(hessian[k][l]).as("%d, %d", k, l).isCloseTo(sum, within(1e-6 * scale));
            }
        }
    }

    @Test
    void isLinearInTheParametersThatItDeclaresLinear() {
        double[] p = parameters();
        Sizes sizes = Sizes.of(points(), POINTS);
        double[][] before = new double[p.length][POINTS];
        double[][] after = new double[p.length][POINTS];
        law.evaluate(p, sizes, new double[POINTS], before);
        double[] q = p.clone();
        for (int k = 0; k < p.length; k++) {
            q[k] *= law.parameters().get(k).linear() ? 3 : 1;
        }
        law.evaluate(q, sizes, new double[POINTS], after);
        for (int k = 0; k < p.length; k++) {
            if (law.parameters().get(k).linear()) {
                assertThat(after[k]).containsExactly(before[k]);
            }
        }
    }

    @Test
    void describesTheSameCurveInOtherUnits() {
        if (!law.rescales()) {
            return;
        }
        double[] p = parameters();
        double[][] x = points();
        double[] unit = random.doubles(x.length, 1e-3, 1e6).toArray();
        unit[label(law)] = 1;
        double[] q = p.clone();
        law.rescale(q, unit);
        for (int i = 0; i < POINTS; i++) {
            double[] at = point(x, i);
            double value = law.value(p, at);
            for (int j = 0; j < at.length; j++) {
                at[j] /= unit[j];
            }
            assertThat(law.value(q, at)).isCloseTo(value, within(1e-11 * Math.abs(value)));
        }
    }

    @Test
    void recoversPlantedConstantsFromNoiselessData() {
        double[] p = parameters();
        double[][] x = points();
        double[] y = new double[POINTS];
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            y[i] = law.value(p, point(x, i));
            keys.add("run-" + i);
        }
        Solution solution =
                Solver.solve(
                        law,
                        new Observations(keys, x, y, null, null),
                        FitSettings.of(law.defaultObjective()),
                        Progress.NONE);
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        for (int k = 0; k < p.length; k++) {
            assertThat(solution.parameters()[k] / p[k])
                    .as(law.parameters().get(k).name())
                    .isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void reachesATargetAtTheSizeThatItGives() {
        double[] p = parameters();
        double[][] x = points();
        for (int i = 0; i < POINTS; i++) {
            double[] at = point(x, i);
            double target = law.value(p, at);
            double size = law.sizeReaching(target, 0, p, at);
            assertThat(size).isCloseTo(at[0], within(1e-6 * at[0]));
            double limit = law.limit(0, p, at);
            assertThat(limit).isLessThan(target);
            assertThat(law.sizeReaching(limit - 1e-3 * target, 0, p, at)).isInfinite();
            double[] huge = at.clone();
            huge[0] = 1e300;
            assertThat(law.value(p, huge)).isCloseTo(limit, within(1e-6 * target));
        }
    }

    @Test
    void refusesLabelsThatAreNotThere() {
        double[] x = point(points(), 0);
        x[label(law)] = 1 << LABELS.size();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> law.value(parameters(), x))
                .withMessageContaining("gpt-2");
    }

    @Test
    void saysThatOnlyPoolsHaveUnions() {
        double[] x = point(points(), 0);
        x[label(law)] = 5;
        if (law instanceof PoolLaw) {
            assertThat(law.value(parameters(), x)).isPositive();
            return;
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> law.value(parameters(), x))
                .withMessageContaining("unions")
                .withMessageContaining("[opt, gpt-2]");
    }

    /// Constants of which every term matters at sizes near 1e8.
    private double[] parameters() {
        double[] p = new double[law.parameters().size()];
        for (int k = 0; k < p.length; k++) {
            LawParameter parameter = law.parameters().get(k);
            double share = .45 + .01 * k;
            p[k] =
                    switch (parameter.name().replaceAll("\\[.*", "")) {
                        case "d" -> .1;
                        case "a" -> 1e-2;
                        case "b" -> -share;
                        case "tau" -> 5 * share;
                        case "alpha", "beta", "nu" -> .6 * share;
                        case "E", "L" -> 1 + share;
                        default -> (1 + share) * Math.pow(1e8, .27);
                    };
        }
        return p;
    }

    /// Sizes within four decades; pools repeated up to 30 times; a third of the points each label.
    private double[][] points() {
        double[][] x = new double[law.variables().size()][POINTS];
        for (int j = 0; j < x.length; j++) {
            for (int i = 0; i < POINTS; i++) {
                x[j][i] =
                        j == label(law)
                                ? LawForm.code(i % LABELS.size())
                                : 1e6 * Math.pow(1e4, random.nextDouble());
            }
        }
        for (int i = 0; law instanceof PoolLaw && i < POINTS; i++) {
            x[1][i] = x[0][i] / (.3 + 30 * random.nextDouble());
        }
        return x;
    }

    private static double[] point(double[][] x, int i) {
        double[] at = new double[x.length];
        for (int j = 0; j < at.length; j++) {
            at[j] = x[j][i];
        }
        return at;
    }
}
