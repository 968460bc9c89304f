package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

class SolverTest {

    private static final Objective RAW_SQUARED =
            new Objective(ResidualSpace.RAW, new ResidualLoss.Squared());
    private static final FitSettings LOG = FitSettings.of(Objective.LOG_SQUARED);

    static FitSettings withStart(FitSettings s, Map<String, Double> start) {
        return new FitSettings(
                s.objective(),
                s.fixed(),
                s.bounds(),
                List.of(start),
                s.noise(),
                s.bootstrap(),
                s.level(),
                s.threads());
    }

    static FitSettings constrained(
            Objective objective,
            Map<String, Double> fixed,
            Map<String, FitSettings.Bounds> bounds) {
        FitSettings s = FitSettings.of(objective);
        return new FitSettings(
                objective,
                fixed,
                bounds,
                s.starts(),
                s.noise(),
                s.bootstrap(),
                s.level(),
                s.threads());
    }

    static Observations observations(double[] y, double[]... x) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            keys.add("run-" + i);
        }
        return new Observations(keys, x, y, null, null);
    }

    private static double[] sizes(int n, double from, double to) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = from * Math.pow(to / from, i / (n - 1.0));
        }
        return x;
    }

    /// A grid of 6 × 7 sizes with the law's values and log-normal noise.
    static Observations planted(double[] p, double noise, RandomGenerator random) {
        Chinchilla law = new Chinchilla();
        double[] n = new double[42];
        double[] d = new double[42];
        double[] y = new double[42];
        for (int i = 0; i < y.length; i++) {
            n[i] = 3e7 * Math.pow(4, i % 6);
            d[i] = 1e9 * Math.pow(3, i / 6);
            double value = law.value(p, new double[] {n[i], d[i]});
            y[i] = value * Math.exp(noise * random.nextGaussian());
        }
        return observations(y, n, d);
    }

    private static Solution solve(ScalingLaw law, FitSettings settings, Observations runs) {
        return Solver.solve(law, runs, settings, Progress.NONE);
    }

    @Test
    void findsPlantedConstantsOverTheWholeRangeOfPublishedExponents() {
        var random = new SplittableRandom(5);
        for (int k = 0; k < 40; k++) {
            double alpha = .05 + 1.2 * random.nextDouble();
            double beta = .05 + 1.2 * random.nextDouble();
            // parts of the loss at the middle of the data
            double a = (.1 + random.nextDouble()) * Math.pow(1e9, alpha);
            double b = (.1 + random.nextDouble()) * Math.pow(3e10, beta);
            double[] p = {.5 + random.nextDouble(), a, b, alpha, beta};
            for (Objective objective :
                    List.of(
                            RAW_SQUARED,
                            Objective.LOG_SQUARED,
                            new Chinchilla().defaultObjective(),
                            new Objective(ResidualSpace.RAW, new ResidualLoss.SoftL1(.01)))) {
                Solution solution =
                        solve(new Chinchilla(), FitSettings.of(objective), planted(p, 0, random));
                assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
                assertThat(solution.parameters()[3]).isCloseTo(alpha, within(1e-7));
                assertThat(solution.parameters()[4]).isCloseTo(beta, within(1e-7));
            }
        }
    }

    @Test
    void isUnbiasedOnSimulatedRuns() {
        double[] p = {1.8, 480, 2100, .35, .37};
        var random = new SplittableRandom(11);
        double sum = 0;
        double squares = 0;
        int repeats = 400;
        for (int k = 0; k < repeats; k++) {
            Solution solution = solve(new Chinchilla(), LOG, planted(p, .005, random));
            assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
            sum += solution.parameters()[3];
            squares += solution.parameters()[3] * solution.parameters()[3];
        }
        double mean = sum / repeats;
        double error = Math.sqrt((squares / repeats - mean * mean) / repeats);
        assertThat(Math.abs(mean - .35)).isLessThan(4 * error).isLessThan(.005);
    }

    @Test
    void endsAtAStationaryPointOfTheStatedRobustObjective() {
        var random = new SplittableRandom(3);
        double[] p = {1.8, 480, 2100, .35, .37};
        for (ResidualLoss loss :
                List.of(
                        new ResidualLoss.Huber(1e-3),
                        new ResidualLoss.Huber(1e-5),
                        new ResidualLoss.SoftL1(1e-3))) {
            Objective objective = new Objective(ResidualSpace.LOG, loss);
            Observations runs = planted(p, .02, random);
            Solution solution = solve(new Chinchilla(), FitSettings.of(objective), runs);
            assertThat(solution.end()).as("%s", loss).isEqualTo(Solution.End.CONVERGED);
            for (int k = 0; k < p.length; k++) {
                for (double factor : new double[] {1 - 1e-4, 1 + 1e-4}) {
                    double[] moved = solution.parameters().clone();
                    moved[k] *= factor;
                    assertThat(objective(objective, runs, moved))
                            .isGreaterThan(solution.objective());
                }
            }
            assertThat(objective(objective, runs, solution.parameters()))
                    .isCloseTo(solution.objective(), within(1e-12 * solution.objective()));
        }
    }

    /// The objective as it is stated, written out once more.
    private static double objective(Objective objective, Observations runs, double[] p) {
        double sum = 0;
        for (int i = 0; i < runs.size(); i++) {
            double value = new Chinchilla().value(p, new double[] {runs.x()[0][i], runs.x()[1][i]});
            double r = Math.log(value / runs.y()[i]);
            sum +=
                    switch (objective.loss()) {
                        case ResidualLoss.Squared squared -> r * r;
                        case ResidualLoss.Huber(double delta) ->
                                Math.abs(r) <= delta
                                        ? r * r / 2
                                        : delta * (Math.abs(r) - delta / 2);
                        case ResidualLoss.SoftL1(double delta) ->
                                2 * delta * (Math.hypot(delta, r) - delta);
                    };
        }
        return sum;
    }

    @Test
    void anIrreduciblePartThatTheDataPutBelowZeroEndsAtItsBound() {
        double[] x = sizes(12, 1e3, 1e6);
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            // falls by the logarithm: a power law would need E < 0
            y[i] = 20 - Math.log(x[i]);
        }
        Solution solution = solve(new PowerLawConstant(), LOG, observations(y, x));
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        assertThat(solution.boundsHit()).containsExactly("E");
        assertThat(solution.parameters()[0]).isZero();
    }

    @Test
    void fixedParametersStayAndTheOthersAreOptimalGivenThem() {
        double[] x = sizes(20, 1e6, 1e10);
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = 1.7 + 400 * Math.pow(x[i], -.3);
        }
        for (var fixed :
                List.of(
                        Map.of("E", 1.7),
                        Map.of("A", 400.0),
                        Map.of("alpha", .3),
                        Map.of("E", 1.7, "A", 400.0))) {
            Solution solution =
                    solve(
                            new PowerLawConstant(),
                            constrained(Objective.LOG_SQUARED, fixed, Map.of()),
                            observations(y, x));
            assertThat(solution.end()).as("%s", fixed).isEqualTo(Solution.End.CONVERGED);
            assertThat(solution.parameters()[0]).isCloseTo(1.7, within(1e-9));
            assertThat(solution.parameters()[1]).isCloseTo(400, within(1e-5));
            assertThat(solution.parameters()[2]).isCloseTo(.3, within(1e-9));
        }
    }

    @Test
    void boundsOfTheUserAreKeptInTheUnitsOfTheUser() {
        double[] x = sizes(20, 1e6, 1e10);
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = 1.7 + 400 * Math.pow(x[i], -.3);
        }
        for (double limit : new double[] {100, 350, 450, 1000}) {
            boolean above = limit > 400;
            var bounds = new FitSettings.Bounds(above ? limit : 1, above ? 1e6 : limit);
            Solution solution =
                    solve(
                            new PowerLawConstant(),
                            constrained(RAW_SQUARED, Map.of(), Map.of("A", bounds)),
                            observations(y, x));
            assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
            assertThat(solution.parameters()[1]).isEqualTo(limit);
            assertThat(solution.boundsHit()).containsExactly("A");
        }
        var wide = new FitSettings.Bounds(10, 1e5);
        Solution inside =
                solve(
                        new PowerLawConstant(),
                        constrained(RAW_SQUARED, Map.of(), Map.of("A", wide)),
                        observations(y, x));
        assertThat(inside.end()).isEqualTo(Solution.End.CONVERGED);
        assertThat(inside.parameters()[1]).isCloseTo(400, within(1e-4));
        var narrow = new FitSettings.Bounds(.35, .4);
        Solution exponent =
                solve(
                        new PowerLawConstant(),
                        constrained(RAW_SQUARED, Map.of(), Map.of("alpha", narrow)),
                        observations(y, x));
        assertThat(exponent.parameters()[2]).isEqualTo(.35);
    }

    @Test
    void weightsAndKnownErrorsMultiplyTheCost() {
        var random = new SplittableRandom(9);
        double[] x = sizes(6, 1e6, 1e9);
        double[] y = new double[x.length];
        double[] twice = new double[x.length];
        List<Double> repeated = new ArrayList<>();
        List<Double> repeatedX = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            y[i] = (2 + 100 * Math.pow(x[i], -.3)) * Math.exp(.01 * random.nextGaussian());
            twice[i] = 1 + i % 3;
            for (int k = 0; k < twice[i]; k++) {
                repeated.add(y[i]);
                repeatedX.add(x[i]);
            }
        }
        Observations counted =
                observations(
                        repeated.stream().mapToDouble(v -> v).toArray(),
                        repeatedX.stream().mapToDouble(v -> v).toArray());
        Observations weighted =
                new Observations(counted.keys(), new double[][] {x}, y, null, twice);
        double[] p = solve(new PowerLawConstant(), LOG, counted).parameters();
        double[] q = solve(new PowerLawConstant(), LOG, weighted).parameters();
        assertThat(q).containsExactly(p, within(1e-6 * p[1]));
        assertThat(q[2]).isCloseTo(p[2], within(1e-9));

        double[] errors = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            errors[i] = .01 * y[i] / Math.sqrt(twice[i]);
        }
        FitSettings known =
                new FitSettings(
                        LOG.objective(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.KNOWN,
                        LOG.bootstrap(),
                        .95,
                        1);
        Observations measured =
                new Observations(counted.keys(), new double[][] {x}, y, errors, null);
        double[] r = solve(new PowerLawConstant(), known, measured).parameters();
        assertThat(r[2]).isCloseTo(p[2], within(1e-9));
        assertThatThrownBy(() -> solve(new PowerLawConstant(), known, weighted))
                .hasMessageContaining("no standard errors");
    }

    @Test
    void aUsersStartIsTriedBesidesTheGrid() {
        Observations runs =
                planted(new double[] {1.8, 480, 2100, .35, .37}, .01, new SplittableRandom(1));
        Solution without = solve(new Chinchilla(), LOG, runs);
        Solution with =
                solve(
                        new Chinchilla(),
                        withStart(LOG, Map.of("alpha", 2.0, "beta", .01, "E", 0.0)),
                        runs);
        assertThat(with.starts()).isEqualTo(without.starts() + 1);
        assertThat(with.objective()).isCloseTo(without.objective(), within(1e-12));
    }

    @Test
    void neverCallsTooFewDistinctPointsConverged() {
        for (ScalingLaw law : LawCatalogue.all()) {
            int variables = law.variables().size();
            int needed = law.parameters().size();
            for (int n = 1; n < 3 * needed; n++) {
                double[][] x = new double[variables][n];
                double[] y = new double[n];
                for (int i = 0; i < n; i++) {
                    // one point fewer than parameters, again and again
                    int distinct = i % Math.min(n, needed - 1);
                    for (int j = 0; j < variables; j++) {
                        x[j][i] = label(law, j) ? 1 : 1e6 * Math.pow(3 + j, distinct);
                    }
                    y[i] = 3 - .2 * distinct + .01 * (i % 2);
                }
                Solution solution = solve(law, LOG, observations(y, x));
                assertThat(solution.end())
                        .as("%s with %d points", law.id(), n)
                        .isNotEqualTo(Solution.End.CONVERGED);
            }
        }
    }

    @Test
    void neverCallsAConstantMetricConverged() {
        for (ScalingLaw law : LawCatalogue.all()) {
            double[] n = sizes(20, 1e6, 1e10);
            double[] y = new double[20];
            java.util.Arrays.fill(y, 2.5);
            double[][] x = new double[law.variables().size()][];
            for (int j = 0; j < x.length; j++) {
                x[j] = n.clone();
                if (label(law, j)) {
                    java.util.Arrays.fill(x[j], 1);
                }
            }
            assertThat(solve(law, LOG, observations(y, x)).end())
                    .isEqualTo(Solution.End.CONSTANT_METRIC);
        }
    }

    private static boolean label(ScalingLaw law, int variable) {
        return law.variables().get(variable).kind() == LawVariable.Kind.LABEL;
    }

    @Test
    void namesDirectionsThatTheDataDoNotDetermine() {
        double[] n = sizes(20, 1e6, 1e10);
        double[] same = new double[20];
        java.util.Arrays.fill(same, 1e9);
        double[] y = new double[20];
        for (int i = 0; i < y.length; i++) {
            y[i] = 1.7 + 400 * Math.pow(n[i], -.3);
        }
        Solution oneDataSize = solve(new Chinchilla(), LOG, observations(y, n, same));
        assertThat(oneDataSize.end()).isEqualTo(Solution.End.FLAT);
        assertThat(oneDataSize.rank()).isLessThan(oneDataSize.free());
        assertThat(oneDataSize.conditionNumber()).isInfinite();
        assertThat(oneDataSize.flat()).isNotEmpty();
        assertThat(oneDataSize.flat().getFirst().shares()).doesNotContainKey("alpha");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-30, 1e-9, 1, 1e30, 1e100})
    void sizesOfAnyMagnitudeGiveTheSameExponent(double unit) {
        double[] x = sizes(20, 1 * unit, 1e4 * unit);
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = 1.7 + 3 * Math.pow(x[i] / unit, -.3);
        }
        Solution solution = solve(new PowerLawConstant(), LOG, observations(y, x));
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        assertThat(solution.parameters()[2]).isCloseTo(.3, within(1e-8));
    }

    @Test
    void refusesValuesThatAreNoNumbersNamingTheRun() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0, -1}) {
            double[] x = {1, 2, bad, 4};
            double[] y = {4, 3, 2, 1};
            assertThatThrownBy(() -> solve(new PowerLaw(), LOG, observations(y, x)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'run-2' has x = " + bad);
            assertThatThrownBy(() -> solve(new PowerLaw(), LOG, observations(x, y)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'run-2' has the metric = " + bad);
        }
    }

    @Test
    void refusesSettingsThatDoNotBelongToTheLaw() {
        Observations runs = observations(new double[] {3, 2, 1}, new double[] {1, 2, 3});
        assertThatThrownBy(() ->
                        solve(
                                new PowerLaw(),
                                constrained(Objective.LOG_SQUARED, Map.of("gamma", 1.0), Map.of()),
                                runs))
                .hasMessageContaining("no parameter 'gamma', it has A, alpha");
        assertThatThrownBy(() ->
                        solve(
                                new PowerLaw(),
                                constrained(
                                        Objective.LOG_SQUARED,
                                        Map.of(),
                                        Map.of("A", new FitSettings.Bounds(2, 1))),
                                runs))
                .hasMessageContaining("must not exceed");
        assertThatThrownBy(() -> solve(new Chinchilla(), LOG, runs))
                .hasMessageContaining("has 2 variables");
    }

    @Test
    void noDataAndNoiseWithoutAShapeAreNotCalledConverged() {
        Observations none = observations(new double[0], new double[0]);
        assertThat(solve(new PowerLaw(), LOG, none).converged()).isFalse();
    }

    @Test
    void stopsWhenAsked() {
        Progress stopped =
                new Progress() {
                    @Override
                    public void report(double fraction) {}

                    @Override
                    public boolean cancelled() {
                        return true;
                    }
                };
        Observations runs =
                planted(new double[] {1.8, 480, 2100, .35, .37}, .01, new SplittableRandom(1));
        assertThat(Solver.solve(new Chinchilla(), runs, LOG, stopped).end())
                .isEqualTo(Solution.End.CANCELLED);
    }
}
