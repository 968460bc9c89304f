package dev.lawcast.scaling.formula;

import java.util.List;

/// What a formula says, as it was typed.
sealed interface Expression {

    record Number(double value) implements Expression {}

    record Pi() implements Expression {}

    /// A variable or a parameter.
    ///
    /// @param column where it stands, from 1
    record Name(String name, int column) implements Expression {}

    record Negation(Expression of) implements Expression {}

    record Operation(Operator operator, Expression left, Expression right) implements Expression {}

    record Call(Function function, List<Expression> arguments) implements Expression {}

    enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        POWER
    }
}
