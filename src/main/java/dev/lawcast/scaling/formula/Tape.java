package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Graph.Kind;
import dev.lawcast.scaling.law.Sizes;

import java.util.Arrays;
import java.util.BitSet;

/// Some nodes of a [Graph] as a list of operations on registers, run on blocks of points: one
/// operation over a block is one short loop over arrays. What does not depend on a variable is
/// computed once per call; logarithms of variables come from [Sizes]. A register is used again after
/// its last reader, so that a block stays in the nearest cache.
///
/// Immutable; each thread has its own registers, nothing is allocated in a call.
final class Tape {

    private static final int BLOCK = 128;


    private enum Source {
        SIZE,
        LOGARITHM,
        COLUMN
    }

    /// @param register filled with a block of an array
    /// @param index of the variable, or of the given column
    private record Load(Source source, int index, int register) {}

    /// An operand ≥ 0 is a register, one below 0 the scalar −1 − operand. A vector operation with one
    /// operand has b = a.
    private record Step(Kind kind, int to, int a, int b) {}

    private final double[] constants;
    private final Step[] scalarSteps;
    private final int[] parameterScalars;
    private final Load[] loads;
    private final Step[] steps;
    private final int[] outputs;
    private final int registers;
    private final ThreadLocal<Workspace> workspace;

    private static final class Workspace {
        final double[] scalars;
        final double[][] registers;

        Workspace(double[] constants, int registers) {
            scalars = constants.clone();
            this.registers = new double[registers][BLOCK];
        }
    }

    /// @param outputs nodes
    /// @param given nodes whose values the caller has, by column; −1 for none
    Tape(Graph graph, int[] outputs, int[] given) {
        BitSet needed = needed(graph, outputs, given);
        int size = graph.size();
        int[] place = new int[size];
        int[] last = lastReaders(graph, needed, outputs, given, size);
        int scalarCount = needed.cardinality();
        constants = new double[scalarCount];
        int[] ofParameter = new int[Long.SIZE];
        Arrays.fill(ofParameter, -1);
        var scalarList = new java.util.ArrayList<Step>();
        var loadList = new java.util.ArrayList<Load>();
        var stepList = new java.util.ArrayList<Step>();
        var free = new java.util.ArrayDeque<Integer>();
        int used = 0;
        int scalar = 0;
        int parametersSeen = 0;
        // loads stay for the whole block: their registers are taken first and never given back
        for (int node = needed.nextSetBit(0); node >= 0; node = needed.nextSetBit(node + 1)) {
            Load load = load(graph, node, given, used);
            if (load != null) {
                loadList.add(load);
                place[node] = used++;
            }
        }
        for (int node = needed.nextSetBit(0); node >= 0; node = needed.nextSetBit(node + 1)) {
            if (load(graph, node, given, 0) != null) {
                continue;
            }
            Kind kind = graph.kind(node);
            if (graph.variables(node) == 0) {
                place[node] = -1 - scalar;
                switch (kind) {
                    case CONSTANT -> constants[scalar] = graph.value(node);
                    case PARAMETER -> {
                        ofParameter[graph.a(node)] = scalar;
                        parametersSeen = Math.max(parametersSeen, graph.a(node) + 1);
                    }
                    default -> scalarList.add(step(graph, node, scalar, place));
                }
                scalar++;
            } else {
                int to = free.isEmpty() ? used++ : free.pop();
                stepList.add(step(graph, node, to, place));
                place[node] = to;
                release(graph, node, last, loadList.size(), place, free);
            }
        }
        scalarSteps = scalarList.toArray(Step[]::new);
        loads = loadList.toArray(Load[]::new);
        steps = stepList.toArray(Step[]::new);
        registers = used;
        parameterScalars = Arrays.copyOf(ofParameter, parametersSeen);
        this.outputs = new int[outputs.length];
        for (int o = 0; o < outputs.length; o++) {
            this.outputs[o] = place[outputs[o]];
        }
        workspace = ThreadLocal.withInitial(() -> new Workspace(constants, registers));
    }

    private static BitSet needed(Graph graph, int[] outputs, int[] given) {
        BitSet needed = new BitSet();
        for (int output : outputs) {
            needed.set(output);
        }
        for (int node = needed.length() - 1; node >= 0; node--) {
            if (!needed.get(node) || column(given, node, graph) >= 0 || logarithm(graph, node)) {
                continue;
            }
            int operands = Graph.operands(graph.kind(node));
            if (operands > 0) {
                needed.set(graph.a(node));
            }
            if (operands > 1) {
                needed.set(graph.b(node));
            }
        }
        return needed;
    }

    private static boolean logarithm(Graph graph, int node) {
        return graph.kind(node) == Kind.LOG && graph.kind(graph.a(node)) == Kind.VARIABLE;
    }

    /// The caller's column with this node, −1 for none. Scalars are cheaper computed.
    private static int column(int[] given, int node, Graph graph) {
        for (int k = 0; k < given.length && graph.variables(node) != 0; k++) {
            if (given[k] == node) {
                return k;
            }
        }
        return -1;
    }

    private static @org.jspecify.annotations.Nullable Load load(
            Graph graph, int node, int[] given, int register) {
        int column = column(given, node, graph);
        if (column >= 0) {
            return new Load(Source.COLUMN, column, register);
        }
        if (graph.kind(node) == Kind.VARIABLE) {
            return new Load(Source.SIZE, graph.a(node), register);
        }
        return logarithm(graph, node)
                ? new Load(Source.LOGARITHM, graph.a(graph.a(node)), register)
                : null;
    }

    /// By node, the last node that reads it; outputs are read at the end.
    private static int[] lastReaders(
            Graph graph, BitSet needed, int[] outputs, int[] given, int size) {
        int[] last = new int[size];
        for (int node = needed.nextSetBit(0); node >= 0; node = needed.nextSetBit(node + 1)) {
            if (load(graph, node, given, 0) != null) {
                continue;
            }
            int operands = Graph.operands(graph.kind(node));
            if (operands > 0) {
                last[graph.a(node)] = node;
            }
            if (operands > 1) {
                last[graph.b(node)] = node;
            }
        }
        for (int output : outputs) {
            last[output] = Integer.MAX_VALUE;
        }
        return last;
    }

    private static Step step(Graph graph, int node, int to, int[] place) {
        int operands = Graph.operands(graph.kind(node));
        return new Step(
                graph.kind(node),
                to,
                operands > 0 ? place[graph.a(node)] : 0,
                operands > 1 ? place[graph.b(node)] : 0);
    }

    private static void release(
            Graph graph,
            int node,
            int[] last,
            int kept,
            int[] place,
            java.util.ArrayDeque<Integer> free) {
        int operands = Graph.operands(graph.kind(node));
        int a = operands > 0 ? graph.a(node) : -1;
        int b = operands > 1 ? graph.b(node) : -1;
        if (a >= 0 && last[a] == node && place[a] >= kept) {
            free.push(place[a]);
        }
        if (b >= 0 && b != a && last[b] == node && place[b] >= kept) {
            free.push(place[b]);
        }
    }

    /// Fills one array per output with its values at the points.
    ///
    /// @param first filled with the first output
    /// @param others filled with the others
    void run(double[] p, Sizes sizes, double[] first, double[][] others) {
        Workspace w = prepare(p);
        for (int from = 0; from < sizes.count(); from += BLOCK) {
            int count = Math.min(BLOCK, sizes.count() - from);
            block(w, sizes, others, from, count);
            for (int o = 0; o < outputs.length; o++) {
                int place = outputs[o];
                double[] into = o == 0 ? first : others[o - 1];
                if (place >= 0) {
                    System.arraycopy(w.registers[place], 0, into, from, count);
                } else {
                    Arrays.fill(into, from, from + count, w.scalars[-1 - place]);
                }
            }
        }
    }

    /// The first output at one point.
    double at(double[] p, double[] x) {
        Workspace w = prepare(p);
        for (Load load : loads) {
            w.registers[load.register][0] =
                    load.source == Source.SIZE ? x[load.index] : Math.log(x[load.index]);
        }
        steps(w, 1);
        int place = outputs[0];
        return place >= 0 ? w.registers[place][0] : w.scalars[-1 - place];
    }

    /// Fills one number per output: Σ weight·value over the points.
    void sum(double[] p, Sizes sizes, double[][] given, double[] weight, double[] into) {
        Workspace w = prepare(p);
        Arrays.fill(into, 0);
        for (int from = 0; from < sizes.count(); from += BLOCK) {
            int count = Math.min(BLOCK, sizes.count() - from);
            block(w, sizes, given, from, count);
            for (int o = 0; o < outputs.length; o++) {
                int place = outputs[o];
                double sum = 0;
                if (place >= 0) {
                    double[] register = w.registers[place];
                    for (int i = 0; i < count; i++) {
                        sum += weight[from + i] * register[i];
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        sum += weight[from + i];
                    }
                    sum *= w.scalars[-1 - place];
                }
                into[o] += sum;
            }
        }
    }

    private Workspace prepare(double[] p) {
        Workspace w = workspace.get();
        double[] s = w.scalars;
        for (int k = 0; k < parameterScalars.length; k++) {
            if (parameterScalars[k] >= 0) {
                s[parameterScalars[k]] = p[k];
            }
        }
        for (Step step : scalarSteps) {
            double a = s[-1 - step.a];
            double b = step.b < 0 ? s[-1 - step.b] : 0;
            s[step.to] = scalar(step.kind, a, b);
        }
        return w;
    }

    static double scalar(Kind kind, double a, double b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case NEGATE -> -a;
            case EXP -> Math.exp(a);
            case LOG -> Math.log(a);
            case SQRT -> Math.sqrt(a);
            case SIN -> Math.sin(a);
            case COS -> Math.cos(a);
            case ATAN -> Math.atan(a);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case LESS -> Graph.less(a, b);
            case CONSTANT, PARAMETER, VARIABLE -> throw new IllegalArgumentException("no operation");
        };
    }

    private void block(Workspace w, Sizes sizes, double[][] given, int from, int count) {
        double[][] registers = w.registers;
        for (Load load : loads) {
            double[][] source =
                    switch (load.source) {
                        case SIZE -> sizes.x();
                        case LOGARITHM -> sizes.logarithms();
                        case COLUMN -> given;
                    };
            System.arraycopy(source[load.index], from, registers[load.register], 0, count);
        }
        steps(w, count);
    }

    private void steps(Workspace w, int count) {
        double[][] registers = w.registers;
        double[] s = w.scalars;
        for (Step step : steps) {
            double[] to = registers[step.to];
            if (step.a < 0) {
                scalarFirst(step.kind, s[-1 - step.a], registers[step.b], to, count);
            } else if (step.b < 0) {
                scalarSecond(step.kind, registers[step.a], s[-1 - step.b], to, count);
            } else {
                vectors(step.kind, registers[step.a], registers[step.b], to, count);
            }
        }
    }

    private static void scalarFirst(Kind kind, double a, double[] b, double[] to, int n) {
        switch (kind) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a + b[i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a - b[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a * b[i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a / b[i];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to[i] = scalar(kind, a, b[i]);
                }
            }
        }
    }

    private static void scalarSecond(Kind kind, double[] a, double b, double[] to, int n) {
        switch (kind) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] + b;
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] - b;
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] * b;
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] / b;
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to[i] = scalar(kind, a[i], b);
                }
            }
        }
    }

    private static void vectors(Kind kind, double[] a, double[] b, double[] to, int n) {
        switch (kind) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] + b[i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] - b[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] * b[i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < n; i++) {
                    to[i] = a[i] / b[i];
                }
            }
            case NEGATE -> {
                for (int i = 0; i < n; i++) {
                    to[i] = -a[i];
                }
            }
            case EXP -> {
                for (int i = 0; i < n; i++) {
                    to[i] = Math.exp(a[i]);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to[i] = scalar(kind, a[i], b[i]);
                }
            }
        }
    }
}
