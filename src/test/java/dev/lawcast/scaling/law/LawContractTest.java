package dev.lawcast.scaling.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.Solution;
import dev.lawcast.scaling.fit.Solver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// What every law of the catalogue keeps, so that a new law is one file and one line.
@ParameterizedClass(name = "{0}")
@MethodSource("examples")
class LawContractTest {

    private static final int POINTS = 60;

    private final LawExample example;

    private final ScalingLaw law;

    private final SplittableRandom random = new SplittableRandom(17);

    LawContractTest(LawExample example) {
        this.example = example;
        law = example.law();
    }

    static List<LawExample> examples() {
        return LawExample.all();
    }

    @Test
    void isFoundInTheCatalogueByItsStableName() {
        assertThat(law.id()).matches("[a-z][a-z0-9_]*");
        assertThat(LawCatalogue.find(law.id()).orElseThrow()).hasSameClassAs(law);
        assertThat(LawCatalogue.all().stream().filter(other -> other.id().equals(law.id())))
                .hasSize(1);
    }

    @Test
    void describesItself() {
        assertThat(law.title()).isNotBlank();
        assertThat(law.source()).matches(".*\\d{4}.*arXiv:\\d{4}\\.\\d{5}.*");
        assertThat(law.variables()).isNotEmpty();
        assertThat(law.variables()).allSatisfy(LawContractTest::complete);
        assertThat(law.parameters()).isNotEmpty();
        assertThat(law.parameters())
                .allSatisfy(p -> {
                    assertThat(p.name()).matches("[A-Za-z][A-Za-z0-9_]*");
                    assertThat(p.unit()).isNotBlank();
                    assertThat(p.meaning()).endsWith(".");
                    assertThat(p.lower()).isLessThan(p.upper());
                });
        assertThat(law.parameters()).extracting(LawParameter::name).doesNotHaveDuplicates();
        assertThat(law.derived())
                .allSatisfy(q -> {
                    assertThat(q.unit()).isNotBlank();
                    assertThat(q.meaning()).endsWith(".");
                });
        assertThat(law.basis())
                .hasSize((int) law.parameters().stream().filter(LawParameter::linear).count());
    }

    private static void complete(LawVariable variable) {
        assertThat(variable.name()).matches("[A-Za-z][A-Za-z0-9_]*");
        assertThat(variable.roles()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(variable.unit()).isNotBlank();
        assertThat(variable.meaning()).endsWith(".");
    }

    @Test
    void formulaRenders() {
        String formula = law.formula();
        Deque<Character> open = new ArrayDeque<>();
        for (char c : formula.toCharArray()) {
            if (c == '{' || c == '(') {
                open.push(c);
            } else if (c == '}' || c == ')') {
                assertThat(open).as("an open bracket for %s in %s", c, formula).isNotEmpty();
                assertThat(open.pop()).isEqualTo(c == '}' ? '{' : '(');
            }
        }
        assertThat(open).as("open brackets of %s", formula).isEmpty();
        assertThat(Pattern.compile("\\\\([A-Za-z]+)").matcher(formula).results())
                .extracting(match -> match.group(1))
                .isSubsetOf(
                        "alpha", "beta", "gamma", "delta", "epsilon", "eta", "nu", "tau", "frac",
                        "left", "right", "exp", "log", "ln", "sum", "prod", "hat", "infty");
        String plain = formula.replaceAll("[{}_\\\\]", "");
        for (LawParameter parameter : law.parameters()) {
            assertThat(plain).containsAnyOf(symbols(parameter.name()));
        }
        for (LawVariable variable : law.variables()) {
            assertThat(plain).containsAnyOf(symbols(variable.name()));
        }
    }

    /// How a name may stand in the formula: itself, or with an index i, j or f for its number.
    private String[] symbols(String name) {
        String symbol = name.replace("_", "");
        String stem = symbol.replaceAll("\\d+$", "");
        boolean indexed = law.in(new LawForm(2, List.of("a", "b"))) != law;
        return indexed
                ? new String[] {symbol, stem + "i", stem + "j", stem + "f", stem + "("}
                : new String[] {symbol};
    }

    @Test
    void evaluatesManyPointsAsEachAlone() {
        double[] p = parameters();
        double[][] x = points();
        double[] values = new double[POINTS];
        law.evaluate(p, Sizes.of(x, POINTS), values, new double[p.length][POINTS]);
        for (int i = 0; i < POINTS; i++) {
            double alone = law.value(p, point(x, i));
            assertThat(values[i]).isCloseTo(alone, within(1e-13 * Math.abs(alone)));
        }
    }

    /// Against differences of the value, extrapolated twice (Ridders): independent of the law's own
    /// derivatives. Where the second derivative jumps within the steps, the last two differ.
    @Test
    void gradientIsTheDerivativeOfTheValue() {
        double[] p = parameters();
        double[][] x = points();
        double[][] jacobian = new double[p.length][POINTS];
        law.evaluate(p, Sizes.of(x, POINTS), new double[POINTS], jacobian);
        for (int i = 0; i < POINTS; i++) {
            double[] at = point(x, i);
            double value = Math.abs(law.value(p, at));
            for (int k = 0; k < p.length; k++) {
                double h = 2e-3 * Math.max(Math.abs(p[k]), .1);
                double first = difference(p, k, h, at);
                double second = difference(p, k, h / 2, at);
                double third = difference(p, k, h / 4, at);
                double once = (4 * second - first) / 3;
                double twice = (4 * third - second) / 3;
                double derivative = (16 * twice - once) / 15;
                assertThat(jacobian[k][i])
                        .as("by %s at %s", law.parameters().get(k).name(), at)
                        .isCloseTo(
                                derivative,
                                within(
                                        1e-7 * Math.abs(derivative)
                                                + 1e-12 * value / h
                                                + 4 * Math.abs(derivative - twice)));
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
    void secondDerivativesAreTheDerivativesOfTheGradient() {
        double[] p = parameters();
        Sizes sizes = Sizes.of(points(), POINTS);
        double[] weight = random.doubles(POINTS, -1, 1).toArray();
        double[][] jacobian = new double[p.length][POINTS];
        law.evaluate(p, sizes, new double[POINTS], jacobian);
        double[][] hessian = new double[p.length][p.length];
        if (!law.addSecondDerivatives(p, sizes, jacobian, weight, hessian)) {
            assertThat(hessian).isDeepEqualTo(new double[p.length][p.length]);
            return;
        }
        for (int k = 0; k < p.length; k++) {
            double h = 1e-5 * Math.max(Math.abs(p[k]), .1);
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
        double[][] x = points();
        double[][] before = new double[p.length][POINTS];
        double[][] after = new double[p.length][POINTS];
        law.evaluate(p, Sizes.of(x, POINTS), new double[POINTS], before);
        double[] q = p.clone();
        for (int k = 0; k < p.length; k++) {
            q[k] *= law.parameters().get(k).linear() ? 3 : 1;
        }
        law.evaluate(q, Sizes.of(x, POINTS), new double[POINTS], after);
        for (int k = 0; k < p.length; k++) {
            if (law.parameters().get(k).linear()) {
                assertThat(after[k]).containsExactly(before[k]);
            }
        }
    }

    @Test
    void namesItsBasisFunctions() {
        double[] p = parameters();
        double[][] x = points();
        double[][] jacobian = new double[p.length][POINTS];
        law.evaluate(p, Sizes.of(x, POINTS), new double[POINTS], jacobian);
        int column = 0;
        for (int k = 0; k < p.length; k++) {
            if (!law.parameters().get(k).linear()) {
                continue;
            }
            Basis basis = law.basis().get(column++);
            for (int i = 0; i < POINTS; i++) {
                double expected =
                        switch (basis) {
                            case Basis.One() -> 1;
                            case Basis.Power(int variable, int exponent) ->
                                    Math.pow(x[variable][i], -p[exponent]);
                            case Basis.Other() -> jacobian[k][i];
                        };
                assertThat(jacobian[k][i]).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
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
        for (int j = 0; j < unit.length; j++) {
            unit[j] = example.size(j) ? unit[law.unitOf(j)] : 1;
        }
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

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-12, 1e6, 1e30})
    void recoversPlantedConstantsFromNoiselessDataInAnyUnit(double unit) {
        double[] p = parameters();
        double[][] x = points();
        double[] y = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            y[i] = law.value(p, point(x, i));
        }
        double[] units = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            units[j] = law.rescales() && example.size(j) ? unit : 1;
            for (int i = 0; i < POINTS; i++) {
                x[j][i] /= units[j];
            }
        }
        Solution solution = fit(x, y, law.defaultObjective());
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        double[] expected = p.clone();
        if (law.rescales()) {
            law.rescale(expected, units);
        }
        for (int k = 0; k < p.length; k++) {
            assertThat(solution.parameters()[k] / expected[k])
                    .as(law.parameters().get(k).name())
                    .isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void staysWithinItsBoundsOnDataOfAnotherShape() {
        double[][] x = points();
        for (double trend : new double[] {-.5, 0, .5}) {
            double[] y = new double[POINTS];
            for (int i = 0; i < POINTS; i++) {
                y[i] = Math.pow(x[0][i] / 1e8, trend) * Math.exp(.3 * random.nextGaussian());
            }
            Solution solution = fit(x, y, law.defaultObjective());
            for (int k = 0; k < law.parameters().size(); k++) {
                LawParameter parameter = law.parameters().get(k);
                assertThat(solution.parameters()[k])
                        .isBetween(parameter.lower(), parameter.upper());
            }
        }
    }

    @Test
    void reachesATargetAtTheSizeThatItGives() {
        double[] p = parameters();
        double[][] x = points();
        for (int i = 0; i < POINTS; i++) {
            double[] at = point(x, i);
            double target = law.value(p, at);
            for (int j = 0; j < at.length; j++) {
                double size = law.sizeReaching(target, j, p, at);
                if (law.variables().get(j).kind() == LawVariable.Kind.LABEL) {
                    assertThat(size).isNaN();
                    continue;
                }
                assertThat(size).isCloseTo(at[j], within(1e-6 * at[j]));
                reachesNothingBeyondTheLimit(target, j, p, at);
            }
        }
    }

    private void reachesNothingBeyondTheLimit(double target, int j, double[] p, double[] at) {
        double limit = law.limit(j, p, at);
        double[] huge = at.clone();
        huge[j] = example.size(j) ? 1e300 : 1;
        double end = law.value(p, huge);
        if (Double.isInfinite(limit)) {
            assertThat(Math.signum(end - target)).isEqualTo(Math.signum(limit));
            return;
        }
        assertThat(end).isCloseTo(limit, within(1e-6 * Math.abs(target)));
        assertThat(law.sizeReaching(limit, j, p, at)).isGreaterThan(example.size(j) ? 1e300 : .999);
        assertThat(law.sizeReaching(limit + .1 * (limit - target), j, p, at)).isInfinite();
    }

    @Test
    void allocatesABudgetBetterThanItsNeighbours() {
        double[] p = parameters();
        if (!law.allocates()) {
            assertThat(law.allocate(p, 1e22, 6)).isEmpty();
            return;
        }
        for (double flops : new double[] {1e18, 5.9e23, 1e28}) {
            Allocation best = law.allocate(p, flops, 6).orElseThrow();
            double product = 6;
            for (double size : best.sizes()) {
                product *= size;
            }
            assertThat(product).isCloseTo(flops, within(1e-9 * flops));
            assertThat(best.metric()).isEqualTo(law.value(p, best.sizes()));
            for (double shift : new double[] {.99, 1.01}) {
                double[] moved = {best.sizes()[0] * shift, best.sizes()[1] / shift};
                assertThat(law.value(p, moved)).isGreaterThan(best.metric());
            }
        }
    }

    private Solution fit(double[][] x, double[] y, Objective objective) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            keys.add("run-" + i);
        }
        return Solver.solve(
                law,
                new Observations(keys, x, y, null, null),
                FitSettings.of(objective),
                Progress.NONE);
    }

    private double[] parameters() {
        return example.parameters().clone();
    }

    private double[][] points() {
        return example.points(POINTS, 23);
    }

    private static double[] point(double[][] x, int i) {
        double[] at = new double[x.length];
        for (int j = 0; j < at.length; j++) {
            at[j] = x[j][i];
        }
        return at;
    }
}
