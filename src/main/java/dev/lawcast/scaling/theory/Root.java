package dev.lawcast.scaling.theory;

import java.util.function.DoubleUnaryOperator;

/// The root of a function between two places where its signs differ, by regula falsi with the
/// Illinois rule.
final class Root {

    private static final int MOST_STEPS = 200;

    private Root() {}

    /// @param width stops once the root is enclosed this closely
    /// @throws ArithmeticException where the signs at both ends are the same
    static double between(double low, double high, double width, DoubleUnaryOperator function) {
        double a = low;
        double b = high;
        double fa = function.applyAsDouble(a);
        double fb = function.applyAsDouble(b);
        if (fa == 0) {
            return a;
        }
        if (!(fa * fb <= 0)) {
            throw new ArithmeticException(
                    "No root between " + low + " (" + fa + ") and " + high + " (" + fb + ")");
        }
        for (int step = 0; step < MOST_STEPS && fb != 0 && Math.abs(b - a) > width; step++) {
            // Every third step halves, for roots where the function is very bent.
            double c = step % 3 == 2 ? (a + b) / 2 : b - fb * (b - a) / (fb - fa);
            double fc = function.applyAsDouble(c);
            if (fc * fb < 0) {
                a = b;
                fa = fb;
            } else {
                fa /= 2;
            }
            boolean settled = Math.abs(c - b) < width / 4 && fc * fa < 0 && step % 3 != 2;
            b = c;
            fb = fc;
            if (settled) {
                break;
            }
        }
        return b;
    }
}
