package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;
import dev.lawcast.scaling.law.TiedLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A law, observations and settings, checked and brought into the units in which they are solved:
/// every size in multiples of its geometric mean (or of that of the first in the same unit), so
/// that the answer does not depend on units and the parameters hardly on each other. A variable
/// keeps its own unit where the user holds or bounds a parameter that the change of unit would
/// multiply by a factor that depends on other parameters.
///
/// Immutable for all but [LawSolver], which fills its own again; [Solver] and [Refitter] work on
/// it.
public final class Problem {

    /// Metrics that differ by less than this share are the same.
    private static final double CONSTANT = 1e-13;

    final Unknowns unknowns;
    final ScalingLaw law;
    final FitSettings settings;
    final int n;
    final int d;
    final double[] unit;
    final Sizes sizes;
    final double[] y;

    /// g of the metric, in the space of the residuals.
    final double[] gY;

    final double[] weight;
    final double[] lower;
    final double[] upper;
    final List<String> names;

    boolean constant;

    /// What it was filled with last.
    @Nullable Observations observations;

    /// Null without; set before the problem is solved.
    @Nullable Priors priors;

    /// ln of the unit.
    private final double[] shift;

    /// @throws IllegalArgumentException for values that are not finite, sizes or metrics ≤ 0 where
    ///   the law or the objective takes their logarithm, and settings that name no parameter of the
    ///   law or contradict each other
    public Problem(ScalingLaw law, Observations observations, FitSettings settings) {
        this(new Unknowns(law, settings), observations.size());
        fill(observations);
    }

    /// Room for n observations.
    Problem(Unknowns unknowns, int n) {
        this.unknowns = unknowns;
        this.n = n;
        law = unknowns.law;
        settings = unknowns.settings;
        d = unknowns.d;
        names = unknowns.names;
        lower = unknowns.lower;
        upper = unknowns.upper;
        int variables = unknowns.keepsUnit.length;
        unit = new double[variables];
        shift = new double[variables];
        sizes = new Sizes(new double[variables][n], new double[variables][n], n);
        y = new double[n];
        gY = new double[n];
        weight = new double[n];
    }

    /// Takes n observations.
    void fill(Observations observations) {
        check(observations);
        this.observations = observations;
        for (int j = 0; j < unit.length; j++) {
            fill(j, observations.x()[j]);
        }
        System.arraycopy(observations.y(), 0, y, 0, n);
        for (int i = 0; i < n; i++) {
            gY[i] = unknowns.space.of(y[i]);
        }
        weigh(observations);
        constant = constant(y);
    }

    private void fill(int j, double[] measured) {
        double[] x = sizes.x()[j];
        double[] ln = sizes.logarithms()[j];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            ln[i] = Math.log(measured[i]);
            sum += ln[i];
        }
        if (!unknowns.rescales || unknowns.keepsUnit[j] || n == 0) {
            unit[j] = 1;
            shift[j] = 0;
            System.arraycopy(measured, 0, x, 0, n);
            return;
        }
        int first = law.unitOf(j);
        unit[j] = first < j ? unit[first] : Math.exp(sum / n);
        shift[j] = Math.log(unit[j]);
        for (int i = 0; i < n; i++) {
            x[i] = measured[i] / unit[j];
            ln[i] -= shift[j];
        }
    }

    private static boolean constant(double[] y) {
        for (double value : y) {
            if (Math.abs(value - y[0]) > CONSTANT * Math.max(Math.abs(value), Math.abs(y[0]))) {
                return false;
            }
        }
        return y.length > 1;
    }

    private void check(Observations observations) {
        if (observations.x().length != law.variables().size()) {
            throw new IllegalArgumentException(
                    "law %s has %d variables, the observations have %d"
                            .formatted(law.id(), law.variables().size(), observations.x().length));
        }
        for (int j = 0; j < observations.x().length; j++) {
            double[] x = observations.x()[j];
            if (x.length != n) {
                throw new IllegalArgumentException(
                        "%d metrics but %d values of %s"
                                .formatted(n, x.length, law.variables().get(j).name()));
            }
            boolean positive = unknowns.rescales && unknowns.size(j);
            int bad = bad(x, positive);
            if (bad >= 0) {
                throw bad(observations, bad, law.variables().get(j).name(), x[bad], positive);
            }
        }
        for (int i = 0; i < n; i++) {
            double metric = observations.y()[i];
            if (!unknowns.space.takes(metric)) {
                throw new IllegalArgumentException(
                        "The run '%s' has the metric = %s: %s."
                                .formatted(key(observations, i), metric, unknowns.space.rule()));
            }
        }
    }

    /// Index of a value that is not finite (and not > 0 where that is asked), −1 for none.
    private static int bad(double[] values, boolean positive) {
        double floor = positive ? 0 : Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] > floor && values[i] < Double.POSITIVE_INFINITY)) {
                return i;
            }
        }
        return -1;
    }

    private static IllegalArgumentException bad(
            Observations observations, int i, String what, double value, boolean positive) {
        return new IllegalArgumentException(
                "The run '%s' has %s = %s, must be finite%s."
                        .formatted(key(observations, i), what, value, positive ? " and > 0" : ""));
    }

    private static String key(Observations observations, int i) {
        return i < observations.keys().size() ? observations.keys().get(i) : "#" + i;
    }

    /// Weights of the rows' costs. Known standard errors are taken over to the residual space.
    private void weigh(Observations observations) {
        double[] given = observations.weights();
        double[] errors = observations.standardErrors();
        boolean known = settings.noise() == FitSettings.Noise.KNOWN;
        if (known && errors == null) {
            throw new IllegalArgumentException(
                    "noise is said to be known, but the runs have no standard errors");
        }
        if (given == null && !known) {
            Arrays.fill(weight, 1);
            return;
        }
        for (int i = 0; i < n; i++) {
            weight[i] = given == null ? 1 : given[i];
            if (known && errors != null) {
                double error = errors[i] * unknowns.space.slope(y[i]);
                weight[i] /= error * error;
            }
        }
        int bad = bad(weight, true);
        if (bad >= 0) {
            throw bad(observations, bad, "the weight", weight[bad], true);
        }
    }

    /// Row → number of its point among the distinct ones.
    int[] points() {
        int[] point = new int[n];
        Map<List<Double>, Integer> seen = new HashMap<>();
        for (int i = 0; i < n; i++) {
            List<Double> row = new ArrayList<>();
            for (double[] x : sizes.x()) {
                row.add(x[i]);
            }
            Integer known = seen.putIfAbsent(row, seen.size());
            point[i] = known == null ? seen.size() - 1 : known;
        }
        return point;
    }

    /// Whether there are at least as many distinct points as parameters that are not fixed.
    boolean enoughPoints() {
        int wanted = unknowns.open();
        int[] found = new int[wanted];
        int count = 0;
        for (int i = 0; i < n && count < wanted; i++) {
            boolean fresh = true;
            for (int k = 0; k < count && fresh; k++) {
                fresh = differ(i, found[k]);
            }
            if (fresh) {
                found[count++] = i;
            }
        }
        return count == wanted;
    }

    private boolean differ(int i, int k) {
        for (double[] x : sizes.x()) {
            if (x[i] != x[k]) {
                return true;
            }
        }
        return false;
    }

    /// From the units of the observations to those of the solver, in place.
    void inward(double[] p) {
        if (unknowns.rescales) {
            law.rescale(p, unit);
        }
    }

    /// Back, in place.
    void outward(double[] p) {
        if (unknowns.rescales) {
            double[] inverse = new double[unit.length];
            for (int j = 0; j < unit.length; j++) {
                inverse[j] = 1 / unit[j];
            }
            law.rescale(p, inverse);
        }
    }

    /// A user's start in the solver's units; parameters that it leaves out stay NaN.
    double[] start(Map<String, Double> start) {
        double[] p = new double[d];
        Arrays.fill(p, Double.NaN);
        start.forEach((name, value) -> p[unknowns.index(name)] = value);
        for (int k = 0; k < d; k++) {
            if (lower[k] == upper[k]) {
                p[k] = lower[k];
            }
        }
        inward(p);
        return p;
    }

    /// Starting points computed from the data, in the solver's units.
    List<double[]> offeredStarts() {
        return law instanceof TiedLaw tied ? TiedStarts.of(tied, this) : law.starts(sizes, y);
    }

    SolverCost cost() {
        return new SolverCost(settings.objective(), y, gY, weight);
    }
}
