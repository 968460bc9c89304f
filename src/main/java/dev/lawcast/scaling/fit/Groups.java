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
        return new Observations(
                all.keys(),
                Arrays.copyOf(all.x(), all.x().length - 1),
                all.y(),
                all.standardErrors(),
                all.weights());
    }

    private static Observations part(Observations all, int[] rows) {
        double[][] x = new double[all.x().length - 1][];
        for (int j = 0; j < x.length; j++) {
            x[j] = pick(all.x()[j], rows);
        }
        var keys = new ArrayList<String>(rows.length);
        for (int i : rows) {
            keys.add(all.keys().get(i));
        }
        double[] errors = all.standardErrors();
        double[] weights = all.weights();
        return new Observations(
                keys,
                x,
                pick(all.y(), rows),
                errors == null ? null : pick(errors, rows),
                weights == null ? null : pick(weights, rows));
    }

    private static double[] pick(double[] values, int[] rows) {
        double[] picked = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }
}
