package dev.lawcast.scaling.transport;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Network simplex for the transport problem: as long as an edge i → j has c_ij − u_i − v_j < 0,
/// flow is sent around the cycle it closes until an edge of the cycle is empty, which leaves.
///
/// Edges are priced some rows at a time, the cheapest of a block enters (block search; Grigoriadis
/// 1986). A row of costs is read in order and there is no state per edge, so that memory beyond the
/// costs grows with n + m only. Of several edges that empty together the last one met when walking
/// the cycle from its highest node leaves, which keeps the tree strongly feasible: ends even where
/// most pivots move nothing, as with equal masses (Cunningham 1976).
final class PrimalSimplex {

    /// Pivots per node; some tens are usual.
    private static final long MOST_PIVOTS_PER_NODE = 2_000;

    private static final int PIVOTS_BETWEEN_LOOKS = 256;

    private final CostMatrix cost;
    private final SpanningTree tree;
    private final boolean[] priced;
    private final double tolerance;
    private final int blockRows;
    private int nextRow;
    private int source;
    private int sink;
    long pivots;

    /// @param tree strongly feasible, spanning at least the rows that are priced; sinks that are
    ///   not to be used have the potential −∞
    /// @param priced rows whose edges may enter
    /// @param tolerance reduced costs above −tolerance count as 0
    PrimalSimplex(CostMatrix cost, SpanningTree tree, boolean[] priced, double tolerance) {
        this.cost = cost;
        this.tree = tree;
        this.priced = priced;
        this.tolerance = tolerance;
        blockRows = (int) Math.ceil(Math.sqrt((double) cost.rows() / cost.columns()));
    }

    /// @return whether the tree is optimal; false after too many pivots
    boolean run(BooleanSupplier cancelled) {
        long most = MOST_PIVOTS_PER_NODE * tree.nodes;
        boolean fresh = false;
        while (pivots < most) {
            if (!findEntering()) {
                if (fresh) {
                    return true;
                }
                tree.price(cost); // what rounding has hidden shows with fresh potentials
                fresh = true;
                continue;
            }
            fresh = false;
            pivot();
            pivots++;
            if (pivots % PIVOTS_BETWEEN_LOOKS == 0 && cancelled.getAsBoolean()) {
                throw new CancellationException("The transport was cancelled.");
            }
            if (pivots % tree.nodes == 0) {
                tree.price(cost);
            }
        }
        return false;
    }

    private boolean findEntering() {
        int n = cost.rows();
        int m = cost.columns();
        double[] c = cost.values();
        double[] potential = tree.potential;
        double least = -tolerance;
        source = SpanningTree.NONE;
        int left = blockRows;
        for (int k = 0; k < n; k++) {
            int i = nextRow;
            nextRow = nextRow + 1 == n ? 0 : nextRow + 1;
            if (!priced[i]) {
                continue;
            }
            double bound = least + potential[i];
            int best = SpanningTree.NONE;
            int row = i * m;
            for (int j = 0; j < m; j++) {
                double r = c[row + j] - potential[n + j];
                if (r < bound) {
                    bound = r;
                    best = j;
                }
            }
            if (best != SpanningTree.NONE) {
                least = bound - potential[i];
                source = i;
                sink = n + best;
            }
            if (--left == 0) {
                if (source != SpanningTree.NONE) {
                    return true;
                }
                left = blockRows;
            }
        }
        return source != SpanningTree.NONE;
    }

    private void pivot() {
        int[] parent = tree.parent;
        long[] flow = tree.flow;
        int meeting = tree.meeting(source, sink);
        long amount = Long.MAX_VALUE;
        int leaving = SpanningTree.NONE;
        boolean belowSource = true;
        for (int x = source; x != meeting; x = parent[x]) {
            if (tree.isSource(x) && flow[x] < amount) {
                amount = flow[x];
                leaving = x;
            }
        }
        for (int x = sink; x != meeting; x = parent[x]) {
            if (!tree.isSource(x) && flow[x] <= amount) {
                amount = flow[x];
                leaving = x;
                belowSource = false;
            }
        }
        if (amount > 0) {
            tree.push(source, sink, meeting, amount);
        }
        tree.enter(cost, source, sink, belowSource, leaving, meeting, amount);
    }
}
