package dev.lawcast.scaling.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// What a typed law knows of itself.
class FormulaLawTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "E + A*x^(-alpha)                          | E A",
                "E + A/x^alpha + B/z^beta                  | E A B",
                "b1*(1-exp(-b2*x))                         | b1",
                "exp(-b1*x)/(b2+b3*x)                      | ''",
                "b1 + b2*cos(2*pi*x/b3) + b4*sin(2*pi*x/b3)| b1 b2 b4",
                "(b1+b2*x+b3*x^2)/(1+b4*x+b5*x^2)          | b1 b2 b3",
                "b1 - b2*x - atan(b3/(x-b4))/pi            | b1 b2",
                "(a*(1-z)^b + c)*x^(-d) + e                | a c e",
                "k*(A*x^(-a) + B*z^(-b))                   | A B",
                "k*A*x                                     | k",
                "a + b*log(x) + c*log(x)^2                 | a b c",
                "a*exp(b)*x + c                            | a c",
                "(a + b*x)^2                               | ''",
                "(a + b*x)^1 - c                           | a b c",
                "a*x + a*z                                 | a",
                "max(a, b*x)                               | ''",
                "exp(log(a) + log(x)*b)                    | ''",
                "a*b + b*x + c*a*x                         | b c",
            })
    void findsTheLargestSetOfLinearParameters(String formula, String linear) {
        assertThat(linearOf(law(formula))).isEqualTo(linear);
    }

    private static String linearOf(ScalingLaw law) {
        return law.parameters().stream()
                .filter(LawParameter::linear)
                .map(LawParameter::name)
                .collect(Collectors.joining(" "));
    }

    private static FormulaLaw law(String formula) {
        boolean z = formula.matches(".*\\bz\\b.*");
        return FormulaLaw.of(formula, z ? List.of("x", "z") : List.of("x"), Map.of());
    }

    @Test
    void recognisesPowersHoweverTheyAreTyped() {
        for (String power :
                List.of(
                        "A*x^(-a)",
                        "A/x^a",
                        "x^-a*A",
                        "A*(1/x)^a",
                        "A*exp(-a*log(x))",
                        "A/(1/x)^(-a)")) {
            FormulaLaw law = law("E + " + power);
            boolean inverse = power.contains("1/x");
            if (!inverse) {
                assertThat(law.basis())
                        .as(power)
                        .containsExactlyInAnyOrder(
                                new Basis.One(), new Basis.Power(0, index(law, "a")));
                assertThat(law.rescales()).as(power).isTrue();
            }
            double[] p = new double[3];
            p[index(law, "E")] = .5;
            p[index(law, "A")] = 3;
            p[index(law, "a")] = .25;
            assertThat(law.value(p, new double[] {16})).as(power).isCloseTo(2, within(1e-14));
        }
    }

    private static int index(ScalingLaw law, String name) {
        return law.parameters().stream().map(LawParameter::name).toList().indexOf(name);
    }

    @Test
    void namesNoBasisWhereAPartHasNoLinearParameter() {
        for (String formula : List.of("E + x^(-a)", "E + A*x^(-a) + x^(-a)", "E + A*x^(-a) + 3")) {
            assertThat(law(formula).basis()).as(formula).hasOnlyElementsOfType(Basis.Other.class);
            assertThat(law(formula).rescales()).as(formula).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "E + A*x^(-alpha)         | L(x) = E + A\\,x^{-\\alpha}",
                "E + A/x^alpha + B/z^beta | L(x, z) = E + \\frac{A}{x^{\\alpha}} + \\frac{B}{z^{\\beta}}",
                "b1*(1-exp(-b2*x))        | L(x) = b_{1}\\,\\left(1 - \\exp\\left(-b_{2}\\,x\\right)\\right)",
                "-(x - c_low)^2*1.5       | L(x) = -\\left(x - c_{\\mathrm{low}}\\right)^{2} \\cdot 1.5",
                "floor + sqrt(k*log(x))   | L(x) = \\mathrm{floor} + \\sqrt{k\\,\\ln\\left(x\\right)}",
                "a - (b - x)              | L(x) = a - \\left(b - x\\right)",
                "a*-x + -b                | L(x) = a\\,\\left(-x\\right) + \\left(-b\\right)",
                "(a/x)^2 + (a^x)^2        | L(x) = \\left(\\frac{a}{x}\\right)^{2} + \\left(a^{x}\\right)^{2}",
                "min(a, 1e-9*x) + pi/2    | L(x) = \\min\\left(a, 10^{-9}\\,x\\right) + \\frac{\\pi}{2}",
                "2*3*a*x + 1e5 + 2.5e20   | L(x) = 2 \\cdot 3\\,a\\,x + 100000 + 2.5 \\cdot 10^{20}",
                "a*(x/2)*3                | L(x) = a\\,\\frac{x}{2} \\cdot 3",
            })
    void rendersAsLatex(String formula, String latex) {
        assertThat(law(formula).formula()).isEqualTo(latex);
    }

    /// Both signs of every parameter and all functions, against the built-in law or differences.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "E + A*x^(-alpha) + B*z^(-beta)",
                "a*exp(-b*x)/(c + d*x) + sqrt(e*x + z)",
                "a*sin(b*x + c) - cos(x*c)/z^2 + atan(a*x - b)",
                "min(a*x + 2, b*z) + max(c*x*x, exp(d))",
                "(1 + (a*x)^2)^(-b) + log(c^2 + x)*z^d",
                "(a + b*x + c*x^2)/(1 + d*x^3) - (z + a)^(-3)",
                "a^x + (b + x)^(-1/c) + z^.5 + (x*b)^(-.5)",
                "a*b*x*((1 + b*x)^(-1)) + z",
                "a + b*(x/c)^d*exp(-(z - a)^2/b^2/2)",
            })
    void differentiatesExactly(String formula) {
        ScalingLaw law = law(formula.contains("z") ? formula : formula + " + 0*z");
        int d = law.parameters().size();
        int variables = law.variables().size();
        SplittableRandom random = new SplittableRandom(3);
        int n = 300; // more than a block of points
        double[][] x = new double[variables][n];
        for (double[] row : x) {
            Arrays.setAll(row, i -> random.nextDouble(.5, 3));
        }
        Sizes sizes = Sizes.of(x, n);
        double[] p = random.doubles(d, .4, 1.4).toArray();
        double[] value = new double[n];
        double[][] jacobian = new double[d][n];
        law.evaluate(p, sizes, value, jacobian);
        double[] weight = random.doubles(n, -1, 1).toArray();
        double[][] hessian = new double[d][d];
        assertThat(law.addSecondDerivatives(p, sizes, jacobian, weight, hessian)).isTrue();
        for (int i = 0; i < n; i++) {
            double[] at = new double[variables];
            for (int j = 0; j < variables; j++) {
                at[j] = x[j][i];
            }
            assertThat(law.value(p, at)).isEqualTo(value[i]);
        }
        for (int k = 0; k < d; k++) {
            double h = 1e-4;
            double[][] values = new double[4][n];
            double[][][] jacobians = new double[4][d][n];
            for (int s = 0; s < 4; s++) {
                double[] moved = p.clone();
                moved[k] += h * new double[] {-2, -1, 1, 2}[s];
                law.evaluate(moved, sizes, values[s], jacobians[s]);
            }
            for (int i = 0; i < n; i++) {
                // fourth order differences
                double slope =
                        (values[0][i] - 8 * values[1][i] + 8 * values[2][i] - values[3][i])
                                / (12 * h);
                assertThat(jacobian[k][i])
                        .as("%d %d", k, i)
                        .isCloseTo(
                                slope, within(1e-7 * (1 + Math.abs(value[i]) + Math.abs(slope))));
            }
            for (int l = 0; l <= k; l++) {
                double sum = 0;
                double size = 1;
                for (int i = 0; i < n; i++) {
                    double second =
                            (jacobians[0][l][i]
                                            - 8 * jacobians[1][l][i]
                                            + 8 * jacobians[2][l][i]
                                            - jacobians[3][l][i])
                                    / (12 * h);
                    sum += weight[i] * second;
                    size += Math.abs(second);
                }
                assertThat(hessian[k][l]).as("%d, %d", k, l).isCloseTo(sum, within(1e-8 * size));
            }
        }
    }

    @Test
    void agreesWithTheBuiltInLaws() {
        agrees(
                new Chinchilla(),
                FormulaLaw.of("E + 0*A + A*N^(-alpha) + B*D^(-beta)", List.of("N", "D"), Map.of()),
                new double[] {1.8, 480, 2100, .35, .37});
        agrees(
                new PowerLawConstant(),
                FormulaLaw.of("E + A*x^(-alpha)", List.of("x"), Map.of()),
                new double[] {1.8, 480, .35});
    }

    private static void agrees(ScalingLaw builtIn, FormulaLaw typed, double[] p) {
        int n = 200;
        SplittableRandom random = new SplittableRandom(5);
        double[][] x = new double[builtIn.variables().size()][n];
        for (double[] row : x) {
            Arrays.setAll(row, i -> Math.pow(10, random.nextDouble(6, 11)));
        }
        Sizes sizes = Sizes.of(x, n);
        int d = p.length;
        int[] place = new int[d];
        double[] q = new double[d];
        for (int k = 0; k < d; k++) {
            place[k] = index(typed, builtIn.parameters().get(k).name());
            q[place[k]] = p[k];
        }
        double[] weight = random.doubles(n, -1, 1).toArray();
        double[] expected = new double[n];
        double[][] expectedJacobian = new double[d][n];
        double[][] expectedHessian = new double[d][d];
        builtIn.evaluate(p, sizes, expected, expectedJacobian);
        builtIn.addSecondDerivatives(p, sizes, expectedJacobian, weight, expectedHessian);
        double[] found = new double[n];
        double[][] foundJacobian = new double[d][n];
        double[][] foundHessian = new double[d][d];
        typed.evaluate(q, sizes, found, foundJacobian);
        typed.addSecondDerivatives(q, sizes, foundJacobian, weight, foundHessian);
        for (int i = 0; i < n; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-14 * expected[i]));
            for (int k = 0; k < d; k++) {
                double slope = expectedJacobian[k][i];
                assertThat(foundJacobian[place[k]][i])
                        .isCloseTo(slope, within(1e-13 * Math.abs(slope)));
            }
        }
        for (int k = 0; k < d; k++) {
            for (int l = 0; l <= k; l++) {
                int a = Math.max(place[k], place[l]);
                int b = Math.min(place[k], place[l]);
                double second = expectedHessian[k][l];
                assertThat(foundHessian[a][b]).isCloseTo(second, within(1e-11 * Math.abs(second)));
            }
        }
    }

    @Test
    void givesTheSameToManyThreads() throws Exception {
        FormulaLaw law = law("a*exp(-b*x)/(c + d*x) + z");
        double[] x = {.5, 2};
        int calls = 2000;
        Callable<Boolean> work =
                () -> {
                    SplittableRandom random =
                            new SplittableRandom(Thread.currentThread().threadId());
                    for (int call = 0; call < calls; call++) {
                        double[] p = random.doubles(4, .5, 2).toArray();
                        double direct = p[0] * Math.exp(-(p[1] * .5)) / (p[2] + p[3] * .5) + 2;
                        if (Math.abs(law.value(p, x) - direct) > 1e-14 * direct) {
                            return false;
                        }
                    }
                    return true;
                };
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var outcome : pool.invokeAll(List.of(work, work, work, work))) {
                assertThat(outcome.get()).isTrue();
            }
        }
    }

    @Test
    void isNotANumberWhereTheFormulaIsNot() {
        assertThat(law("a*(x - 5)^.5").value(new double[] {1}, new double[] {1})).isNaN();
        assertThat(law("a*log(x - 5)").value(new double[] {1}, new double[] {1})).isNaN();
        assertThat(law("a/(x - 5)").value(new double[] {1}, new double[] {5})).isInfinite();
        assertThat(law("a*(x - 5)^3").value(new double[] {1}, new double[] {3})).isEqualTo(-8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // formula, parameters in order of mention, limit, target, size
                "E + A*x^(-a)          | 2 30 .5   | 2         | 3        | 900",
                "E + A*x^(-a)          | 2 30 .5   | 2         | 2        | Infinity",
                "E + A*x^(-a)          | 2 30 .5   | 2         | 1        | Infinity",
                "E + A*x^(-a)          | 2 30 .01  | 2         | 17       | 1.26765e30",
                "A*x^(-a)              | 8 .25     | 0         | 2        | 256",
                "c - k*x^(-a)          | .9 .8 .5  | .9        | .8       | 64",
                "c - k*x^(-a)          | .9 .8 .5  | .9        | .95      | Infinity",
                "A*x^p                 | 2 .5      | Infinity  | 10       | 25",
                "b1*(1-exp(-b2*x))     | 10 .1     | 10        | 5        | 6.93147",
                "b1*(1-exp(-b2*x))     | 10 .1     | 10        | 11       | Infinity",
                "max(E, A*x^(-a))      | 2 30 .5   | 2         | 3        | 100",
                "E + A*(x+b)^(-a)      | 2 30 700 .5 | 2       | 3        | 200",
                "E + A*(x+b)^(-a)      | 2 30 700 .5 | 2       | 5        | 0",
                "a*(log(x) - b)^2 + c  | 1 4 2     | Infinity  | 3        | 148.413",
                "a*sin(b*x)            | 1 1       | NaN       | .5       | NaN",
                "a + 0*x + b*min(x, 2) | 1 1       | 3         | 2        | 1",
            })
    void findsLimitAndSizeNumerically(
            String formula, String parameters, double limit, double target, double size) {
        FormulaLaw law = law(formula);
        double[] p =
                Arrays.stream(parameters.trim().split(" +"))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
        double[] x = {Double.NaN};
        double found = law.limit(0, p, x);
        if (Double.isFinite(limit)) {
            assertThat(found).isCloseTo(limit, within(1e-9));
        } else {
            assertThat((Double) found).isEqualTo((Double) limit); // NaN is NaN
        }
        double reached = law.sizeReaching(target, 0, p, x);
        if (Double.isFinite(size) && size > 0) {
            assertThat(reached / size).isCloseTo(1, within(1e-5));
        } else {
            assertThat((Double) reached).isEqualTo((Double) size);
        }
    }
}
