package dev.lawcast.scaling.formula;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Enters an [Expression] into a [Graph]. Names that are no variable are parameters, numbered as
/// they come.
final class GraphBuilder {

    private final Graph graph;
    private final List<String> variables;

    /// Parameter → column of its first mention.
    private final Map<String, Integer> parameters = new LinkedHashMap<>();

    private final Map<String, Integer> index = new LinkedHashMap<>();

    GraphBuilder(Graph graph, List<String> variables) {
        this.graph = graph;
        this.variables = variables;
    }

    Map<String, Integer> parameters() {
        return parameters;
    }

    int enter(Expression expression) {
        return switch (expression) {
            case Expression.Number(double value) -> graph.constant(value);
            case Expression.Pi() -> graph.constant(Math.PI);
            case Expression.Name name -> name(name);
            case Expression.Negation(Expression of) -> graph.negate(enter(of));
            case Expression.Operation operation -> {
                int left = enter(operation.left());
                int right = enter(operation.right());
                yield switch (operation.operator()) {
                    case ADD -> graph.add(left, right);
                    case SUBTRACT -> graph.subtract(left, right);
                    case MULTIPLY -> graph.multiply(left, right);
                    case DIVIDE -> graph.divide(left, right);
                    case POWER -> graph.power(left, right);
                };
            }
            case Expression.Call call -> {
                int first = enter(call.arguments().getFirst());
                yield switch (call.function()) {
                    case EXP -> graph.exp(first);
                    case LOG -> graph.log(first);
                    case SQRT -> graph.sqrt(first);
                    case SIN -> graph.sin(first);
                    case COS -> graph.cos(first);
                    case ATAN -> graph.atan(first);
                    case MIN -> graph.min(first, enter(call.arguments().getLast()));
                    case MAX -> graph.max(first, enter(call.arguments().getLast()));
                };
            }
        };
    }

    private int name(Expression.Name name) {
        int variable = variables.indexOf(name.name());
        if (variable >= 0) {
            return graph.variable(variable);
        }
        parameters.putIfAbsent(name.name(), name.column());
        int k = index.computeIfAbsent(name.name(), n -> index.size());
        return graph.parameter(Math.min(k, Long.SIZE - 1)); // more are refused afterwards
    }
}
