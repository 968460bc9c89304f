package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Graph.Kind;
import dev.lawcast.scaling.law.Basis;

import java.util.ArrayList;
import java.util.List;

/// A formula's value and derivatives as nodes of one graph, and what follows from them.
///
/// @param value the node of the formula
/// @param gradient node of ∂/∂p_k
/// @param second node of ∂²/∂p_k∂p_l at [k][l], l ≤ k
/// @param linear a largest set of parameters that the formula is jointly linear in, as bits
record FormulaModel(Graph graph, int value, int[] gradient, int[][] second, long linear) {

    static FormulaModel of(Graph graph, int value, int count) {
        long all = (1L << count) - 1;
        int[] gradient = graph.gradient(value, all, count);
        int[][] second = new int[count][];
        for (int k = 0; k < count; k++) {
            second[k] = graph.gradient(gradient[k], (2L << k) - 1, count);
        }
        return new FormulaModel(
                graph, value, gradient, second, LinearParameters.of(second, all));
    }

    int count() {
        return gradient.length;
    }

    boolean isLinear(int k) {
        return (linear >> k & 1) != 0;
    }

    /// What multiplies the linear parameters. Where the formula has a part without any of them, the
    /// sum of basis functions is not the formula, and all are [Basis.Other].
    List<Basis> basis() {
        boolean complete = without(linear) == Graph.ZERO;
        List<Basis> basis = new ArrayList<>();
        for (int k = 0; k < count(); k++) {
            if (isLinear(k)) {
                basis.add(complete ? basis(gradient[k]) : new Basis.Other());
            }
        }
        return List.copyOf(basis);
    }

    /// The formula with some parameters 0.
    private int without(long parameters) {
        int[] image = new int[value + 1];
        for (int node = 0; node <= value; node++) {
            Kind kind = graph.kind(node);
            image[node] =
                    switch (kind) {
                        case CONSTANT, VARIABLE -> node;
                        case PARAMETER -> (parameters >> graph.a(node) & 1) != 0 ? Graph.ZERO : node;
                        default -> graph.of(kind, image[graph.a(node)], image[graph.b(node)]);
                    };
        }
        return image[value];
    }

    /// Recognises 1 and x^−θ = exp(−(θ·ln x)).
    private Basis basis(int node) {
        if (node == Graph.ONE) {
            return new Basis.One();
        }
        if (graph.kind(node) != Kind.EXP || graph.kind(graph.a(node)) != Kind.NEGATE) {
            return new Basis.Other();
        }
        int product = graph.a(graph.a(node));
        if (graph.kind(product) != Kind.MULTIPLY) {
            return new Basis.Other();
        }
        int a = graph.a(product);
        int b = graph.b(product);
        int exponent = graph.kind(a) == Kind.PARAMETER ? a : b;
        int log = exponent == a ? b : a;
        boolean power =
                graph.kind(exponent) == Kind.PARAMETER
                        && graph.kind(log) == Kind.LOG
                        && graph.kind(graph.a(log)) == Kind.VARIABLE;
        return power
                ? new Basis.Power(graph.a(graph.a(log)), graph.a(exponent))
                : new Basis.Other();
    }
}
