package dev.lawcast.scaling.formula;

/// Which parameters a formula is jointly linear in once the others are fixed: a largest set of
/// parameters between which all second derivatives are identically 0 (one with itself too). Of
/// several largest sets, the one whose first parameters come first.
final class LinearParameters {

    private final long[] conflicts;
    private long best;

    private LinearParameters(long[] conflicts) {
        this.conflicts = conflicts;
    }

    /// @param second node of ∂²/∂p_k∂p_l at [k][l], l ≤ k
    /// @param used the parameters that there are, as bits
    /// @return the set as bits
    static long of(int[][] second, long used) {
        int count = second.length;
        long[] conflicts = new long[count];
        long candidates = used;
        for (int k = 0; k < count; k++) {
            for (int l = 0; l <= k; l++) {
                if (second[k][l] != Graph.ZERO) {
                    conflicts[k] |= 1L << l;
                    conflicts[l] |= 1L << k;
                }
            }
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
