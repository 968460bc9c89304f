package dev.lawcast.scaling.law;

import java.util.List;

/// What a law leaves open until it meets data: how often a piece of its formula stands, and the
/// labels that have parameters of their own.
///
/// @param pieces how often the repeated piece stands (breaks of `broken_power`, variables of
///   `log_linear`); 0 for the law's usual number
/// @param labels distinct labels, at most [#MOST_LABELS]. Label i has the code 2^i; the sum of
///   codes is the union of labels, where a law knows unions
public record LawForm(int pieces, List<String> labels) {

    /// Codes up to 2^52 are exact in a double, and so are their sums.
    public static final int MOST_LABELS = 52;

    public static final LawForm USUAL = new LawForm(0, List.of());

    public LawForm {
        labels = List.copyOf(labels);
        if (pieces < 0) {
            throw new IllegalArgumentException("pieces is " + pieces + ", must be >= 0");
        }
        if (labels.size() > MOST_LABELS) {
            throw new IllegalArgumentException(
                    labels.size() + " labels, there can be at most " + MOST_LABELS);
        }
        if (labels.stream().distinct().count() < labels.size()) {
            throw new IllegalArgumentException("labels repeat: " + labels);
        }
    }

    /// The value of a [LawVariable.Kind#LABEL] variable for one label.
    ///
    /// @throws IllegalArgumentException for a label that is not there
    public double code(String label) {
        int index = labels.indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("There is no label '" + label + "' among " + labels);
        }
        return code(index);
    }

    public static double code(int index) {
        return (double) (1L << index);
    }

    /// Position of the label with this code; for a union, of its first label.
    public static int index(double code) {
        return Long.numberOfTrailingZeros((long) code);
    }
}
