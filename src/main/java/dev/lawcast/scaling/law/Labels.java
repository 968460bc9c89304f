package dev.lawcast.scaling.law;

import java.util.List;

/// The labels that have parameters of their own in a law, and the codes of their unions.
///
/// @param law id, for messages
/// @param names label i has the code 2^i
record Labels(String law, List<String> names) {

    Labels {
        names = List.copyOf(names);
    }

    /// A parameter of one label: `L[opt]`.
    static String of(String parameter, String label) {
        return parameter + "[" + label + "]";
    }

    int count() {
        return names.size();
    }

    /// Position of a single label.
    ///
    /// @throws IllegalArgumentException for the code of a union or of no label
    int index(double code) {
        long bits = members(code);
        if ((bits & (bits - 1)) != 0) {
            throw new IllegalArgumentException(
                    "Law '%s' knows nothing of unions of groups, asked for %s"
                            .formatted(law, text(bits)));
        }
        return Long.numberOfTrailingZeros(bits);
    }

    /// One bit for each label of a union.
    ///
    /// @throws IllegalArgumentException for a code of labels that are not there
    long members(double code) {
        long bits = (long) code;
        if (bits <= 0 || bits != code || bits >>> count() != 0) {
            throw new IllegalArgumentException(
                    "Law '%s' has no group with code %s. It has %s".formatted(law, code, names));
        }
        return bits;
    }

    private List<String> text(long bits) {
        return names.stream().filter(n -> (bits >> names.indexOf(n) & 1) == 1).toList();
    }

    /// @throws IllegalArgumentException where a size is asked of a label
    void requireSize(int variable, int label) {
        if (variable == label) {
            throw new IllegalArgumentException(
                    "Law '%s' cannot be solved for a label".formatted(law));
        }
    }
}
