package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;
import dev.lawcast.scaling.law.TiedLaw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A law, observations and settings, checked and brought into the units in which they are solved:
/// every size in multiples of its geometric mean, so that the answer does not depend on units and
/// the parameters hardly on each other. A variable keeps its own unit where the user holds or
/// bounds a parameter that the change of unit would multiply by a factor that depends on other
/// parameters.
///
/// Immutable; [Solver] and [Refitter] work on it.
public final class Problem {

    final ScalingLaw law;
    final FitSettings settings;
    final int n;
    final int d;
    final double[] unit;
    final Observations observations;
    final Sizes sizes;
    final double[] y;
    final double[] lnY;
    final double[] weight;
    final double[] lower;
    final double[] upper;
    final List<String> names;

    final boolean constant;

    private final boolean rescales;

    /// @throws IllegalArgumentException for values that are not finite, sizes or metrics ≤ 0 where
    ///   the law or the objective takes their logarithm, and settings that name no parameter of the
    ///   law or contradict each other
    public Problem(ScalingLaw law, Observations observations, FitSettings settings) {
        this.law = law;
        this.observations = observations;
        this.settings = settings;
        n = observations.size();
        List<LawParameter> parameters = law.parameters();
        d = parameters.size();
        names = new ArrayList<>(d);
        for (LawParameter parameter : parameters) {
            names.add(parameter.name());
        }
        rescales = law.rescales();
        check(observations);
        lower = new double[d];
        upper = new double[d];
        limits(parameters);
        double[][] logarithms = Sizes.of(observations.x(), n).logarithms();
        unit = units(logarithms, parameters);
        double[][] x = new double[logarithms.length][n];
        for (int j = 0; j < x.length; j++) {
            double shift = Math.log(unit[j]);
            for (int i = 0; i < n; i++) {
                x[j][i] = observations.x()[j][i] / unit[j];
                logarithms[j][i] -= shift;
            }
        }
        sizes = new Sizes(x, logarithms, n);
        y = observations.y().clone();
        lnY = new double[n];
        for (int i = 0; log() && i < n; i++) {
            lnY[i] = Math.log(y[i]);
        }
        weight = weights(observations);
        constant = constant(y);
    }

    private static boolean constant(double[] y) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : y) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return y.length > 1 && most - least <= 1e-13 * Math.max(Math.abs(least), Math.abs(most));
    }

    private boolean log() {
        return settings.objective().space() == ResidualSpace.LOG;
    }

    private void check(Observations observations) {
        if (observations.x().length != law.variables().size()) {
            throw new IllegalArgumentException(
                    "law %s has %d variables, the observations have %d"
                            .formatted(law.id(), law.variables().size(), observations.x().length));
        }
        for (int j = 0; j < observations.x().length; j++) {
            String variable = law.variables().get(j).name();
            if (observations.x()[j].length != n) {
                throw new IllegalArgumentException(
                        "%d metrics but %d values of %s"
                                .formatted(n, observations.x()[j].length, variable));
            }
            for (int i = 0; i < n; i++) {
                double value = observations.x()[j][i];
                boolean positive = rescales && size(j);
                if (!Double.isFinite(value) || (positive && value <= 0)) {
                    throw bad(observations, i, variable, value, positive);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            double value = observations.y()[i];
            if (!Double.isFinite(value) || (log() && value <= 0)) {
                throw bad(observations, i, "the metric", value, log());
            }
        }
    }

    private static IllegalArgumentException bad(
            Observations observations, int i, String what, double value, boolean positive) {
        String key = i < observations.keys().size() ? observations.keys().get(i) : "#" + i;
        return new IllegalArgumentException(
                "The run '%s' has %s = %s, must be finite%s."
                        .formatted(key, what, value, positive ? " and > 0" : ""));
    }

    private void limits(List<LawParameter> parameters) {
        for (String name : settings.fixed().keySet()) {
            index(name);
        }
        for (String name : settings.bounds().keySet()) {
            index(name);
        }
        for (int k = 0; k < d; k++) {
            LawParameter parameter = parameters.get(k);
            Double fixed = settings.fixed().get(parameter.name());
            FitSettings.Bounds bounds = settings.bounds().get(parameter.name());
            if (fixed != null) {
                if (!Double.isFinite(fixed)) {
                    throw new IllegalArgumentException(
                            "parameter %s is fixed at %s, must be finite"
                                    .formatted(parameter.name(), fixed));
                }
                lower[k] = fixed;
                upper[k] = fixed;
            } else if (bounds != null) {
                if (!(bounds.lower() <= bounds.upper())) {
                    throw new IllegalArgumentException(
                            "parameter %s has bounds %s to %s, the lower must not exceed the upper"
                                    .formatted(parameter.name(), bounds.lower(), bounds.upper()));
                }
                lower[k] = bounds.lower();
                upper[k] = bounds.upper();
            } else {
                lower[k] = parameter.lower();
                upper[k] = parameter.upper();
            }
        }
    }

    private int index(String name) {
        int k = names.indexOf(name);
        if (k < 0) {
            throw new IllegalArgumentException(
                    "law %s has no parameter '%s', it has %s"
                            .formatted(law.id(), name, String.join(", ", names)));
        }
        return k;
    }

    private boolean size(int j) {
        return law.variables().get(j).kind() == LawVariable.Kind.SIZE;
    }

    /// The geometric mean of each size, or 1; variables of one unit share that of the first.
    private double[] units(double[][] logarithms, List<LawParameter> parameters) {
        double[] units = new double[logarithms.length];
        Arrays.fill(units, 1);
        for (int j = 0; rescales && n > 0 && j < units.length; j++) {
            double sum = 0;
            for (double logarithm : logarithms[j]) {
                sum += logarithm;
            }
            int first = law.unitOf(j);
            if (first < j) {
                units[j] = units[first];
            } else if (size(j) && free(j, parameters)) {
                units[j] = Math.exp(sum / n);
            }
        }
        return units;
    }

    /// Whether all parameters that the unit of variable j changes are bounded by 0 and ∞ only,
    /// which a positive factor leaves as they are.
    private boolean free(int j, List<LawParameter> parameters) {
        double[] probe = new double[parameters.size()];
        Arrays.fill(probe, 1.5);
        double[] unit = new double[law.variables().size()];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = law.unitOf(i) == j ? 2 : 1;
        }
        law.rescale(probe, unit);
        for (int k = 0; k < d; k++) {
            boolean changed = probe[k] != 1.5;
            if (changed && !(unchanged(lower[k]) && unchanged(upper[k]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean unchanged(double bound) {
        return bound == 0 || Double.isInfinite(bound);
    }

    /// Weights of the rows' costs. Known standard errors are taken over to the residual space.
    private double[] weights(Observations observations) {
        double[] weights = new double[n];
        double[] given = observations.weights();
        double[] errors = observations.standardErrors();
        boolean known = settings.noise() == FitSettings.Noise.KNOWN;
        if (known && errors == null) {
            throw new IllegalArgumentException(
                    "noise is said to be known, but the runs have no standard errors");
        }
        for (int i = 0; i < n; i++) {
            double w = given == null ? 1 : given[i];
            if (known && errors != null) {
                double error = log() ? errors[i] / y[i] : errors[i];
                w /= error * error;
            }
            if (!(w > 0 && w < Double.POSITIVE_INFINITY)) {
                throw bad(observations, i, "the weight", w, true);
            }
            weights[i] = w;
        }
        return weights;
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
        int wanted = unfixed();
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

    int unfixed() {
        int count = 0;
        for (int k = 0; k < d; k++) {
            count += lower[k] == upper[k] ? 0 : 1;
        }
        return count;
    }

    /// From the units of the observations to those of the solver, in place.
    void inward(double[] p) {
        if (rescales) {
            law.rescale(p, unit);
        }
    }

    /// Back, in place.
    void outward(double[] p) {
        if (rescales) {
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
        start.forEach((name, value) -> p[index(name)] = value);
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
        return new SolverCost(settings.objective(), y, lnY, weight);
    }

    SolverGrid grid() {
        return new SolverGrid(law, sizes, y, log(), weight, lower, upper);
    }
}
