package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.EffectiveData;
import dev.lawcast.scaling.law.PoolLaw;
import dev.lawcast.scaling.law.QualityQuantity;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Figures of `measured/pools_repetition/README.md`, where s is 1,000: a here is 100 times its a.
class PoolLawsTest {

    private static final PoolLaw LAW = (PoolLaw) new QualityQuantity().in(PoolsData.FORM);

    private static Solution solve(PoolLaw law, String metric, Map<String, Double> fixed) {
        var settings =
                new FitSettings(
                        law.defaultObjective(),
                        fixed,
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1),
                        .95,
                        1);
        return Solver.solve(law, PoolsData.singlePools(metric), settings, Progress.NONE);
    }

    @Test
    void reachesTheReferenceWithTheFloorFree() {
        Solution solution = solve(LAW, "test_error", Map.of());
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        double[] p = solution.parameters();
        assertThat(solution.objective()).isCloseTo(.521198, within(1e-6));
        assertThat(p[0]).isCloseTo(.0167858, within(1e-5));
        assertThat(p[1]).isCloseTo(1904.98, within(.1));
        assertThat(Arrays.copyOfRange(p, 2, 6))
                .containsExactly(new double[] {-.43795, -.414645, -.339978, -.287963}, within(1e-5));
        assertThat(Arrays.copyOfRange(p, 6, 10))
                .containsExactly(new double[] {6.62536, 4.68762, 3.9824, 2.92384}, within(1e-3));
    }

    @Test
    void reachesTheReferenceWithoutAFloor() {
        Solution solution = solve(LAW, "test_error", Map.of("d", 0.));
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        assertThat(solution.objective()).isCloseTo(.521369, within(1e-6));
        assertThat(Arrays.copyOfRange(solution.parameters(), 2, 6))
                .containsExactly(new double[] {-.42066, -.398488, -.32642, -.275851}, within(1e-5));
    }

    @Test
    void followsTheMeansOfSeeds() {
        double[] p = solve(LAW, "test_error", Map.of()).parameters();
        Map<List<Double>, double[]> means = means(PoolsData.singlePools("test_error"));
        double squares = 0;
        for (var mean : means.entrySet()) {
            double off = Math.log(value(LAW, p, mean.getKey())) - meanLog(mean.getValue());
            squares += off * off;
        }
        assertThat(Math.sqrt(squares / means.size())).isLessThanOrEqualTo(.0165);
    }

    @Test
    void foretellsUnionsThatWereNeverFitted() {
        double[] p = solve(LAW, "test_error", Map.of()).parameters();
        assertThat(missOfUnions(LAW, p, 1, 4000)).isLessThanOrEqualTo(.0176);
        assertThat(missOfUnions(LAW, p, 4001, 16000)).isLessThanOrEqualTo(.057);
    }

    @Test
    void effectiveDataFollowsTheSamePools() {
        var law = (PoolLaw) new EffectiveData().in(PoolsData.FORM);
        Solution solution = solve(law, "test_error", Map.of());
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        assertThat(missOfUnions(law, solution.parameters(), 1, 4000)).isLessThan(.02);
    }

    /// Mean |ln predicted/measured| over the means of seeds.
    private static double missOfUnions(PoolLaw law, double[] p, double from, double to) {
        return means(PoolsData.unions("test_error")).entrySet().stream()
                .filter(m -> m.getKey().get(0) >= from && m.getKey().get(0) <= to)
                .mapToDouble(m -> {
                    double mean = m.getValue()[0] / m.getValue()[1];
                    return Math.abs(Math.log(value(law, p, m.getKey()) / mean));
                })
                .average()
                .orElseThrow();
    }

    private static double value(PoolLaw law, double[] p, List<Double> x) {
        return law.value(p, x.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Point → {sum, count, sum of logarithms}.
    private static Map<List<Double>, double[]> means(Observations runs) {
        var means = new HashMap<List<Double>, double[]>();
        for (int i = 0; i < runs.size(); i++) {
            List<Double> x = List.of(runs.x()[0][i], runs.x()[1][i], runs.x()[2][i]);
            double[] sum = means.computeIfAbsent(x, k -> new double[3]);
            sum[0] += runs.y()[i];
            sum[1]++;
            sum[2] += Math.log(runs.y()[i]);
        }
        return means;
    }

    private static double meanLog(double[] sums) {
        return sums[2] / sums[1];
    }
}
