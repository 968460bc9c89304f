package dev.lawcast.scaling.transport;

import java.util.Arrays;

/// A first basis that is not far from the best one: every source in turn fills the sinks that are
/// cheapest for it after each sink's least cost is taken off (Russell's idea with row minima), and
/// the parts that arise are joined by cheap edges without flow.
///
/// The tree is strongly feasible (Cunningham 1976): an edge without flow leads up, so that from
/// every node some flow can be sent to the root, which keeps the simplex from going in circles.
final class StartingTree {

    private final CostMatrix cost;
    private final int n;
    private final int m;
    private final SpanningTree tree;
    private final double[] u;
    private final double[] v;

    /// Edges with flow, listed at their source and at their sink.
    private final int[] firstOfNode;

    private final int[] nextAtSource;
    private final int[] nextAtSink;
    private final int[] from;
    private final int[] to;
    private final long[] carried;
    private final int[] stack;
    private final int[] came;
    private int edges;

    private StartingTree(CostMatrix cost) {
        this.cost = cost;
        n = cost.rows();
        m = cost.columns();
        tree = new SpanningTree(n, m);
        u = new double[n];
        v = new double[m];
        firstOfNode = new int[n + m];
        Arrays.fill(firstOfNode, SpanningTree.NONE);
        int most = n + m - 1;
        nextAtSource = new int[most];
        nextAtSink = new int[most];
        from = new int[most];
        to = new int[most];
        carried = new long[most];
        stack = new int[n + m];
        came = new int[n + m];
    }

    /// @param a mass of each source, some may be 0
    /// @param b mass of each sink, the same in all
    static SpanningTree of(CostMatrix cost, long[] a, long[] b) {
        var start = new StartingTree(cost);
        start.reduce(a, b);
        start.fill(a, b);
        start.join(a);
        start.tree.countSizes();
        start.tree.price(cost);
        return start.tree;
    }

    private void reduce(long[] a, long[] b) {
        Arrays.fill(v, Double.POSITIVE_INFINITY);
        for (int i = 0; i < n; i++) {
            if (a[i] > 0) {
                for (int j = 0; j < m; j++) {
                    v[j] = Math.min(v[j], cost.at(i, j));
                }
            }
        }
        for (int i = 0; i < n; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < m; j++) {
                least = b[j] > 0 ? Math.min(least, cost.at(i, j) - v[j]) : least;
            }
            u[i] = least;
        }
    }

    private void fill(long[] a, long[] b) {
        long[] left = b.clone();
        for (int i = 0; i < n; i++) {
            long mass = a[i];
            while (mass > 0) {
                int best = cheapestOpen(i, left);
                long amount = Math.min(mass, left[best]);
                add(i, best, amount);
                mass -= amount;
                left[best] -= amount;
            }
        }
    }

    private int cheapestOpen(int i, long[] left) {
        int best = SpanningTree.NONE;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < m; j++) {
            double c = cost.at(i, j) - v[j];
            if (c < least && left[j] > 0) {
                least = c;
                best = j;
            }
        }
        return best;
    }

    private void add(int i, int j, long amount) {
        from[edges] = i;
        to[edges] = j;
        carried[edges] = amount;
        nextAtSource[edges] = firstOfNode[i];
        firstOfNode[i] = edges;
        nextAtSink[edges] = firstOfNode[n + j];
        firstOfNode[n + j] = edges;
        edges++;
    }

    /// Hangs every part below those before it, by the cheapest edge from one of its sources.
    private void join(long[] a) {
        boolean[] placed = new boolean[n + m];
        int[] queue = new int[n + m];
        int[] sinks = new int[m]; // those of the tree so far
        int known = 0;
        for (int start = 0; start < n; start++) {
            if (a[start] == 0 || placed[start]) {
                continue;
            }
            int count = part(start, placed, queue);
            if (known == 0) {
                tree.root = n + to[firstOfNode[start]];
                hang(tree.root);
            } else {
                int inner = start;
                int outer = sinks[0];
                double least = Double.POSITIVE_INFINITY;
                for (int k = 0; k < count; k++) {
                    int i = queue[k];
                    if (i >= n) {
                        continue;
                    }
                    for (int l = 0; l < known; l++) {
                        double c = cost.at(i, sinks[l]) - u[i] - v[sinks[l]];
                        if (c < least) {
                            least = c;
                            inner = i;
                            outer = sinks[l];
                        }
                    }
                }
                tree.link(inner, n + outer, 0);
                hang(inner);
            }
            for (int k = 0; k < count; k++) {
                if (queue[k] >= n) {
                    sinks[known++] = queue[k] - n;
                }
            }
        }
    }

    /// The nodes that edges with flow connect with `start`.
    private int part(int start, boolean[] placed, int[] queue) {
        int count = 0;
        queue[count++] = start;
        placed[start] = true;
        for (int k = 0; k < count; k++) {
            int x = queue[k];
            for (int e = firstOfNode[x]; e != SpanningTree.NONE; e = after(e, x)) {
                int y = x < n ? n + to[e] : from[e];
                if (!placed[y]) {
                    placed[y] = true;
                    queue[count++] = y;
                }
            }
        }
        return count;
    }

    private int after(int edge, int node) {
        return node < n ? nextAtSource[edge] : nextAtSink[edge];
    }

    /// Hangs below `top` what edges with flow connect with it.
    private void hang(int top) {
        int depth = 0;
        stack[depth] = top;
        came[depth++] = SpanningTree.NONE;
        while (depth > 0) {
            int x = stack[--depth];
            int edge = came[depth];
            for (int e = firstOfNode[x]; e != SpanningTree.NONE; e = after(e, x)) {
                if (e != edge) {
                    int y = x < n ? n + to[e] : from[e];
                    tree.link(y, x, carried[e]);
                    stack[depth] = y;
                    came[depth] = e;
                    depth++;
                }
            }
        }
    }
}
