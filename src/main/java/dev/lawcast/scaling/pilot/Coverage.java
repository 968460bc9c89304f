package dev.lawcast.scaling.pilot;

import java.util.ArrayList;
import java.util.List;

/// Which classes of the validation sample the sources have.
///
/// @param ofValidation share of the class in the validation sample
/// @param ofSources share of it in each source
public record Coverage(int label, double ofValidation, double[] ofSources) {

    /// Whether no source has it.
    public boolean isMissing() {
        for (double share : ofSources) {
            if (share > 0) {
                return false;
            }
        }
        return true;
    }

    /// The classes of the validation sample in the order of their codes.
    ///
    /// @param classes codes of labels are below
    public static List<Coverage> of(int[] validation, List<int[]> sources, int classes) {
        double[] wanted = shares(validation, classes);
        List<double[]> given = sources.stream().map(labels -> shares(labels, classes)).toList();
        var coverage = new ArrayList<Coverage>();
        for (int k = 0; k < classes; k++) {
            if (wanted[k] > 0) {
                int label = k;
                coverage.add(
                        new Coverage(
                                k,
                                wanted[k],
                                given.stream().mapToDouble(shares -> shares[label]).toArray()));
            }
        }
        return List.copyOf(coverage);
    }

    private static double[] shares(int[] labels, int classes) {
        double[] shares = new double[classes];
        for (int label : labels) {
            shares[label] += 1.0 / labels.length;
        }
        return shares;
    }
}
