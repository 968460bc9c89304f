package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

class ExactTransportTest {

    private static Transport solve(CostMatrix cost, double[] a, double[] b) {
        Transport found = new ExactTransport(cost).solve(a, b);
        check(cost, a, b, found);
        return found;
    }

    /// What makes an answer right, whoever found it: feasible potentials that leave no gap.
    private static void check(CostMatrix cost, double[] a, double[] b, Transport found) {
        double scale = cost.largest() + Double.MIN_NORMAL;
        for (int i = 0; i < cost.rows(); i++) {
            for (int j = 0; j < cost.columns(); j++) {
                assertThat(found.f()[i] + found.g()[j])
                        .isLessThanOrEqualTo(cost.at(i, j) + 1e-13 * scale);
            }
        }
        double dual = 0;
        for (int i = 0; i < a.length; i++) {
            dual += a[i] * found.f()[i];
        }
        for (int j = 0; j < b.length; j++) {
            dual += b[j] * found.g()[j];
        }
        assertThat(found.cost()).isCloseTo(dual, within(1e-11 * scale));
        assertThat(found.marginalError()).isLessThan(1e-14);
        assertThat(found.converged()).isTrue();
    }

    @Test
    void agreesWithAllAssignmentsOfTinyProblems() {
        for (int seed = 0; seed < 30; seed++) {
            var clouds = new Clouds(seed);
            int n = 1 + seed % 7;
            CostMatrix cost = Clouds.cost(clouds.points(n, 2), clouds.points(n, 2));
            double[] mass = Masses.uniform(n);
            double best = cheapest(cost, IntStream.range(0, n).toArray(), 0) / n;
            assertThat(solve(cost, mass, mass).cost()).isCloseTo(best, within(1e-14));
        }
    }

    private static double cheapest(CostMatrix cost, int[] order, int from) {
        if (from == order.length) {
            double sum = 0;
            for (int i = 0; i < order.length; i++) {
                sum += cost.at(i, order[i]);
            }
            return sum;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int k = from; k < order.length; k++) {
            int[] swapped = order.clone();
            swapped[from] = order[k];
            swapped[k] = order[from];
            best = Math.min(best, cheapest(cost, swapped, from + 1));
        }
        return best;
    }

    @Test
    void agreesWithTheQuantilesOnALine() {
        for (int seed = 0; seed < 20; seed++) {
            var clouds = new Clouds(seed);
            int n = 40 + seed;
            int m = 60 - 2 * seed;
            Features x = sorted(clouds.points(n, 1));
            Features y = sorted(clouds.points(m, 1));
            double[] a = clouds.sparseMasses(n);
            double[] b = clouds.sparseMasses(m);
            assertThat(solve(Clouds.cost(x, y), a, b).cost())
                    .isCloseTo(onALine(x.values(), a, y.values(), b), within(1e-13));
        }
    }

    private static Features sorted(Features points) {
        double[] values = points.values().clone();
        Arrays.sort(values);
        return new Features(values.length, 1, values);
    }

    /// ∫ (F⁻¹(q) − G⁻¹(q))² dq.
    private static double onALine(double[] x, double[] a, double[] y, double[] b) {
        double sum = 0;
        double ofX = a[0];
        double ofY = b[0];
        int i = 0;
        int j = 0;
        while (i < x.length && j < y.length) {
            double mass = Math.min(ofX, ofY);
            sum += mass * (x[i] - y[j]) * (x[i] - y[j]);
            ofX -= mass;
            ofY -= mass;
            if (ofX <= ofY) {
                ofX = ++i < x.length ? a[i] : 0;
            } else {
                ofY = ++j < y.length ? b[j] : 0;
            }
        }
        return sum;
    }

    @Test
    void aSampleIsAtNoDistanceFromItself() {
        var clouds = new Clouds(1);
        Features x = clouds.points(80, 5);
        double[] a = clouds.masses(80);
        assertThat(solve(Clouds.cost(x, x), a, a).cost()).isZero();
    }

    @Test
    void thereAndBackCostTheSame() {
        var clouds = new Clouds(2);
        CostMatrix cost = Clouds.cost(clouds.points(70, 3), clouds.points(45, 3));
        double[] a = clouds.masses(70);
        double[] b = clouds.masses(45);
        assertThat(solve(cost.transposed(), b, a).cost())
                .isCloseTo(solve(cost, a, b).cost(), within(1e-14));
    }

    @Test
    void itsRootKeepsTheTriangleInequality() {
        for (int seed = 0; seed < 20; seed++) {
            var clouds = new Clouds(seed);
            Features[] x = {clouds.points(20, 2), clouds.points(25, 2), clouds.points(30, 2)};
            double[][] a = {clouds.masses(20), clouds.masses(25), clouds.masses(30)};
            double direct = root(x[0], a[0], x[2], a[2]);
            double around = root(x[0], a[0], x[1], a[1]) + root(x[1], a[1], x[2], a[2]);
            assertThat(direct).isLessThanOrEqualTo(around + 1e-14);
        }
    }

    private static double root(Features x, double[] a, Features y, double[] b) {
        return Math.sqrt(solve(Clouds.cost(x, y), a, b).cost());
    }

    @Test
    void movingASampleCostsTheSquareOfTheWay() {
        var clouds = new Clouds(3);
        Features x = clouds.points(60, 3);
        double[] a = clouds.masses(60);
        assertThat(solve(Clouds.cost(x, Clouds.moved(x, .3, -.4, 1.2)), a, a).cost())
                .isCloseTo(.09 + .16 + 1.44, within(1e-13));
    }

    @Test
    void anyMassesAreSolvedAlsoZerosAndOneByOne() {
        for (int seed = 0; seed < 60; seed++) {
            var clouds = new Clouds(seed);
            int n = 1 + (seed * 7) % 23;
            int m = 1 + (seed * 5) % 19;
            CostMatrix cost = Clouds.cost(clouds.points(n, 2), clouds.points(m, 2));
            solve(cost, clouds.sparseMasses(n), clouds.sparseMasses(m));
            double[] one = new double[n];
            one[n / 2] = 1;
            solve(cost, one, clouds.sparseMasses(m));
        }
    }

    @Test
    void tiesAndEqualPointsEnd() {
        double[] values = new double[50 * 2]; // points of a 3 × 3 grid, many of them equal
        Arrays.setAll(values, k -> (k * 7 + k / 5) % 3);
        Features x = new Features(50, 2, values);
        Features same = new Features(40, 2, new double[80]);
        solve(Clouds.cost(x, x), Masses.uniform(50), Masses.uniform(50));
        solve(Clouds.cost(x, same), Masses.uniform(50), Masses.uniform(40));
        solve(Clouds.cost(same, same), Masses.uniform(40), Masses.uniform(40));
    }

    @Test
    void costsOfAnySizeAndSignAreSolved() {
        var clouds = new Clouds(4);
        CostMatrix cost = Clouds.cost(clouds.points(30, 2), clouds.points(30, 2));
        double[] mass = clouds.masses(30);
        double base = solve(cost, mass, mass).cost();
        for (double scale : new double[] {1e-200, 1e-9, 1e9, 1e200}) {
            double[] scaled = Arrays.stream(cost.values()).map(c -> c * scale).toArray();
            assertThat(solve(new CostMatrix(30, 30, scaled), mass, mass).cost() / scale)
                    .isCloseTo(base, within(1e-13));
        }
        double[] negative = Arrays.stream(cost.values()).map(c -> c - 5).toArray();
        assertThat(solve(new CostMatrix(30, 30, negative), mass, mass).cost())
                .isCloseTo(base - 5, within(1e-13));
    }

    @Test
    void theLastTreeLeadsToTheSameAnswerAsNone() {
        var clouds = new Clouds(5);
        CostMatrix cost = Clouds.cost(clouds.points(60, 4), clouds.points(40, 4));
        var engine = new ExactTransport(cost);
        for (int step = 0; step < 40; step++) {
            double[] a = step % 3 == 0 ? clouds.sparseMasses(60) : clouds.masses(60);
            double[] b = step % 4 == 0 ? clouds.sparseMasses(40) : clouds.masses(40);
            Transport warm = engine.solve(a, b);
            check(cost, a, b, warm);
            assertThat(warm.cost()).isCloseTo(solve(cost, a, b).cost(), within(1e-14));
        }
    }

    @Test
    void aPointWithoutMassHasThePotentialOfAFirstGrain() {
        var clouds = new Clouds(6);
        CostMatrix cost = Clouds.cost(clouds.points(12, 2), clouds.points(17, 2));
        double[] a = clouds.masses(12);
        double[] b = clouds.masses(17);
        a[3] = 0;
        a = Clouds.normalized(a);
        Transport without = solve(cost, a, b);
        double h = 1e-9;
        a[3] = h;
        a[4] -= h;
        double change = solve(cost, a, b).cost() - without.cost();
        assertThat(without.f()[3] - without.f()[4]).isCloseTo(change / h, within(1e-5));
    }

    @Test
    void cancellationEndsItAndTheEngineStaysUsable() {
        var clouds = new Clouds(7);
        CostMatrix cost = Clouds.cost(clouds.points(200, 8), clouds.points(200, 8));
        double[] mass = Masses.uniform(200);
        boolean[] cancelled = {true};
        var engine = new ExactTransport(cost, () -> cancelled[0]);
        assertThatThrownBy(() -> engine.solve(mass, mass))
                .isInstanceOf(CancellationException.class);
        cancelled[0] = false;
        check(cost, mass, mass, engine.solve(mass, mass));
    }

    @Test
    void refusesWhatAreNoMasses() {
        var engine = new ExactTransport(new CostMatrix(2, 1, new double[] {1, 2}));
        double[] one = {1};
        assertThatThrownBy(() -> engine.solve(new double[] {1}, one))
                .hasMessageContaining("1 masses of the rows, but 2 points");
        assertThatThrownBy(() -> engine.solve(new double[] {1.5, -.5}, one))
                .hasMessageContaining("Mass 1 of the rows is -0.5");
        assertThatThrownBy(() -> engine.solve(new double[] {.5, Double.NaN}, one))
                .hasMessageContaining("is NaN");
        assertThatThrownBy(() -> engine.solve(new double[] {.5, .4}, one))
                .hasMessageContaining("add up to 0.9");
        assertThatThrownBy(() -> new CostMatrix(1, 1, new double[] {Double.POSITIVE_INFINITY}))
                .hasMessageContaining("must be finite");
    }

    /// Pivots leave a constant in the potentials, which once grew until its rounding passed for
    /// edges that should enter, without end.
    @Test
    void potentialsStayOfTheSizeOfTheCosts() {
        int n = 600;
        var clouds = new Clouds(1);
        var costs =
                new GroundCosts(
                        List.of(
                                new Sample(Clouds.moved(clouds.points(n, 8), .5)),
                                new Sample(Clouds.moved(clouds.points(n / 2, 8), 1))),
                        new Sample(clouds.points(n, 8)),
                        GroundCost.SQUARED_EUCLIDEAN);
        CostMatrix cost = CostMatrix.of(costs.toValidation());
        double[] a = MixtureTransport.masses(new double[] {.7, .3}, costs.sizes());
        SpanningTree tree = StartingTree.of(cost, Masses.units(a), Masses.units(Masses.uniform(n)));
        boolean[] priced = new boolean[a.length];
        Arrays.fill(priced, true);
        var simplex = new PrimalSimplex(cost, tree, priced, 1e-13 * cost.largest());

        assertThat(simplex.run(() -> false)).isTrue();
        double largest = Arrays.stream(tree.potential).map(Math::abs).max().orElseThrow();
        assertThat(largest).isLessThan(2 * cost.largest());
    }
}
