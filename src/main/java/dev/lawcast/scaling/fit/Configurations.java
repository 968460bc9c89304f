package dev.lawcast.scaling.fit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// Runs grouped by their sizes: runs of one configuration differ in nothing but chance.
///
/// @param of configuration of each run, numbered in order of appearance
/// @param members runs of each configuration
record Configurations(int[] of, List<int[]> members) {

    static Configurations of(double[][] x, int runs) {
        var numbers = new HashMap<List<Double>, Integer>();
        int[] of = new int[runs];
        for (int i = 0; i < runs; i++) {
            var sizes = new ArrayList<Double>(x.length);
            for (double[] column : x) {
                sizes.add(column[i]);
            }
            of[i] = numbers.computeIfAbsent(sizes, k -> numbers.size());
        }
        var members = new ArrayList<List<Integer>>(numbers.size());
        for (int c = 0; c < numbers.size(); c++) {
            members.add(new ArrayList<>());
        }
        for (int i = 0; i < runs; i++) {
            members.get(of[i]).add(i);
        }
        return new Configurations(
                of,
                members.stream()
                        .map(m -> m.stream().mapToInt(Integer::intValue).toArray())
                        .toList());
    }

    int count() {
        return members.size();
    }

    int replicates() {
        return of.length - count();
    }

    /// Distinct configurations among runs with a multiplicity > 0.
    int distinct(int[] multiplicity) {
        var seen = new HashSet<Integer>();
        for (int i = 0; i < of.length; i++) {
            if (multiplicity[i] > 0) {
                seen.add(of[i]);
            }
        }
        return seen.size();
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
