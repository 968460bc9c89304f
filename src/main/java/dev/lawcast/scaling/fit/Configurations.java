package dev.lawcast.scaling.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs grouped by their sizes: runs of one configuration differ in nothing but chance.
///
/// @param of configuration of each run, numbered in order of appearance
/// @param members runs of each configuration
record Configurations(int[] of, List<int[]> members) {

    /// Spreads the high bits of sizes, whose low bits are often 0, over a hash (Knuth 1973, §6.4).
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /// Sizes are the same where [Double#equals] says so.
    static Configurations of(double[][] x, int runs) {
        int[] of = new int[runs];
        int[] first = new int[runs];
        int[] sizes = new int[runs];
        int count = 0;
        // open addressing: number + 1 of the configuration, 0 for a free place
        int[] table = new int[Integer.highestOneBit(Math.max(runs, 1)) * 4];
        for (int i = 0; i < runs; i++) {
            int place = hash(x, i) & (table.length - 1);
            while (table[place] > 0 && !same(x, first[table[place] - 1], i)) {
                place = (place + 1) & (table.length - 1);
            }
            if (table[place] == 0) {
                first[count++] = i;
                table[place] = count;
            }
            of[i] = table[place] - 1;
            sizes[of[i]]++;
        }
        int[][] members = new int[count][];
        for (int i = runs - 1; i >= 0; i--) {
            int c = of[i];
            if (members[c] == null) {
                members[c] = new int[sizes[c]];
            }
            members[c][--sizes[c]] = i;
        }
        return new Configurations(of, Arrays.asList(members));
    }

    private static int hash(double[][] x, int run) {
        long hash = 0;
        for (double[] column : x) {
            hash = 31 * hash + Double.doubleToLongBits(column[run]);
        }
        return (int) ((hash * GOLDEN_RATIO) >>> 32);
    }

    private static boolean same(double[][] x, int a, int b) {
        for (double[] column : x) {
            if (Double.doubleToLongBits(column[a]) != Double.doubleToLongBits(column[b])) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return members.size();
    }

    int replicates() {
        return of.length - count();
    }

    /// Distinct configurations among runs with a multiplicity > 0.
    int distinct(int[] multiplicity) {
        boolean[] seen = new boolean[count()];
        int distinct = 0;
        for (int i = 0; i < of.length; i++) {
            if (multiplicity[i] > 0 && !seen[of[i]]) {
                seen[of[i]] = true;
                distinct++;
            }
        }
        return distinct;
    }

    /// Every run on its own.
    static List<int[]> each(int runs) {
        var all = new ArrayList<int[]>(runs);
        for (int i = 0; i < runs; i++) {
            all.add(new int[] {i});
        }
        return all;
    }
}
