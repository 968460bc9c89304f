package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Terms.Term;

import java.util.ArrayList;
import java.util.List;

/// A curve f(θ, x) = y written as Σ s·v = 0, so that fewer parameters have to be searched for. The
/// vectors v hold the searched parameters, sizes and y; the coefficients s of the others follow by
/// linear least squares, and the other parameters from the coefficients.
///
/// - ln f − ln y: products and powers become sums; rows weigh |y|
/// - y·bottom − top of a fraction (Levy 1959, *Complex-curve fitting*; rows then weigh 1/bottom of
///   the step before: Sanathanan and Koerner 1963): rational functions become linear
///
/// The minimum is that of another objective: a start, not an answer.
///
/// @param searched parameters that are searched for, as bits
/// @param fixed terms whose coefficient is known once the searched parameters are
/// @param free the other terms
/// @param steps how the other parameters follow, in order
/// @param bottom node that weighs the rows by its inverse; [Graph#ONE] for none
/// @param logarithmic whether rows weigh |y|
record ImplicitForm(
        long searched,
        List<Term> fixed,
        List<Term> free,
        List<Step> steps,
        int bottom,
        boolean logarithmic) {

    /// Parameter k follows from the coefficient of free term `term`.
    record Step(int parameter, int term) {}

    /// The forms other than f − y itself in which fewer parameters are searched for than in it.
    static List<ImplicitForm> of(FormulaModel model, int y) {
        Graph graph = model.graph();
        long all = (1L << model.count()) - 1;
        int searched = Long.bitCount(all & ~model.linear());
        int size = graph.variable(y);
        List<ImplicitForm> forms = new ArrayList<>();
        int logarithm =
                graph.subtract(Terms.logarithm(graph, model.value()), graph.log(size));
        ImplicitForm log = of(graph, all, logarithm, Graph.ONE, true);
        if (Long.bitCount(log.searched) < searched) {
            forms.add(log);
        }
        Terms.Fraction fraction = Terms.fraction(graph, model.value());
        if (graph.parameters(fraction.bottom()) != 0) {
            int cleared = graph.subtract(fraction.top(), graph.multiply(size, fraction.bottom()));
            ImplicitForm rational = of(graph, all, cleared, fraction.bottom(), false);
            if (Long.bitCount(rational.searched) < searched) {
                forms.add(rational);
            }
        }
        return forms;
    }

    private static ImplicitForm of(
            Graph graph, long all, int node, int bottom, boolean logarithmic) {
        List<Term> terms = Terms.of(graph, node);
        long searched = 0;
        for (Term term : terms) {
            searched |= graph.parameters(term.vector());
        }
        while (true) {
            List<Term> fixed = new ArrayList<>();
            List<Term> free = new ArrayList<>();
            for (Term term : terms) {
                boolean known = (graph.parameters(term.scalar()) & ~searched) == 0;
                (known ? fixed : free).add(term);
            }
            List<Step> steps = new ArrayList<>();
            long open = follow(graph, all & ~searched, free, steps);
            if (open == 0) {
                return new ImplicitForm(searched, fixed, free, steps, bottom, logarithmic);
            }
            searched |= Long.lowestOneBit(open);
        }
    }

    /// Finds the order in which parameters follow; returns those that do not.
    private static long follow(Graph graph, long unknown, List<Term> free, List<Step> steps) {
        long open = unknown;
        boolean found = true;
        while (open != 0 && found) {
            found = false;
            for (int t = 0; t < free.size(); t++) {
                long inTerm = graph.parameters(free.get(t).scalar()) & open;
                if (Long.bitCount(inTerm) == 1
                        && solvable(graph, free.get(t).scalar(), inTerm)) {
                    steps.add(new Step(Long.numberOfTrailingZeros(inTerm), t));
                    open &= ~inTerm;
                    found = true;
                }
            }
        }
        return open;
    }

    /// Whether the parameter stands in one operand only, all the way down.
    private static boolean solvable(Graph graph, int node, long parameter) {
        int a = graph.a(node);
        int b = graph.b(node);
        return switch (graph.kind(node)) {
            case PARAMETER -> true;
            case NEGATE, EXP, LOG, SQRT -> solvable(graph, a, parameter);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> {
                boolean left = (graph.parameters(a) & parameter) != 0;
                boolean right = (graph.parameters(b) & parameter) != 0;
                yield left && right
                        ? a == b && graph.kind(node) == Graph.Kind.MULTIPLY
                                && solvable(graph, a, parameter)
                        : solvable(graph, left ? a : b, parameter);
            }
            default -> false;
        };
    }

    /// Solves node(θ) = value for one parameter, the others in `p` given. Where a logarithm or root
    /// would be of a negative number, that of its size.
    static double solve(Graph graph, int node, int parameter, double value, double[] p) {
        int at = node;
        double target = value;
        while (graph.kind(at) != Graph.Kind.PARAMETER) {
            int a = graph.a(at);
            int b = graph.b(at);
            boolean left = graph.uses(a, parameter);
            switch (graph.kind(at)) {
                case NEGATE -> target = -target;
                case EXP -> target = Math.log(Math.abs(target));
                case LOG -> target = Math.exp(target);
                case SQRT -> target = target * target;
                case ADD -> target -= value(graph, left ? b : a, p);
                case SUBTRACT ->
                        target = left ? target + value(graph, b, p) : value(graph, a, p) - target;
                case MULTIPLY ->
                        target =
                                a == b
                                        ? Math.sqrt(Math.abs(target))
                                        : target / value(graph, left ? b : a, p);
                case DIVIDE ->
                        target = left ? target * value(graph, b, p) : value(graph, a, p) / target;
                default -> throw new IllegalStateException("no inverse of " + graph.kind(at));
            }
            boolean unary = Graph.operands(graph.kind(at)) == 1;
            at = unary || left ? a : b;
        }
        return target;
    }

    /// The value of a node that depends on parameters only.
    static double value(Graph graph, int node, double[] p) {
        return switch (graph.kind(node)) {
            case CONSTANT -> graph.value(node);
            case PARAMETER -> p[graph.a(node)];
            default ->
                    Tape.scalar(
                            graph.kind(node),
                            value(graph, graph.a(node), p),
                            Graph.operands(graph.kind(node)) > 1
                                    ? value(graph, graph.b(node), p)
                                    : 0);
        };
    }
}
