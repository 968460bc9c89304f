package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CancellationException;

class EntropicTransportTest {

    private static final EntropicSettings SETTINGS = EntropicSettings.DEFAULT.withTolerance(1e-11);

    private static Transport solve(CostMatrix cost, double epsilon, double[] a, double[] b) {
        Transport found = new EntropicTransport(cost, epsilon, SETTINGS).solve(a, b);
        assertThat(found.converged()).isTrue();
        return found;
    }

    @Test
    void becomesTheExactOneAsEpsilonVanishes() {
        var clouds = new Clouds(1);
        CostMatrix cost = Clouds.cost(clouds.points(40, 2), clouds.points(30, 2));
        double[] a = clouds.masses(40);
        double[] b = clouds.masses(30);
        double exact = new ExactTransport(cost).solve(a, b).cost();
        double before = Double.POSITIVE_INFINITY;
        for (double share = .1; share > 1e-4; share /= 4) {
            double epsilon = share * cost.mean();
            double gap = solve(cost, epsilon, a, b).cost() - exact;
            assertThat(gap).isBetween(-1e-10, before);
            before = gap;
        }
        assertThat(before).isLessThan(1e-4 * exact);
    }

    @Test
    void thePlanHasItsMarginalsAndItsValueIsTheDualOne() {
        var clouds = new Clouds(2);
        CostMatrix cost = Clouds.cost(clouds.points(33, 3), clouds.points(21, 3));
        double[] a = clouds.sparseMasses(33);
        double[] b = clouds.sparseMasses(21);
        double epsilon = .02 * cost.mean();
        Transport found = solve(cost, epsilon, a, b);
        double transport = 0;
        double value = 0;
        double[] rows = new double[33];
        double[] columns = new double[21];
        for (int i = 0; i < 33; i++) {
            for (int j = 0; j < 21; j++) {
                double log = (found.f()[i] + found.g()[j] - cost.at(i, j)) / epsilon;
                double p = a[i] * b[j] * Math.exp(log);
                rows[i] += p;
                columns[j] += p;
                transport += p * cost.at(i, j);
                value += p > 0 ? p * (cost.at(i, j) + epsilon * log) : 0;
            }
        }
        assertThat(rows).containsExactly(a, within(1e-11));
        assertThat(columns).containsExactly(b, within(1e-11));
        assertThat(found.cost()).isCloseTo(transport, within(1e-11));
        assertThat(found.dualValue()).isCloseTo(value, within(1e-11));
    }

    /// For one point against n the plan is known, whatever ε.
    @Test
    void aSinglePointSendsItsMassToAll() {
        var clouds = new Clouds(3);
        CostMatrix cost = Clouds.cost(clouds.points(1, 2), clouds.points(9, 2));
        double[] b = clouds.masses(9);
        double mean = 0;
        for (int j = 0; j < 9; j++) {
            mean += b[j] * cost.at(0, j);
        }
        assertThat(solve(cost, .3, new double[] {1}, b).cost()).isCloseTo(mean, within(1e-12));
    }

    /// Entropic W₂² between N(0, 1) and N(0, 1) on a fine grid: with ε the coefficient of KL and
    /// cost (x − y)² the plan is normal with covariance c = √(1 + ε²/16) − ε/4, so ⟨P, C⟩ = 2 − 2c
    /// (Janati et al. 2020, arXiv 2006.02572).
    @Test
    void agreesWithTheClosedFormBetweenNormalDistributions() {
        int n = 401;
        double[] x = new double[n];
        double[] mass = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = -8 + 16.0 * i / (n - 1);
            mass[i] = Math.exp(-x[i] * x[i] / 2);
        }
        double[] a = Clouds.normalized(mass);
        var grid = new Features(n, 1, x);
        double epsilon = .8;
        double c = Math.sqrt(1 + epsilon * epsilon / 16) - epsilon / 4;
        assertThat(solve(Clouds.cost(grid, grid), epsilon, a, a).cost())
                .isCloseTo(2 - 2 * c, within(1e-6));
    }

    @Test
    void threadsAndLinearMemoryChangeNothing() {
        var clouds = new Clouds(4);
        Features x = clouds.points(301, 5);
        Features y = clouds.points(203, 5);
        CostMatrix cost = Clouds.cost(x, y);
        double[] a = clouds.masses(301);
        double[] b = clouds.masses(203);
        double epsilon = .03 * cost.mean();
        Transport parallel = solve(cost, epsilon, a, b);
        var alone = new EntropicSettings(1e-11, 20_000, false, false);
        Transport sequential = new EntropicTransport(cost, epsilon, alone).solve(a, b);
        assertThat(sequential.f()).isEqualTo(parallel.f());
        assertThat(sequential.cost()).isEqualTo(parallel.cost());
        Transport streamed =
                new EntropicTransport(
                                new SquaredEuclidean(x, y),
                                epsilon,
                                cost.mean(),
                                SETTINGS.withLinearMemory(),
                                () -> false)
                        .solve(a, b);
        assertThat(streamed.cost()).isCloseTo(parallel.cost(), within(1e-10));
        assertThat(streamed.g()).containsExactly(parallel.g(), within(1e-7));
    }

    @Test
    void aPathGivesWhatColdSolvesGive() {
        var clouds = new Clouds(5);
        CostMatrix cost = Clouds.cost(clouds.points(60, 4), clouds.points(50, 4));
        double epsilon = .02 * cost.mean();
        var engine = new EntropicTransport(cost, epsilon, SETTINGS);
        double[] from = clouds.masses(60);
        double[] to = clouds.sparseMasses(60);
        double[] b = Masses.uniform(50);
        for (int step = 0; step <= 20; step++) {
            double[] a = new double[60];
            for (int i = 0; i < 60; i++) {
                a[i] = from[i] + step / 20.0 * (to[i] - from[i]);
            }
            Transport warm = engine.solve(a, b);
            assertThat(warm.converged()).isTrue();
            assertThat(warm.dualValue())
                    .isCloseTo(solve(cost, epsilon, a, b).dualValue(), within(1e-10));
        }
        double[] jump = clouds.sparseMasses(60);
        assertThat(engine.solve(jump, b).dualValue())
                .isCloseTo(solve(cost, epsilon, jump, b).dualValue(), within(1e-10));
    }

    @Test
    void tooFewPassesAreNotCalledConverged() {
        var clouds = new Clouds(6);
        CostMatrix cost = Clouds.cost(clouds.points(50, 4), clouds.points(50, 4));
        double[] mass = Masses.uniform(50);
        var settings = new EntropicSettings(1e-9, 4, false, false);
        Transport found =
                new EntropicTransport(cost, .005 * cost.mean(), settings).solve(mass, mass);
        assertThat(found.converged()).isFalse();
        assertThat(found.marginalError()).isGreaterThan(1e-9);
    }

    @Test
    void cancellationEndsItAndTheEngineStaysUsable() {
        var clouds = new Clouds(7);
        CostMatrix cost = Clouds.cost(clouds.points(50, 4), clouds.points(50, 4));
        double[] mass = Masses.uniform(50);
        boolean[] cancelled = {true};
        double epsilon = .01 * cost.mean();
        var engine =
                new EntropicTransport(cost, epsilon, cost.mean(), SETTINGS, () -> cancelled[0]);
        assertThatThrownBy(() -> engine.solve(mass, mass))
                .isInstanceOf(CancellationException.class);
        cancelled[0] = false;
        assertThat(engine.solve(mass, mass).converged()).isTrue();
    }

    @Test
    void refusesAnEpsilonThatIsNotPositive() {
        CostMatrix free = new CostMatrix(1, 2, new double[2]);
        assertThatThrownBy(() -> new EntropicTransport(free, .05 * free.mean(), SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe all costs are 0");
    }

    @Test
    void fastExponentialsAreAccurate() {
        double[] z = new double[12_001];
        for (int k = 0; k < z.length; k++) {
            z[k] = -600 + k * .1;
        }
        double[] powers = z.clone();
        Exponentials.replace(powers);
        for (int k = 0; k < z.length; k++) {
            assertThat(powers[k] / Math.exp(z[k])).isCloseTo(1, within(4e-13));
        }
    }
}
