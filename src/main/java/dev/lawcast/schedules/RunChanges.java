package dev.lawcast.schedules;

import dev.lawcast.scaling.fit.Observations;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Which rows came, went or changed between two versions.
///
/// @param added rows of the later version
/// @param dropped keys
/// @param changed rows of the earlier and of the later version, in pairs
record RunChanges(List<Integer> added, List<String> dropped, List<int[]> changed) {

    static RunChanges between(Observations before, Observations after) {
        Map<String, Integer> earlier = new HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            earlier.put(before.keys().get(i), i);
        }
        var added = new ArrayList<Integer>();
        var changed = new ArrayList<int[]>();
        for (int i = 0; i < after.size(); i++) {
            Integer old = earlier.get(after.keys().get(i));
            if (old == null) {
                added.add(i);
            } else if (!same(before, old, after, i)) {
                changed.add(new int[] {old, i});
            }
        }
        var left = new HashSet<>(after.keys());
        List<String> dropped = before.keys().stream().filter(key -> !left.contains(key)).toList();
        return new RunChanges(added, dropped, changed);
    }

    boolean onlyAdded() {
        return dropped.isEmpty() && changed.isEmpty() && !added.isEmpty();
    }

    boolean onlyDropped() {
        return added.isEmpty() && changed.isEmpty() && !dropped.isEmpty();
    }

    private static boolean same(Observations a, int i, Observations b, int j) {
        boolean sizes = a.x().length == b.x().length;
        for (int k = 0; sizes && k < a.x().length; k++) {
            sizes = a.x()[k][i] == b.x()[k][j];
        }
        return sizes
                && a.y()[i] == b.y()[j]
                && at(a.standardErrors(), i) == at(b.standardErrors(), j)
                && at(a.weights(), i) == at(b.weights(), j);
    }

    /// 0 stands for none: neither errors nor weights are 0.
    private static double at(double @Nullable [] values, int i) {
        return values == null || Double.isNaN(values[i]) ? 0 : values[i];
    }
}
