package dev.lawcast.scaling.formula;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The functions of a formula.
enum Function {
    EXP(1),
    LOG(1),
    SQRT(1),
    SIN(1),
    COS(1),
    ATAN(1),
    MIN(2),
    MAX(2);

    private final int arguments;

    Function(int arguments) {
        this.arguments = arguments;
    }

    int arguments() {
        return arguments;
    }

    /// As it is written.
    String symbol() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Optional<Function> find(String symbol) {
        return Arrays.stream(values()).filter(f -> f.symbol().equals(symbol)).findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(Function::symbol).collect(Collectors.joining(", "));
    }
}
