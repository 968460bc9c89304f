package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Graph.Kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A node as a sum Σ s·v of coefficients s, which depend on parameters only, and the vectors v that
/// they multiply: products are multiplied out and exp(a + b·x) becomes exp(a)·exp(b·x), so that as
/// much as possible stands in the coefficients.
final class Terms {

    /// Products of sums are multiplied out up to this many terms.
    private static final int MOST = 48;

    /// @param scalar depends on no variable
    /// @param vector [Graph#ONE] where the term is a constant
    record Term(int scalar, int vector) {}

    private final Graph graph;

    private Terms(Graph graph) {
        this.graph = graph;
    }

    static List<Term> of(Graph graph, int node) {
        return new Terms(graph).expand(node);
    }

    private List<Term> expand(int node) {
        if (graph.variables(node) == 0) {
            return List.of(new Term(node, Graph.ONE));
        }
        if (graph.parameters(node) == 0) {
            return List.of(new Term(Graph.ONE, node));
        }
        int a = graph.a(node);
        int b = graph.b(node);
        return switch (graph.kind(node)) {
            case ADD -> sum(expand(a), expand(b));
            case SUBTRACT -> sum(expand(a), negative(expand(b)));
            case NEGATE -> negative(expand(a));
            case MULTIPLY -> product(expand(a), expand(b), node);
            case DIVIDE -> quotient(expand(a), b);
            case EXP -> exponential(node, expand(a));
            default -> List.of(new Term(Graph.ONE, node));
        };
    }

    private List<Term> sum(List<Term> left, List<Term> right) {
        Map<Integer, Integer> coefficients = new LinkedHashMap<>();
        for (List<Term> side : List.of(left, right)) {
            for (Term term : side) {
                coefficients.merge(term.vector, term.scalar, graph::add);
            }
        }
        List<Term> terms = new ArrayList<>();
        coefficients.forEach((vector, scalar) -> {
            if (scalar != Graph.ZERO) {
                terms.add(new Term(scalar, vector));
            }
        });
        return terms;
    }

    private List<Term> negative(List<Term> terms) {
        return terms.stream().map(t -> new Term(graph.negate(t.scalar), t.vector)).toList();
    }

    private List<Term> product(List<Term> left, List<Term> right, int node) {
        if (left.size() * right.size() > MOST) {
            return List.of(new Term(Graph.ONE, node));
        }
        List<Term> terms = List.of();
        for (Term l : left) {
            for (Term r : right) {
                Term both =
                        new Term(
                                graph.multiply(l.scalar, r.scalar),
                                graph.multiply(l.vector, r.vector));
                terms = sum(terms, List.of(both));
            }
        }
        return terms;
    }

    private List<Term> quotient(List<Term> top, int bottom) {
        List<Term> below = expand(bottom);
        Term by = below.size() == 1 ? below.getFirst() : new Term(Graph.ONE, bottom);
        List<Term> terms = List.of();
        for (Term term : top) {
            Term share =
                    new Term(
                            graph.divide(term.scalar, by.scalar),
                            graph.divide(term.vector, by.vector));
            terms = sum(terms, List.of(share));
        }
        return terms;
    }

    private List<Term> exponential(int node, List<Term> argument) {
        int constant = Graph.ZERO;
        int rest = Graph.ZERO;
        for (Term term : argument) {
            if (term.vector == Graph.ONE) {
                constant = graph.add(constant, term.scalar);
            } else {
                rest = graph.add(rest, graph.multiply(term.scalar, term.vector));
            }
        }
        return constant == Graph.ZERO
                ? List.of(new Term(Graph.ONE, node))
                : List.of(new Term(graph.exp(constant), graph.exp(rest)));
    }

    /// ln|node| with products, quotients and exponentials taken apart.
    static int logarithm(Graph graph, int node) {
        int a = graph.a(node);
        int b = graph.b(node);
        return switch (graph.kind(node)) {
            case EXP -> a;
            case NEGATE -> logarithm(graph, a);
            case MULTIPLY -> graph.add(logarithm(graph, a), logarithm(graph, b));
            case DIVIDE -> graph.subtract(logarithm(graph, a), logarithm(graph, b));
            case CONSTANT -> graph.constant(Math.log(Math.abs(graph.value(node))));
            default -> graph.log(node);
        };
    }

    /// A node as top / bottom, the bottom holding every denominator with a parameter.
    record Fraction(int top, int bottom) {}

    static Fraction fraction(Graph graph, int node) {
        int a = graph.a(node);
        int b = graph.b(node);
        return switch (graph.kind(node)) {
            case NEGATE -> {
                Fraction of = fraction(graph, a);
                yield new Fraction(graph.negate(of.top), of.bottom);
            }
            case ADD, SUBTRACT -> {
                Fraction left = fraction(graph, a);
                Fraction right = fraction(graph, b);
                boolean same = left.bottom == right.bottom;
                int first = same ? left.top : graph.multiply(left.top, right.bottom);
                int second = same ? right.top : graph.multiply(right.top, left.bottom);
                yield new Fraction(
                        graph.kind(node) == Kind.ADD
                                ? graph.add(first, second)
                                : graph.subtract(first, second),
                        same ? left.bottom : graph.multiply(left.bottom, right.bottom));
            }
            case MULTIPLY -> {
                Fraction left = fraction(graph, a);
                Fraction right = fraction(graph, b);
                yield new Fraction(
                        graph.multiply(left.top, right.top),
                        graph.multiply(left.bottom, right.bottom));
            }
            case DIVIDE -> {
                Fraction left = fraction(graph, a);
                Fraction right = fraction(graph, b);
                if (graph.parameters(b) == 0) {
                    yield new Fraction(graph.divide(left.top, b), left.bottom);
                }
                yield new Fraction(
                        graph.multiply(left.top, right.bottom),
                        graph.multiply(left.bottom, right.top));
            }
            default -> new Fraction(node, Graph.ONE);
        };
    }
}
