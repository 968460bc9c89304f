package dev.lawcast.scaling.formula;

/// Which parameters a formula is jointly linear in once the others are fixed: a largest set of
/// parameters none of which stands in the derivative by another or by itself. Of several largest
/// sets, the one whose first parameters come first.
final class LinearParameters {

    private final long[] conflicts;
    private long best;

    private LinearParameters(long[] conflicts) {
        this.conflicts = conflicts;
    }

    /// @param gradient node of ∂/∂p_k
    /// @return the set as bits
    static long of(Graph graph, int[] gradient) {
        int count = gradient.length;
        long[] conflicts = new long[count];
        long candidates = (1L << count) - 1;
        for (int k = 0; k < count; k++) {
            for (int l = 0; l < count; l++) {
                if (graph.uses(gradient[k], l)) {
                    conflicts[k] |= 1L << l;
                    conflicts[l] |= 1L << k;
                }
            }
        }
        for (int k = 0; k < count; k++) {
            if ((conflicts[k] >> k & 1) != 0) {
                candidates &= ~(1L << k);
            }
        }
        LinearParameters search = new LinearParameters(conflicts);
        search.extend(0, candidates);
        return search.best;
    }

    private void extend(long chosen, long candidates) {
        if (Long.bitCount(chosen) + Long.bitCount(candidates) <= Long.bitCount(best)) {
            return;
        }
        if (candidates == 0) {
            best = chosen;
            return;
        }
        int first = Long.numberOfTrailingZeros(candidates);
        long rest = candidates & ~(1L << first);
        extend(chosen | 1L << first, rest & ~conflicts[first]);
        if ((conflicts[first] & rest) != 0) {
            extend(chosen, rest);
        }
    }
}
