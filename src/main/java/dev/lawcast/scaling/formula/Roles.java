package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Graph.Kind;
import dev.lawcast.scaling.law.Sizes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where to look for a parameter, by the part that it plays in the formula and the scale of the
/// data. From each place where θ stands, factors q of θ^s·q are gathered upwards until something
/// gives a scale:
///
/// - sin, cos: θ^s·q is an angle; between half a turn over the data and half a turn per point
/// - a sum with sizes that is squared, θ a plain summand: the middle of a peak, among the data
/// - another sum with sizes, θ a plain summand: the place where the sum vanishes
/// - exp: θ^s·q changes by .05 to 3 times the number of distinct points over the data
/// - another sum or function: θ^s·q is as large as the rest of it, within a factor 1000
///
/// Of several, the first in this order.
final class Roles {

    private static final int SCAN = 41;
    private static final int MOST_SCAN = 2000;
    private static final double USUAL_SIGN = .8;

    private final Graph graph;
    private final Sizes sizes;
    private final List<List<Integer>> parents = new ArrayList<>();
    private final double[] typical;
    private @Nullable Found found;
    private int sign;

    private enum Role {
        ANGLE,
        MIDDLE,
        PLACE,
        RATE,
        BALANCE
    }

    /// @param sign of what stands in the formula, −1 for exp(−θ·x)
    private record Found(Role role, double power, double[] q, double scale, int sign) {}

    /// @param of the formula's node
    Roles(FormulaModel model, int of, Sizes sizes) {
        this.graph = model.graph();
        this.sizes = sizes;
        for (int node = 0; node <= of; node++) {
            parents.add(new ArrayList<>());
        }
        boolean[] reached = new boolean[of + 1];
        reached[of] = true;
        for (int node = of; node >= 0; node--) {
            if (!reached[node]) {
                continue;
            }
            int operands = Graph.operands(graph.kind(node));
            if (operands > 0) {
                reached[graph.a(node)] = true;
                parents.get(graph.a(node)).add(node);
            }
            if (operands > 1) {
                reached[graph.b(node)] = true;
                if (graph.b(node) != graph.a(node)) {
                    parents.get(graph.b(node)).add(node);
                }
            }
        }
        typical = new double[model.count()];
        Arrays.fill(typical, 1);
        // places first: the scales of the others depend on them
        double[] places = typical.clone();
        for (int k = 0; k < typical.length; k++) {
            Found role = find(k);
            if (role != null && (role.role == Role.PLACE || role.role == Role.MIDDLE)) {
                double[] sorted = role.q.clone();
                Arrays.sort(sorted);
                places[k] = .5 * (sorted[0] + sorted[sorted.length - 1]);
            }
        }
        System.arraycopy(places, 0, typical, 0, places.length);
    }

    private @Nullable Found find(int k) {
        found = null;
        double[] ones = new double[sizes.count()];
        Arrays.fill(ones, 1);
        sign = 1;
        climb(graph.parameter(k), 1, ones, 0);
        return found;
    }

    private void offer(Role role, double power, double[] q, double scale) {
        if (found == null || role.compareTo(found.role) < 0) {
            found = new Found(role, power, q, scale, sign);
        }
    }

    private void climb(int node, double power, double[] q, int depth) {
        if (node >= parents.size() || parents.get(node).isEmpty() || depth > 60) {
            offer(Role.BALANCE, power, q, 1);
            return;
        }
        for (int parent : parents.get(node)) {
            int a = graph.a(parent);
            int b = graph.b(parent);
            int other = a == node ? b : a;
            switch (graph.kind(parent)) {
                case NEGATE -> {
                    sign = -sign;
                    climb(parent, power, q, depth + 1);
                    sign = -sign;
                }
                case SQRT -> climb(parent, power / 2, map(q, null, Kind.SQRT), depth + 1);
                case MULTIPLY -> {
                    boolean square = a == b;
                    climb(
                            parent,
                            square ? 2 * power : power,
                            map(q, square ? q : values(other), Kind.MULTIPLY),
                            depth + 1);
                }
                case DIVIDE -> {
                    boolean top = a == node;
                    climb(
                            parent,
                            top ? power : -power,
                            top
                                    ? map(q, values(b), Kind.DIVIDE)
                                    : map(values(a), q, Kind.DIVIDE),
                            depth + 1);
                }
                case ADD, SUBTRACT -> summand(node, parent, other, power, q, depth);
                case EXP -> offer(Role.RATE, power, q, 1);
                case SIN, COS -> offer(Role.ANGLE, power, q, 1);
                default -> offer(Role.BALANCE, power, q, 1);
            }
        }
    }

    private void summand(int node, int parent, int other, double power, double[] q, int depth) {
        boolean negated = graph.kind(parent) == Kind.SUBTRACT && graph.b(parent) == node;
        if (graph.parameters(other) != 0) {
            sign = negated ? -sign : sign;
            climb(parent, power, q, depth + 1);
            sign = negated ? -sign : sign;
            return;
        }
        double[] rest = values(other);
        if (power == 1 && graph.variables(other) != 0 && spread(q) == 0) {
            // θ·q ± rest = 0
            double sign =
                    graph.kind(parent) == Kind.ADD ? -1 : 1;
            double[] zeros = new double[q.length];
            for (int i = 0; i < q.length; i++) {
                zeros[i] = sign * rest[i] / q[i];
            }
            offer(squared(parent, 0) ? Role.MIDDLE : Role.PLACE, 1, zeros, 1);
        } else {
            offer(Role.BALANCE, power, q, middle(rest));
        }
    }

    /// Whether a node, or a multiple of it, is squared.
    private boolean squared(int node, int depth) {
        for (int parent : node < parents.size() && depth < 8 ? parents.get(node) : List.<Integer>of()) {
            boolean found =
                    switch (graph.kind(parent)) {
                        case MULTIPLY ->
                                graph.a(parent) == graph.b(parent) || squared(parent, depth + 1);
                        case DIVIDE -> graph.a(parent) == node && squared(parent, depth + 1);
                        case NEGATE -> squared(parent, depth + 1);
                        default -> false;
                    };
            if (found) {
                return true;
            }
        }
        return false;
    }

    private double[] values(int node) {
        double[] values = new double[sizes.count()];
        new Tape(graph, new int[] {node}, new int[0]).run(typical, sizes, values, new double[0][]);
        return values;
    }

    private static double[] map(double[] a, double @Nullable [] b, Kind kind) {
        double[] result = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = Tape.scalar(kind, kind == Kind.SQRT ? Math.abs(a[i]) : a[i], b == null ? 0 : b[i]);
        }
        return result;
    }

    private static double spread(double[] q) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : q) {
            if (Double.isFinite(value)) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        return most > least ? most - least : 0;
    }

    /// Median of |q| over the finite values; 1 where there is none or it is 0.
    private static double middle(double[] q) {
        double[] sorted = Arrays.stream(q).map(Math::abs).filter(v -> v > 0 && v < Double.MAX_VALUE).sorted().toArray();
        return sorted.length == 0 ? 1 : sorted[sorted.length / 2];
    }

    private static int distinct(double[] q) {
        return (int) Math.max(2, Arrays.stream(q).distinct().count());
    }

    Axis axis(int k, double lower, double upper) {
        Found role = find(k);
        double positive = lower >= 0 ? 1 : upper <= 0 ? 0 : .5;
        Axis axis = role == null ? ratios(1e-3, 1e3, 1, positive) : axis(role, positive);
        return new Axis.Within(axis, lower, upper);
    }

    private static Axis axis(Found found, double positive) {
        double[] q = found.q;
        double spread = spread(q);
        int distinct = distinct(q);
        return switch (found.role) {
            case MIDDLE, PLACE -> {
                double[] finite = Arrays.stream(q).filter(Double::isFinite).sorted().toArray();
                if (spread == 0) {
                    yield ratios(1e-3, 1e3, 1, positive);
                }
                double first = finite[0];
                double last = finite[finite.length - 1];
                int points = Math.min(4 * SCAN, Math.max(2 * SCAN, 2 * distinct));
                yield found.role == Role.MIDDLE
                        ? new Axis.Uniform(first, last, points)
                        : new Axis.Place(first, last, points);
            }
            case ANGLE -> {
                if (spread == 0) {
                    double turn = Math.PI / middle(q);
                    yield new Axis.Uniform(-turn, turn, SCAN);
                }
                double slowest = Math.PI / spread;
                double fastest = slowest * distinct;
                int points = Math.min(MOST_SCAN, 4 * distinct + SCAN);
                yield found.power > 0
                        ? new Axis.Uniform(.2 * slowest, fastest, points)
                        : new Axis.Inverse(1 / (.2 * slowest), 1 / fastest, points);
            }
            case RATE -> {
                // θ·q moves the exponential by this much over the data
                double least = .1;
                double most = spread > 0 ? distinct : 50;
                if (Math.abs(found.power) > 1) {
                    most = .25 * distinct * distinct;
                }
                double width = spread > 0 ? spread : middle(q);
                // exp(−θ·x) is typed by people who expect θ > 0
                double usual = found.sign < 0 ? USUAL_SIGN : 1 - USUAL_SIGN;
                yield ratios(
                        least / width,
                        Math.max(most, 10) / width,
                        found.power,
                        positive == .5 && spread > 0 ? usual : positive);
            }
            case BALANCE -> {
                double scale = found.scale / middle(q);
                yield ratios(1e-3 * scale, 1e3 * scale, found.power, positive);
            }
        };
    }

    private static Axis ratios(double from, double to, double power, double positive) {
        double first = Math.pow(from, 1 / power);
        double last = Math.pow(to, 1 / power);
        boolean even = Math.abs(power) % 2 == 0;
        double least = Math.max(Math.min(first, last), 1e-200);
        double most = Math.min(Math.max(first, last), 1e200);
        return least < most
                ? new Axis.Ratios(least, most, even && positive > 0 ? 1 : positive, SCAN)
                : new Axis.Ratios(1e-3, 1e3, positive, SCAN);
    }
}
