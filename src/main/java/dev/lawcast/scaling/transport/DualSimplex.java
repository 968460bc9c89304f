package dev.lawcast.scaling.transport;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// From the best tree for some masses to the best one for others: costs have not changed, so its
/// potentials are still feasible, only some flows are negative. As long as one is, its edge leaves
/// and the cheapest edge enters that carries flow across the gap the other way (dual network
/// simplex; Ahuja, Magnanti & Orlin 1993, ch. 11.9). After a small change of masses some pivots are
/// enough.
final class DualSimplex {

    private static final int PIVOTS_PER_NODE = 4;

    private final CostMatrix cost;
    private final SpanningTree tree;
    private final boolean[] below;
    private final int[] sources;
    private final int[] sinks;
    private int source;
    private int sink;
    long pivots;

    DualSimplex(CostMatrix cost, SpanningTree tree) {
        this.cost = cost;
        this.tree = tree;
        below = new boolean[tree.nodes];
        sources = new int[cost.rows()];
        sinks = new int[cost.columns()];
    }

    /// @param a units of mass of each source
    /// @param b units of mass of each sink
    /// @return false where starting afresh is likely to be faster
    boolean run(long[] a, long[] b, BooleanSupplier cancelled) {
        tree.flowFrom(a, b);
        long most = (long) PIVOTS_PER_NODE * tree.nodes;
        while (true) {
            int leaving = mostNegative();
            if (leaving == SpanningTree.NONE) {
                return true;
            }
            if (pivots++ == most) {
                return false;
            }
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("The transport was cancelled.");
            }
            boolean into = tree.isSource(leaving); // a deficit below: flow must come in
            findEntering(leaving, into);
            long amount = -tree.flow[leaving];
            int meeting = tree.meeting(source, sink);
            tree.push(source, sink, meeting, amount);
            tree.enter(cost, source, sink, !into, leaving, meeting, amount);
        }
    }

    private int mostNegative() {
        int most = SpanningTree.NONE;
        long least = 0;
        for (int x = 0; x < tree.nodes; x++) {
            if (x != tree.root && tree.flow[x] < least) {
                least = tree.flow[x];
                most = x;
            }
        }
        return most;
    }

    /// The edge with the least c − u − v that leads into the tree below `leaving`, or out of it.
    private void findEntering(int leaving, boolean into) {
        for (int x = leaving; x != SpanningTree.NONE; x = tree.following(x, leaving)) {
            below[x] = true;
        }
        int n = cost.rows();
        int sourceCount = 0;
        int sinkCount = 0;
        for (int x = 0; x < tree.nodes; x++) {
            if (x < n && below[x] != into) {
                sources[sourceCount++] = x;
            } else if (x >= n && below[x] == into) {
                sinks[sinkCount++] = x - n;
            }
            below[x] = false;
        }
        double[] c = cost.values();
        double[] potential = tree.potential;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < sourceCount; k++) {
            int i = sources[k];
            int row = i * cost.columns();
            double bound = least + potential[i];
            int best = SpanningTree.NONE;
            for (int l = 0; l < sinkCount; l++) {
                int j = sinks[l];
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
        }
    }
}
