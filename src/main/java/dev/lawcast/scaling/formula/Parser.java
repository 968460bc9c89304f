package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Expression.Operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a formula by recursive descent:
///
/// ```
/// sum     = product { ('+' | '-') product }
/// product = signed { ('*' | '/') signed }
/// signed  = { '-' | '+' } power
/// power   = value [ '^' signed ]
/// value   = number | 'pi' | name | function '(' sum { ',' sum } ')' | '(' sum ')'
/// ```
///
/// So `^` binds to the right and tighter than a minus before it: −x^2 is −(x²), x^-a^b is
/// x^(−(a^b)).
final class Parser {

    static final int MOST_CHARACTERS = 2000;
    static final int MOST_PARTS = 400;
    static final int MOST_LEVELS = 50;

    private static final Map<String, String> INSTEAD =
            Map.ofEntries(
                    Map.entry("ln", "log"),
                    Map.entry("log10", "log(...)/log(10)"),
                    Map.entry("log2", "log(...)/log(2)"),
                    Map.entry("log1p", "log(1 + ...)"),
                    Map.entry("expm1", "exp(...) - 1"),
                    Map.entry("pow", "a^b"),
                    Map.entry("abs", "max(x, -x)"),
                    Map.entry("tan", "sin(x)/cos(x)"),
                    Map.entry("arctan", "atan"),
                    Map.entry("tanh", "1 - 2/(exp(2*x) + 1)"),
                    Map.entry("sigmoid", "1/(1 + exp(-x))"),
                    Map.entry("root", "sqrt"));

    private final String formula;
    private final Set<String> variables;
    private final List<Token> tokens;
    private int next;
    private int parts;
    private int level;

    private Parser(String formula, Set<String> variables) {
        this.formula = formula;
        this.variables = variables;
        tokens = Lexer.read(formula);
    }

    /// @param variables only to explain errors
    static Expression parse(String formula, Set<String> variables) {
        if (formula.length() > MOST_CHARACTERS) {
            throw new FormulaException(
                    formula,
                    MOST_CHARACTERS + 1,
                    "The formula has %d characters, at most %d are read."
                            .formatted(formula.length(), MOST_CHARACTERS));
        }
        if (formula.isBlank()) {
            throw new FormulaException(
                    formula, 1, "The formula is empty. An example: E + A*N^(-alpha).");
        }
        return new Parser(formula, variables).whole();
    }

    private Expression whole() {
        Expression expression = sum();
        Token rest = peek();
        if (rest.kind() == Token.Kind.END) {
            return expression;
        }
        if (rest.is(")")) {
            throw error(rest, "')' closes nothing. Maybe a '(' is missing before it.");
        }
        if (rest.is(",")) {
            throw error(
                    rest,
                    "',' can only stand between the arguments of min and max. Maybe a decimal comma:"
                            + " write 1.5 for 1,5.");
        }
        throw missingOperator(rest);
    }

    private Expression sum() {
        if (++level > MOST_LEVELS) {
            throw error(
                    peek(),
                    "The formula is nested more than %d levels deep.".formatted(MOST_LEVELS));
        }
        Expression left = product();
        while (peek().is("+") || peek().is("-")) {
            Operator operator = take().is("+") ? Operator.ADD : Operator.SUBTRACT;
            left = part(new Expression.Operation(operator, left, product()));
        }
        level--;
        return left;
    }

    private Expression product() {
        Expression left = signed();
        while (peek().is("*") || peek().is("/")) {
            Operator operator = take().is("*") ? Operator.MULTIPLY : Operator.DIVIDE;
            left = part(new Expression.Operation(operator, left, signed()));
        }
        return left;
    }

    private Expression signed() {
        boolean negative = false;
        while (peek().is("-") || peek().is("+")) {
            negative ^= take().is("-");
        }
        Expression power = power();
        return negative ? part(new Expression.Negation(power)) : power;
    }

    private Expression power() {
        Expression base = value();
        if (!peek().is("^")) {
            return base;
        }
        Token caret = take();
        if (++level > MOST_LEVELS) {
            throw error(
                    caret,
                    "The formula is nested more than %d levels deep.".formatted(MOST_LEVELS));
        }
        Expression exponent = signed();
        level--;
        return part(new Expression.Operation(Operator.POWER, base, exponent));
    }

    private Expression value() {
        Token token = take();
        return switch (token.kind()) {
            case NUMBER -> number(token);
            case NAME -> named(token);
            case SYMBOL -> {
                if (!token.is("(")) {
                    throw missingValue(token);
                }
                Expression inside = sum();
                close(token);
                yield inside;
            }
            case END -> throw missingValue(token);
        };
    }

    private Expression number(Token token) {
        double value = Double.parseDouble(token.text());
        if (Double.isInfinite(value)) {
            throw error(token, "'%s' is too large for a number.".formatted(token.text()));
        }
        Token after = peek();
        if (after.kind() == Token.Kind.NUMBER
                && after.column() == token.column() + token.text().length()) {
            throw error(after, "The number '%s%s' has two points.".formatted(token.text(), after.text()));
        }
        refuseProductWithoutSign(token, after);
        return part(new Expression.Number(value));
    }

    private Expression named(Token token) {
        String name = token.text();
        Token after = peek();
        var function = Function.find(name);
        if (function.isPresent()) {
            if (!after.is("(")) {
                throw error(
                        token,
                        "The function '%s' needs its argument in parentheses: %s(x)."
                                .formatted(name, name));
            }
            return call(function.get(), token);
        }
        if (after.is("(") && !name.equals("pi") && !variables.contains(name)) {
            throw unknownFunction(token);
        }
        refuseProductWithoutSign(token, after);
        return part(
                name.equals("pi") ? new Expression.Pi() : new Expression.Name(name, token.column()));
    }

    private Expression call(Function function, Token name) {
        Token open = take();
        List<Expression> arguments = new ArrayList<>();
        if (peek().is(")")) {
            throw error(
                    peek(),
                    "The function '%s' has no argument, it takes %d."
                            .formatted(name.text(), function.arguments()));
        }
        arguments.add(sum());
        while (peek().is(",")) {
            take();
            arguments.add(sum());
        }
        close(open);
        if (arguments.size() != function.arguments()) {
            throw error(
                    name,
                    "The function '%s' takes %d argument%s, here it has %d.%s"
                            .formatted(
                                    name.text(),
                                    function.arguments(),
                                    function.arguments() == 1 ? "" : "s",
                                    arguments.size(),
                                    function.arguments() == 1
                                            ? " Maybe a decimal comma: write 1.5 for 1,5."
                                            : ""));
        }
        return part(new Expression.Call(function, List.copyOf(arguments)));
    }

    private void close(Token open) {
        Token token = peek();
        if (token.is(")")) {
            take();
            refuseProductWithoutSign(token, peek());
            return;
        }
        if (token.opens()) {
            throw missingOperator(token);
        }
        if (token.is(",")) {
            throw error(
                    token,
                    "',' can only stand between the arguments of min and max. Maybe a decimal comma:"
                            + " write 1.5 for 1,5.");
        }
        throw error(
                token,
                "A ')' is missing: the '(' at column %d is still open.".formatted(open.column()));
    }

    private void refuseProductWithoutSign(Token left, Token right) {
        if (right.opens()) {
            throw error(
                    right,
                    "An operator is missing between '%s' and '%s'. A product is written with '*'%s"
                            .formatted(
                                    left.text(),
                                    right.text(),
                                    left.kind() == Token.Kind.SYMBOL || right.is("(")
                                            ? "."
                                            : ": %s*%s.".formatted(left.text(), right.text())));
        }
    }

    private FormulaException missingOperator(Token right) {
        return error(
                right,
                "An operator is missing before %s. A product is written with '*'."
                        .formatted(right.shown()));
    }

    private FormulaException missingValue(Token token) {
        String before = next >= 2 ? " after '" + tokens.get(next - 2).text() + "'" : "";
        return error(
                token,
                "A number, a name or '(' is missing%s, here is %s."
                        .formatted(before, token.shown()));
    }

    private FormulaException unknownFunction(Token token) {
        String name = token.text();
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        String maybe = INSTEAD.get(lower);
        if (maybe == null && Function.find(lower).isPresent()) {
            maybe = lower;
        }
        String hint =
                maybe != null
                        ? "Maybe %s?".formatted(maybe)
                        : "There are %s. If '%s' is a parameter, a product is written %s*(...)."
                                .formatted(Function.all(), name, name);
        return error(token, "Unknown function '%s'. %s".formatted(name, hint));
    }

    private Expression part(Expression expression) {
        if (++parts > MOST_PARTS) {
            throw error(
                    tokens.get(Math.max(0, next - 1)),
                    "The formula has more than %d numbers, names and operations."
                            .formatted(MOST_PARTS));
        }
        return expression;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        return tokens.get(next++);
    }

    private FormulaException error(Token at, String message) {
        return new FormulaException(formula, at.column(), message);
    }
}
