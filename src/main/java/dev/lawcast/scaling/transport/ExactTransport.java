package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Optimal transport: min Σ c_ij P_ij over P ≥ 0 with rows adding up to a and columns to b,
/// exactly, by the network simplex. Its dual, max Σ a_i f_i + Σ b_j g_j with f_i + g_j ≤ c_ij, is
/// the certificate, and is checked on all costs after every solve.
///
/// The first call starts afresh, later ones from the tree of the last: along a path of masses that
/// is much faster. Points without mass are allowed; f and g of theirs are what a first grain of
/// mass there would cost. Not for several threads at once.
public final class ExactTransport implements TransportEngine {

    /// Of the largest cost: reduced costs that small are rounding.
    private static final double ROUNDING = 1e-13;

    /// Of the cost, and of the largest cost.
    private static final double GAP = 1e-10;

    private static final double GAP_OF_LARGEST = 1e-12;

    private final CostMatrix cost;
    private final BooleanSupplier cancelled;
    private final double largest;
    private @Nullable SpanningTree tree;

    /// @param cancelled asked now and then
    public ExactTransport(CostMatrix cost, BooleanSupplier cancelled) {
        this.cost = cost;
        this.cancelled = cancelled;
        largest = cost.largest();
    }

    public ExactTransport(CostMatrix cost) {
        this(cost, () -> false);
    }

    @Override
    public Transport solve(double[] a, double[] b) {
        Masses.check(a, cost.rows(), "the rows");
        Masses.check(b, cost.columns(), "the columns");
        long[] supply = Masses.units(a);
        long[] demand = Masses.units(b);
        SpanningTree last = tree;
        tree = null; // stays so where the solve is cancelled half-way
        if (last != null) {
            var dual = new DualSimplex(cost, last);
            if (dual.run(supply, demand, cancelled)) {
                last.price(cost);
                Transport found = certified(last, a, b, dual.pivots, true);
                if (found.converged()) {
                    tree = last;
                    return found;
                }
            }
        }
        return afresh(a, b, supply, demand);
    }

    private Transport afresh(double[] a, double[] b, long[] supply, long[] demand) {
        SpanningTree start = StartingTree.of(cost, supply, demand);
        boolean[] priced = new boolean[cost.rows()];
        for (int i = 0; i < cost.rows(); i++) {
            priced[i] = supply[i] > 0;
        }
        for (int j = 0; j < cost.columns(); j++) {
            if (demand[j] == 0) {
                start.potential[cost.rows() + j] = Double.NEGATIVE_INFINITY;
            }
        }
        var simplex = new PrimalSimplex(cost, start, priced, ROUNDING * largest);
        boolean optimal = simplex.run(cancelled);
        hangPointsWithoutMass(start, supply, demand);
        Transport found = certified(start, a, b, simplex.pivots, optimal);
        tree = found.converged() ? start : null;
        return found;
    }

    /// Each at the point that is cheapest for it, which gives it the potential of a first grain.
    private void hangPointsWithoutMass(SpanningTree tree, long[] supply, long[] demand) {
        int n = cost.rows();
        for (int i = 0; i < n; i++) {
            if (supply[i] == 0) {
                int best = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int j = 0; j < cost.columns(); j++) {
                    double r = cost.at(i, j) - tree.potential[n + j];
                    if (r < least) {
                        least = r;
                        best = j;
                    }
                }
                tree.link(i, n + best, 0);
                tree.potential[i] = least;
            }
        }
        for (int j = 0; j < cost.columns(); j++) {
            if (demand[j] == 0) {
                int best = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int i = 0; i < n; i++) {
                    double r = cost.at(i, j) - tree.potential[i];
                    if (r < least) {
                        least = r;
                        best = i;
                    }
                }
                tree.link(n + j, best, 0);
                tree.potential[n + j] = least;
            }
        }
        tree.countSizes();
    }

    /// Cost of the plan, and potentials lowered to where they are feasible on every edge.
    private Transport certified(
            SpanningTree tree, double[] a, double[] b, long pivots, boolean optimal) {
        int n = cost.rows();
        int m = cost.columns();
        double[] leaves = new double[n];
        double[] arrives = new double[m];
        double total = 0;
        for (int x = 0; x < tree.nodes; x++) {
            if (x != tree.root) {
                int i = tree.isSource(x) ? x : tree.parent[x];
                int j = (tree.isSource(x) ? tree.parent[x] : x) - n;
                double mass = tree.flow[x] / Masses.UNITS;
                leaves[i] += mass;
                arrives[j] += mass;
                total += mass * cost.at(i, j);
            }
        }
        double[] g = Arrays.copyOfRange(tree.potential, n, n + m);
        double[] f = Potentials.transform(cost, g);
        Potentials.balance(f, g, a, b);
        double dual = Potentials.dot(f, a) + Potentials.dot(g, b);
        double gap = total - dual;
        double marginalError = Potentials.distance(leaves, a) + Potentials.distance(arrives, b);
        boolean certain =
                optimal
                        && Math.abs(gap) <= GAP * Math.abs(total) + GAP_OF_LARGEST * largest
                        && marginalError <= 1e-9;
        return new Transport(total, dual, f, g, gap, marginalError, pivots, certain);
    }
}
