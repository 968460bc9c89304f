package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.law.LawVariable;

/// What callers must keep to.
final class Requirements {

    private Requirements() {}

    static void level(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is " + level + ", must be within (0, 1)");
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be finite and > 0");
        }
    }

    static void value(LawVariable variable, double value) {
        if (!variable.kind().takes(value)) {
            throw new IllegalArgumentException(
                    "%s is %s: %s".formatted(variable.name(), value, variable.kind().rule()));
        }
    }

    static void point(FittedLaw fitted, double[] x) {
        var variables = fitted.law().variables();
        if (x.length != variables.size()) {
            throw new IllegalArgumentException(
                    "A point has %d values, law '%s' has %d variables"
                            .formatted(x.length, fitted.law().id(), variables.size()));
        }
        for (int j = 0; j < x.length; j++) {
            value(variables.get(j), x[j]);
        }
    }
}
