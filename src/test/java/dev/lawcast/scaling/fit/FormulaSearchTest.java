package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.formula.FormulaLaw;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Typed formulas of many kinds on simulated data: without a start, and from a bad one, the solver
/// ends where it ends when it starts from the truth.
class FormulaSearchTest {

    private static final Objective SQUARES =
            new Objective(ResidualSpace.RAW, new ResidualLoss.Squared());

    enum Curve {
        RATIONAL(
                "b1*(x^2 + x*b2)/(x^2 + x*b3 + b4)",
                "r .06 4 11",
                .006,
                "b1=.1928 b2=.1913 b3=.123 b4=.136",
                "b1=25 b2=39 b3=41.5 b4=39"),
        CUBIC_RATIO(
                "(b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)",
                "u -3.07 2.2 37",
                13,
                "b1=1288 b2=1491 b3=583 b4=75.4 b5=.966 b6=.398 b7=.0497",
                "b1=1000 b2=1000 b3=400 b4=40 b5=.7 b6=.3 b7=.03"),
        SATURATION("b1*(1 - exp(-b2*x))", "u 1 10 6", 17, "b1=213.8 b2=.547", "b1=1 b2=1"),
        LOGISTIC(
                "b1/(1 + exp(b2 - b3*x))",
                "u 9 79 9",
                1.1,
                "b1=72.5 b2=2.62 b3=.0674",
                "b1=100 b2=1 b3=.1"),
        RICHARDS(
                "b1/((1 + exp(b2 - b3*x))^(1/b4))",
                "u 1 15 15",
                28,
                "b1=699.6 b2=5.28 b3=.76 b4=1.28",
                "b1=100 b2=10 b3=1 b4=1"),
        ARRHENIUS(
                "b1*exp(b2/(x + b3))",
                "u 50 125 16",
                2.6,
                "b1=.0056 b2=6181 b3=345",
                "b1=2 b2=400000 b3=25000"),
        PEAK(
                "(b1/b2)*exp(-.5*((x - b3)/b2)^2)",
                "u 400 500 35",
                .0067,
                "b1=1.554 b2=4.089 b3=451.5",
                "b1=1 b2=10 b3=500"),
        FAR_POLE(
                "b1*(b2 + x)^(-1/b3)",
                "u 7.4 17 154",
                .0019,
                "b1=-2523.5 b2=46.74 b3=.932",
                "b1=-2000 b2=50 b3=.8"),
        WAVE("a + b*sin(w*x + p)", "u 0 50 80", .3, "a=3 b=1 w=.7 p=1", ""),
        DAMPED("a*exp(-g*x)*cos(w*x + p)", "u 0 30 100", .2, "a=5 g=.08 w=1.9 p=.5", ""),
        SHIFTED_POWER("E + A*(x + b)^(-a)", "r 10 1e6 40", .003, "E=.5 A=40 b=300 a=.5", ""),
        BROKEN_POWER(
                "a + b*x^(-c)*(1 + (x/d)^(1/f))^(-g*f)",
                "r 10 1e6 60",
                .01,
                "a=.5 b=40 c=.15 d=4000 f=.2 g=.5",
                ""),
        RISE("c - k*x^(-a)", "r 10 1e6 20", .004, "c=.9 k=.8 a=.2", ""),
        GROWTH("A*x^p", "r 1e3 1e9 20", .001, "A=3e-5 p=.4", ""),
        STRETCHED("a + b*exp(-(x/t)^s)", "u .1 60 40", .03, "a=1 b=5 t=7 s=.6", ""),
        HILL("a + b*x^h/(K^h + x^h)", "r 1 1000 30", .2, "a=1 b=9 h=2.4 K=33", "");

        private final FormulaLaw law;
        private final double[] x;
        private final double noise;
        private final double[] truth;
        private final Map<String, Double> bad;

        /// @param sizes spread in ratios (`r`) or uniformly (`u`), from, to, count
        Curve(String formula, String sizes, double noise, String truth, String bad) {
            law = FormulaLaw.of(formula, List.of("x"), Map.of());
            String[] words = sizes.split(" ");
            double from = Double.parseDouble(words[1]);
            double to = Double.parseDouble(words[2]);
            x = new double[Integer.parseInt(words[3])];
            for (int i = 0; i < x.length; i++) {
                double share = i / (x.length - 1.0);
                x[i] =
                        words[0].equals("r")
                                ? from * Math.pow(to / from, share)
                                : from + share * (to - from);
            }
            this.noise = noise;
            Map<String, Double> values = values(truth);
            this.truth =
                    law.parameters().stream()
                            .map(LawParameter::name)
                            .mapToDouble(values::get)
                            .toArray();
            this.bad = values(bad);
        }

        private static Map<String, Double> values(String text) {
            Map<String, Double> values = new HashMap<>();
            for (String pair : text.isEmpty() ? new String[0] : text.split(" ")) {
                String[] sides = pair.split("=");
                values.put(sides[0], Double.valueOf(sides[1]));
            }
            return values;
        }

        private Observations data() {
            SplittableRandom random = new SplittableRandom(20260101);
            double[] y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                y[i] = law.value(truth, new double[] {x[i]}) + noise * random.nextGaussian();
            }
            return new Observations(List.of(), new double[][] {x}, y, null, null);
        }

        private Map<String, Double> named() {
            Map<String, Double> named = new HashMap<>();
            for (int k = 0; k < truth.length; k++) {
                named.put(law.parameters().get(k).name(), truth[k]);
            }
            return named;
        }
    }

    @ParameterizedTest
    @EnumSource
    void reachesTheOptimumWithoutAStartAndFromABadOne(Curve curve) {
        Observations data = curve.data();
        FitSettings none = FitSettings.of(SQUARES);
        Solution best =
                Solver.solve(
                        curve.law, data, SolverTest.withStart(none, curve.named()), Progress.NONE);
        assertThat(best.converged()).isTrue();
        for (Map<String, Double> start : List.of(Map.<String, Double>of(), curve.bad)) {
            FitSettings settings = start.isEmpty() ? none : SolverTest.withStart(none, start);
            Solution found = Solver.solve(curve.law, data, settings, Progress.NONE);
            assertThat(found.end()).isEqualTo(Solution.End.CONVERGED);
            assertThat(found.objective() / best.objective()).isCloseTo(1, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-6, 1e9})
    void recoversPlantedConstantsInAnyUnit(double unit) {
        for (Curve curve : List.of(Curve.SHIFTED_POWER, Curve.RISE, Curve.GROWTH, Curve.HILL)) {
            double[] x = Arrays.stream(curve.x).map(v -> v * unit).toArray();
            double[] y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                y[i] = curve.law.value(curve.truth, new double[] {curve.x[i]});
            }
            Solution found =
                    Solver.solve(
                            curve.law,
                            new Observations(List.of(), new double[][] {x}, y, null, null),
                            FitSettings.of(Objective.LOG_SQUARED),
                            Progress.NONE);
            assertThat(found.converged()).as("%s %s", curve, found.end()).isTrue();
            for (int i = 0; i < x.length; i++) {
                assertThat(curve.law.value(found.parameters(), new double[] {x[i]}))
                        .isCloseTo(y[i], within(1e-8 * Math.abs(y[i])));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsToBounds(Curve curve) {
        double[] truth = curve.truth;
        Map<String, FormulaLaw.Bounds> bounds = new HashMap<>();
        for (int k = 0; k < truth.length; k++) {
            double edge = k == 0 ? 1.2 * truth[k] : 0;
            bounds.put(
                    curve.law.parameters().get(k).name(),
                    truth[k] > 0
                            ? new FormulaLaw.Bounds(edge, Double.POSITIVE_INFINITY)
                            : new FormulaLaw.Bounds(Double.NEGATIVE_INFINITY, edge));
        }
        FormulaLaw bounded = FormulaLaw.of(curve.law.text(), List.of("x"), bounds);
        Solution found =
                Solver.solve(bounded, curve.data(), FitSettings.of(SQUARES), Progress.NONE);
        for (int k = 0; k < truth.length; k++) {
            LawParameter parameter = bounded.parameters().get(k);
            assertThat(found.parameters()[k]).isBetween(parameter.lower(), parameter.upper());
        }
    }
}
