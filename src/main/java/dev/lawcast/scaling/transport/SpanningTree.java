package dev.lawcast.scaling.transport;

import java.util.Arrays;

/// A basis of the transport problem: a spanning tree of n sources and m sinks, whose edges carry
/// the flow. Node i < n is source i, node n + j is sink j. An edge always leads from its source to
/// its sink, so it is told by the child's kind whether flow goes up or down.
///
/// Sizes of subtrees let the two ends of an entering edge climb to where they meet, without depths;
/// thus a pivot changes only nodes on the cycle, and the potentials of the smaller part (Ahuja,
/// Magnanti & Orlin 1993, *Network Flows*, ch. 11; Király & Kovács 2012).
final class SpanningTree {

    static final int NONE = -1;

    final int sources;
    final int nodes;
    final int[] parent;

    /// Of the edge to the parent, in units of mass; integers, so that ties are exact.
    final long[] flow;

    /// u_i of sources, v_j of sinks; u_i + v_j = c_ij along every edge of the tree.
    final double[] potential;

    private final int[] child;
    private final int[] next;
    private final int[] previous;
    private final int[] size;
    int root;

    SpanningTree(int sources, int sinks) {
        this.sources = sources;
        this.nodes = sources + sinks;
        parent = filled(nodes);
        child = filled(nodes);
        next = filled(nodes);
        previous = filled(nodes);
        size = new int[nodes];
        flow = new long[nodes];
        potential = new double[nodes];
        Arrays.fill(size, 1);
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, NONE);
        return array;
    }

    boolean isSource(int node) {
        return node < sources;
    }

    /// Hangs a tree below a node, with the flow of the edge between them; sizes are not touched.
    void link(int node, int above, long carried) {
        parent[node] = above;
        flow[node] = carried;
        int first = child[above];
        next[node] = first;
        previous[node] = NONE;
        if (first != NONE) {
            previous[first] = node;
        }
        child[above] = node;
    }

    private void unlink(int node) {
        int before = previous[node];
        int after = next[node];
        if (before == NONE) {
            child[parent[node]] = after;
        } else {
            next[before] = after;
        }
        if (after != NONE) {
            previous[after] = before;
        }
        parent[node] = NONE;
    }

    /// The node that follows in preorder within the tree below `top`, NONE at its end.
    int following(int node, int top) {
        if (child[node] != NONE) {
            return child[node];
        }
        int up = node;
        while (up != top && next[up] == NONE) {
            up = parent[up];
        }
        return up == top ? NONE : next[up];
    }

    /// The lowest node above both.
    int meeting(int one, int other) {
        int p = one;
        int q = other;
        while (p != q) {
            if (size[p] < size[q]) {
                p = parent[p];
            } else if (size[q] < size[p]) {
                q = parent[q];
            } else {
                p = parent[p];
                q = parent[q];
            }
        }
        return p;
    }

    /// Sends flow around the cycle that the edge source → sink closes.
    void push(int source, int sink, int meeting, long amount) {
        for (int x = source; x != meeting; x = parent[x]) {
            flow[x] += isSource(x) ? -amount : amount;
        }
        for (int x = sink; x != meeting; x = parent[x]) {
            flow[x] += isSource(x) ? amount : -amount;
        }
    }

    /// Takes the edge above `leaving` out and puts source → sink in, whose c − u − v becomes 0.
    ///
    /// @param belowSource whether it is the source, not the sink, that lies below `leaving`
    /// @param meeting the lowest node above both ends
    /// @param carried flow of the new edge
    void enter(
            CostMatrix cost,
            int source,
            int sink,
            boolean belowSource,
            int leaving,
            int meeting,
            long carried) {
        double change = cost.at(source, sink - sources) - potential[source] - potential[sink];
        int inner = belowSource ? source : sink;
        int outer = belowSource ? sink : source;
        int moved = size[leaving];
        for (int x = parent[leaving]; x != meeting; x = parent[x]) {
            size[x] -= moved;
        }
        turn(leaving, inner);
        shift(inner, moved, change);
        link(inner, outer, carried);
        for (int x = outer; x != meeting; x = parent[x]) {
            size[x] += moved;
        }
    }

    /// Makes `inner` the top of the tree below `leaving`.
    private void turn(int leaving, int inner) {
        int whole = size[leaving];
        int above = NONE;
        long carried = 0;
        int below = 0;
        int x = inner;
        while (true) {
            int up = parent[x];
            long old = flow[x];
            int part = size[x];
            unlink(x);
            if (above != NONE) {
                link(x, above, carried);
            }
            size[x] = whole - below;
            if (x == leaving) {
                return;
            }
            below = part;
            above = x;
            carried = old;
            x = up;
        }
    }

    /// Raises the sum of potentials between the tree below `top` and the rest by `change`, at the
    /// smaller of both.
    private void shift(int top, int moved, double change) {
        boolean inside = 2 * moved <= nodes;
        double ofSources = isSource(top) == inside ? change : -change;
        if (inside) {
            for (int x = top; x != NONE; x = following(x, top)) {
                potential[x] += isSource(x) ? ofSources : -ofSources;
            }
        } else {
            for (int x = root; x != NONE; x = following(x, root)) {
                potential[x] += isSource(x) ? ofSources : -ofSources;
            }
        }
    }

    /// Sizes from the links, from the leaves up.
    void countSizes() {
        int[] order = preorder();
        Arrays.fill(size, 1);
        for (int k = order.length - 1; k > 0; k--) {
            size[parent[order[k]]] += size[order[k]];
        }
    }

    int[] preorder() {
        int[] order = new int[nodes];
        int count = 0;
        for (int x = root; x != NONE; x = following(x, root)) {
            order[count++] = x;
        }
        return Arrays.copyOf(order, count);
    }

    /// The flows that serve these masses, some of which may be negative.
    ///
    /// @param a units of mass of each source
    /// @param b units of mass of each sink
    void flowFrom(long[] a, long[] b) {
        System.arraycopy(a, 0, flow, 0, sources);
        System.arraycopy(b, 0, flow, sources, nodes - sources);
        int[] order = preorder();
        for (int k = nodes - 1; k > 0; k--) {
            int x = order[k];
            flow[parent[x]] -= flow[x]; // kinds alternate: a child takes what its parent has
        }
    }

    /// Potentials from the costs of the edges alone, free of what pivots have rounded, and of the
    /// constant that they gather: it grows to hundreds of times the costs, and takes their digits.
    void price(CostMatrix cost) {
        potential[root] = 0;
        for (int x = following(root, root); x != NONE; x = following(x, root)) {
            int up = parent[x];
            double c = isSource(x) ? cost.at(x, up - sources) : cost.at(up, x - sources);
            potential[x] = c - potential[up];
        }
    }
}
