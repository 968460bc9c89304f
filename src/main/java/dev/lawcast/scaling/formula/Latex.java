package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Expression.Operator;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A formula as LaTeX: fractions as fractions, Greek names as letters, `b1` as b₁, longer names
/// upright.
final class Latex {

    private static final Set<String> GREEK =
            Set.of(
                    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota",
                    "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi",
                    "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Sigma",
                    "Phi", "Psi", "Omega");

    /// How tightly an expression holds together.
    private static final int SUM = 0;

    private static final int PRODUCT = 1;
    private static final int POWER = 2;
    private static final int ATOM = 3;

    private Latex() {}

    static String of(Expression expression) {
        return switch (expression) {
            case Expression.Number(double value) -> number(value);
            case Expression.Pi() -> "\\pi";
            case Expression.Name(String name, int column) -> name(name);
            case Expression.Negation(Expression of) -> "-" + within(of, PRODUCT);
            case Expression.Operation operation -> operation(operation);
            case Expression.Call call -> call(call);
        };
    }

    private static String operation(Expression.Operation operation) {
        Expression left = operation.left();
        Expression right = operation.right();
        return switch (operation.operator()) {
            case ADD -> of(left) + " + " + within(right, right instanceof Expression.Negation ? PRODUCT : SUM);
            case SUBTRACT -> of(left) + " - " + within(right, PRODUCT);
            case MULTIPLY -> {
                boolean dot = right instanceof Expression.Number || startsWithNumber(right);
                yield within(left, PRODUCT) + (dot ? " \\cdot " : "\\,") + within(right, POWER);
            }
            case DIVIDE -> "\\frac{" + of(left) + "}{" + of(right) + "}";
            case POWER -> {
                boolean fraction =
                        left instanceof Expression.Operation(Operator operator, var a, var b)
                                && operator == Operator.DIVIDE;
                yield (fraction ? parenthesised(left) : within(left, ATOM)) + "^{" + of(right) + "}";
            }
        };
    }

    private static boolean startsWithNumber(Expression expression) {
        return switch (expression) {
            case Expression.Number number -> true;
            case Expression.Operation(Operator operator, Expression left, Expression right) ->
                    operator != Operator.DIVIDE && startsWithNumber(left);
            default -> false;
        };
    }

    private static String call(Expression.Call call) {
        String first = of(call.arguments().getFirst());
        return switch (call.function()) {
            case EXP -> "\\exp\\left(" + first + "\\right)";
            case LOG -> "\\ln\\left(" + first + "\\right)";
            case SQRT -> "\\sqrt{" + first + "}";
            case SIN -> "\\sin\\left(" + first + "\\right)";
            case COS -> "\\cos\\left(" + first + "\\right)";
            case ATAN -> "\\arctan\\left(" + first + "\\right)";
            case MIN, MAX ->
                    "\\"
                            + call.function().symbol()
                            + "\\left("
                            + call.arguments().stream()
                                    .map(Latex::of)
                                    .collect(Collectors.joining(", "))
                            + "\\right)";
        };
    }

    private static String within(Expression expression, int least) {
        return strength(expression) >= least ? of(expression) : parenthesised(expression);
    }

    private static String parenthesised(Expression expression) {
        return "\\left(" + of(expression) + "\\right)";
    }

    private static int strength(Expression expression) {
        return switch (expression) {
            case Expression.Number(double value) -> number(value).contains("10^") ? PRODUCT : ATOM;
            case Expression.Pi pi -> ATOM;
            case Expression.Name name -> ATOM;
            case Expression.Negation negation -> SUM;
            case Expression.Operation operation ->
                    switch (operation.operator()) {
                        case ADD, SUBTRACT -> SUM;
                        case MULTIPLY -> PRODUCT;
                        case DIVIDE, POWER -> POWER;
                    };
            case Expression.Call call -> ATOM;
        };
    }

    private static String number(double value) {
        if (value == Math.rint(value) && value < 1e6) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        String digits = Double.toString(value);
        int exponent = digits.indexOf('E');
        if (exponent < 0) {
            return digits;
        }
        String mantissa = digits.substring(0, exponent).replaceAll("\\.0$", "");
        return (mantissa.equals("1") ? "" : mantissa + " \\cdot ")
                + "10^{"
                + digits.substring(exponent + 1)
                + "}";
    }

    static String name(String name) {
        int underscore = name.indexOf('_');
        String stem = underscore > 0 ? name.substring(0, underscore) : name.replaceAll("\\d+$", "");
        String index = name.substring(stem.length()).replaceFirst("^_", "");
        String letter =
                GREEK.contains(stem)
                        ? "\\" + stem
                        : stem.length() == 1 ? stem : "\\mathrm{" + stem + "}";
        if (index.isEmpty()) {
            return letter;
        }
        String upright = index.replace("_", "\\_");
        boolean plain = index.length() == 1 || index.chars().allMatch(Character::isDigit);
        return letter + "_{" + (plain ? upright : "\\mathrm{" + upright + "}") + "}";
    }
}
