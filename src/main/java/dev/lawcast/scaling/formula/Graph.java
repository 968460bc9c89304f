package dev.lawcast.scaling.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Formulas as a graph in which equal parts are one node. Nodes are numbers; what a node uses has a
/// smaller number than itself. Nodes are simplified as they are made, so that what is identically 0
/// mostly shows as [#ZERO].
///
/// Powers x^a are exp(a·ln x), those with whole numbers products: x^2 takes any x, x^2.5 none below
/// 0 (not a number there).
final class Graph {

    enum Kind {
        CONSTANT,
        PARAMETER,
        VARIABLE,
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        NEGATE,
        EXP,
        LOG,
        SQRT,
        SIN,
        COS,
        ATAN,
        MIN,
        MAX,
        /// 1 where a < b, ½ where a = b, else 0: the derivative of min and max.
        LESS
    }

    /// @param a first operand, or index of the parameter or variable
    /// @param b second operand, else 0
    /// @param value of a constant
    private record Node(Kind kind, int a, int b, double value) {}

    static final int ZERO = 0;
    static final int ONE = 1;

    /// Powers with whole exponents up to this are products.
    private static final int LARGEST_PRODUCT = 64;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> numbers = new HashMap<>();
    private final List<Long> parameters = new ArrayList<>();
    private final List<Long> variables = new ArrayList<>();

    Graph() {
        constant(0);
        constant(1);
    }

    int size() {
        return nodes.size();
    }

    Kind kind(int node) {
        return nodes.get(node).kind;
    }

    int a(int node) {
        return nodes.get(node).a;
    }

    int b(int node) {
        return nodes.get(node).b;
    }

    double value(int node) {
        return nodes.get(node).value;
    }

    /// The parameters that a node uses, as bits.
    long parameters(int node) {
        return parameters.get(node);
    }

    long variables(int node) {
        return variables.get(node);
    }

    boolean uses(int node, int parameter) {
        return (parameters(node) >> parameter & 1) != 0;
    }

    boolean isConstant(int node) {
        return kind(node) == Kind.CONSTANT;
    }

    static int operands(Kind kind) {
        return switch (kind) {
            case CONSTANT, PARAMETER, VARIABLE -> 0;
            case NEGATE, EXP, LOG, SQRT, SIN, COS, ATAN -> 1;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MIN, MAX, LESS -> 2;
        };
    }

    int constant(double value) {
        return node(Kind.CONSTANT, 0, 0, value + 0.0); // −0 and 0 are one node
    }

    int parameter(int k) {
        return node(Kind.PARAMETER, k, 0, 0);
    }

    int variable(int j) {
        return node(Kind.VARIABLE, j, 0, 0);
    }

    private int node(Kind kind, int a, int b, double value) {
        Node node = new Node(kind, a, b, value);
        Integer known = numbers.get(node);
        if (known != null) {
            return known;
        }
        int operands = operands(kind);
        long ofParameters = kind == Kind.PARAMETER ? 1L << a : 0;
        long ofVariables = kind == Kind.VARIABLE ? 1L << a : 0;
        if (operands > 0) {
            ofParameters |= parameters.get(a);
            ofVariables |= variables.get(a);
        }
        if (operands > 1) {
            ofParameters |= parameters.get(b);
            ofVariables |= variables.get(b);
        }
        nodes.add(node);
        parameters.add(ofParameters);
        variables.add(ofVariables);
        numbers.put(node, nodes.size() - 1);
        return nodes.size() - 1;
    }

    int add(int a, int b) {
        if (isConstant(a) && isConstant(b)) {
            return constant(value(a) + value(b));
        }
        if (a == ZERO) {
            return b;
        }
        if (b == ZERO) {
            return a;
        }
        if (kind(b) == Kind.NEGATE) {
            return subtract(a, a(b));
        }
        if (kind(a) == Kind.NEGATE) {
            return subtract(b, a(a));
        }
        return node(Kind.ADD, Math.min(a, b), Math.max(a, b), 0);
    }

    int subtract(int a, int b) {
        if (isConstant(a) && isConstant(b)) {
            return constant(value(a) - value(b));
        }
        if (a == b) {
            return ZERO;
        }
        if (b == ZERO) {
            return a;
        }
        if (a == ZERO) {
            return negate(b);
        }
        if (kind(b) == Kind.NEGATE) {
            return add(a, a(b));
        }
        if (kind(a) == Kind.NEGATE) {
            return negate(add(a(a), b));
        }
        return node(Kind.SUBTRACT, a, b, 0);
    }

    int negate(int a) {
        return switch (kind(a)) {
            case CONSTANT -> constant(-value(a));
            case NEGATE -> a(a);
            case SUBTRACT -> subtract(b(a), a(a));
            default -> node(Kind.NEGATE, a, 0, 0);
        };
    }

    int multiply(int a, int b) {
        if (isConstant(a) && isConstant(b)) {
            return constant(value(a) * value(b));
        }
        if (isConstant(b)) {
            return multiply(b, a);
        }
        if (isConstant(a)) {
            if (a == ZERO || a == ONE) {
                return a == ZERO ? ZERO : b;
            }
            if (value(a) < 0) {
                return negate(multiply(constant(-value(a)), b));
            }
            if (kind(b) == Kind.MULTIPLY && isConstant(a(b))) {
                return multiply(constant(value(a) * value(a(b))), b(b));
            }
        }
        if (kind(a) == Kind.NEGATE) {
            return negate(multiply(a(a), b));
        }
        if (kind(b) == Kind.NEGATE) {
            return negate(multiply(a, a(b)));
        }
        // a factor that is a number stands outside
        if (kind(a) == Kind.MULTIPLY && isConstant(a(a))) {
            return multiply(a(a), multiply(b(a), b));
        }
        if (!isConstant(a) && kind(b) == Kind.MULTIPLY && isConstant(a(b))) {
            return multiply(a(b), multiply(a, b(b)));
        }
        if (kind(b) == Kind.DIVIDE && a(b) == ONE) {
            return divide(a, b(b));
        }
        if (kind(a) == Kind.DIVIDE && a(a) == ONE) {
            return divide(b, b(a));
        }
        boolean ordered = isConstant(a) || (!isConstant(b) && a <= b);
        return node(Kind.MULTIPLY, ordered ? a : b, ordered ? b : a, 0);
    }

    int divide(int a, int b) {
        if (isConstant(a) && isConstant(b)) {
            return constant(value(a) / value(b));
        }
        if (a == ZERO || b == ONE) {
            return a;
        }
        if (a == b) {
            return ONE;
        }
        if (kind(a) == Kind.NEGATE) {
            return negate(divide(a(a), b));
        }
        if (isConstant(b) && value(b) < 0) {
            return negate(divide(a, constant(-value(b))));
        }
        return switch (kind(b)) {
            case NEGATE -> negate(divide(a, a(b)));
            case EXP -> multiply(a, exp(negate(a(b))));
            case DIVIDE -> divide(multiply(a, b(b)), a(b));
            default -> node(Kind.DIVIDE, a, b, 0);
        };
    }

    int exp(int a) {
        return isConstant(a) ? constant(Math.exp(value(a))) : node(Kind.EXP, a, 0, 0);
    }

    int log(int a) {
        if (kind(a) == Kind.EXP) {
            return a(a);
        }
        return isConstant(a) ? constant(Math.log(value(a))) : node(Kind.LOG, a, 0, 0);
    }

    int sqrt(int a) {
        return isConstant(a) ? constant(Math.sqrt(value(a))) : node(Kind.SQRT, a, 0, 0);
    }

    int sin(int a) {
        return isConstant(a) ? constant(Math.sin(value(a))) : node(Kind.SIN, a, 0, 0);
    }

    int cos(int a) {
        return isConstant(a) ? constant(Math.cos(value(a))) : node(Kind.COS, a, 0, 0);
    }

    int atan(int a) {
        return isConstant(a) ? constant(Math.atan(value(a))) : node(Kind.ATAN, a, 0, 0);
    }

    int min(int a, int b) {
        if (isConstant(a) && isConstant(b)) {
            return constant(Math.min(value(a), value(b)));
        }
        return a == b ? a : node(Kind.MIN, Math.min(a, b), Math.max(a, b), 0);
    }

    int max(int a, int b) {
        if (isConstant(a) && isConstant(b)) {
            return constant(Math.max(value(a), value(b)));
        }
        return a == b ? a : node(Kind.MAX, Math.min(a, b), Math.max(a, b), 0);
    }

    int less(int a, int b) {
        if (isConstant(a) && isConstant(b)) {
            return constant(less(value(a), value(b)));
        }
        return node(Kind.LESS, a, b, 0);
    }

    static double less(double a, double b) {
        return a < b ? 1 : a == b ? .5 : 0;
    }

    int power(int base, int exponent) {
        if (isConstant(exponent)) {
            double e = value(exponent);
            if (e == Math.rint(e) && Math.abs(e) <= LARGEST_PRODUCT) {
                int product = product(base, (int) Math.abs(e));
                return e < 0 ? divide(ONE, product) : product;
            }
            if (isConstant(base)) {
                return constant(Math.pow(value(base), e));
            }
            if (Math.abs(e) == .5) {
                return e > 0 ? sqrt(base) : divide(ONE, sqrt(base));
            }
        }
        return exp(multiply(exponent, log(base)));
    }

    private int product(int base, int exponent) {
        if (kind(base) == Kind.EXP) {
            return exp(multiply(constant(exponent), a(base)));
        }
        int result = ONE;
        int square = base;
        for (int rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result = multiply(result, square);
            }
            if (rest > 1) {
                square = multiply(square, square);
            }
        }
        return result;
    }

    /// Rebuilds a node from other operands.
    int of(Kind kind, int a, int b) {
        return switch (kind) {
            case ADD -> add(a, b);
            case SUBTRACT -> subtract(a, b);
            case MULTIPLY -> multiply(a, b);
            case DIVIDE -> divide(a, b);
            case NEGATE -> negate(a);
            case EXP -> exp(a);
            case LOG -> log(a);
            case SQRT -> sqrt(a);
            case SIN -> sin(a);
            case COS -> cos(a);
            case ATAN -> atan(a);
            case MIN -> min(a, b);
            case MAX -> max(a, b);
            case LESS -> less(a, b);
            case CONSTANT, PARAMETER, VARIABLE ->
                    throw new IllegalArgumentException(kind + " has no operands");
        };
    }

    /// The derivatives of a node by the parameters wanted, exact: one pass from the node down to
    /// the parameters (reverse accumulation).
    ///
    /// @param wanted parameters as bits; the answer is [#ZERO] for the others
    /// @return node by parameter
    int[] gradient(int of, long wanted, int count) {
        int[] by = new int[of + 1];
        by[of] = ONE;
        for (int node = of; node > ONE; node--) {
            if (by[node] == ZERO || (parameters(node) & wanted) == 0) {
                continue;
            }
            int outer = by[node];
            int a = a(node);
            int b = b(node);
            switch (kind(node)) {
                case CONSTANT, PARAMETER, VARIABLE, LESS -> {}
                case ADD -> {
                    by[a] = add(by[a], outer);
                    by[b] = add(by[b], outer);
                }
                case SUBTRACT -> {
                    by[a] = add(by[a], outer);
                    by[b] = subtract(by[b], outer);
                }
                case MULTIPLY -> {
                    int left = multiply(outer, b);
                    int right = multiply(outer, a);
                    by[a] = add(by[a], left);
                    by[b] = add(by[b], right);
                }
                case DIVIDE -> {
                    int top = divide(outer, b);
                    by[a] = add(by[a], top);
                    by[b] = subtract(by[b], multiply(top, node));
                }
                case NEGATE -> by[a] = subtract(by[a], outer);
                case EXP -> by[a] = add(by[a], multiply(outer, node));
                case LOG -> by[a] = add(by[a], divide(outer, a));
                case SQRT -> by[a] = add(by[a], divide(outer, multiply(constant(2), node)));
                case SIN -> by[a] = add(by[a], multiply(outer, cos(a)));
                case COS -> by[a] = subtract(by[a], multiply(outer, sin(a)));
                case ATAN -> by[a] = add(by[a], divide(outer, add(ONE, multiply(a, a))));
                case MIN -> {
                    by[a] = add(by[a], multiply(outer, less(a, b)));
                    by[b] = add(by[b], multiply(outer, less(b, a)));
                }
                case MAX -> {
                    by[a] = add(by[a], multiply(outer, less(b, a)));
                    by[b] = add(by[b], multiply(outer, less(a, b)));
                }
            }
        }
        int[] gradient = new int[count];
        for (int k = 0; k < count; k++) {
            Integer node = numbers.get(new Node(Kind.PARAMETER, k, 0, 0));
            gradient[k] = node != null && node <= of && (wanted >> k & 1) != 0 ? by[node] : ZERO;
        }
        return gradient;
    }
}
