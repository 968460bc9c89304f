package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.LawForm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs of several groups, told apart by their last variable, a label.
final class Groups {

    private Groups() {}

    /// The runs of each group, without the label, in the order of the labels.
    ///
    /// @param count how many groups there are; a code beyond them is a caller's fault
    static List<Observations> split(Observations all, int count) {
        double[] code = all.x()[all.x().length - 1];
        int[] sizes = new int[count];
        int[] of = new int[code.length];
        for (int i = 0; i < code.length; i++) {
            of[i] = LawForm.index(code[i]);
            sizes[of[i]]++;
        }
        int[][] rows = new int[count][];
        for (int g = 0; g < count; g++) {
            rows[g] = new int[sizes[g]];
        }
        for (int i = code.length - 1; i >= 0; i--) {
            rows[of[i]][--sizes[of[i]]] = i;
        }
        var groups = new ArrayList<Observations>(count);
        for (int[] members : rows) {
            groups.add(part(all, members));
        }
        return groups;
    }

    /// The runs of all groups, without the label.
    static Observations pooled(Observations all) {
        return all.with(Arrays.copyOf(all.x(), all.x().length - 1));
    }

    private static Observations part(Observations all, int[] rows) {
        return pooled(all).rows(rows);
    }
}
