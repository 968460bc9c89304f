package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What of a problem does not depend on the data: the parameters of a law under the user's
/// settings. Immutable; may be shared by threads.
final class Unknowns {

    final ScalingLaw law;
    final FitSettings settings;
    final int d;
    final List<LawParameter> parameters;
    final List<String> names;
    final double[] lower;
    final double[] upper;

    /// Indices of the parameters by kind.
    final int[] linear;

    final int[] nonlinear;

    /// What multiplies each of the linear ones.
    final List<Basis> basis;

    /// In which residuals are measured.
    final ResidualSpace space;

    /// Whether sizes are brought to multiples of their geometric mean.
    final boolean rescales;

    /// Variables that keep the user's unit: those that are no sizes, and those whose change of unit
    /// would multiply a parameter that the user holds, bounds or has a prior for by a factor that
    /// depends on other parameters.
    final boolean[] keepsUnit;

    /// @throws IllegalArgumentException for settings that name no parameter of the law or
    ///   contradict each other
    Unknowns(ScalingLaw law, FitSettings settings) {
        this.law = law;
        this.settings = settings;
        parameters = law.parameters();
        basis = law.basis();
        d = parameters.size();
        space = settings.objective().space();
        names = new ArrayList<>(d);
        int[] position = new int[d];
        int first = 0;
        int last = d;
        for (int k = 0; k < d; k++) {
            names.add(parameters.get(k).name());
            position[parameters.get(k).linear() ? first++ : --last] = k;
        }
        linear = Arrays.copyOf(position, first);
        nonlinear = new int[d - first];
        for (int a = 0; a < nonlinear.length; a++) {
            nonlinear[a] = position[d - 1 - a];
        }
        lower = new double[d];
        upper = new double[d];
        limits();
        rescales = law.rescales();
        keepsUnit = new boolean[law.variables().size()];
        for (int j = 0; rescales && j < keepsUnit.length; j++) {
            keepsUnit[j] = !size(j) || !free(law.unitOf(j));
        }
    }

    boolean size(int j) {
        return law.variables().get(j).kind() == LawVariable.Kind.SIZE;
    }

    private void limits() {
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

    int index(String name) {
        int k = names.indexOf(name);
        if (k < 0) {
            throw new IllegalArgumentException(
                    "law %s has no parameter '%s', it has %s"
                            .formatted(law.id(), name, String.join(", ", names)));
        }
        return k;
    }

    /// Whether all parameters that the unit of variable j changes have no prior and are bounded by
    /// 0 and ∞ only, which a positive factor leaves as they are.
    private boolean free(int j) {
        double[] probe = new double[d];
        Arrays.fill(probe, 1.5);
        double[] unit = new double[keepsUnit.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = law.unitOf(i) == j ? 2 : 1;
        }
        law.rescale(probe, unit);
        for (int k = 0; k < d; k++) {
            boolean changed = probe[k] != 1.5;
            boolean free =
                    unchanged(lower[k])
                            && unchanged(upper[k])
                            && !settings.priors().containsKey(names.get(k));
            if (changed && !free) {
                return false;
            }
        }
        return true;
    }

    private static boolean unchanged(double bound) {
        return bound == 0 || Double.isInfinite(bound);
    }

    boolean fixed(int k) {
        return lower[k] == upper[k];
    }

    /// How many parameters are not fixed.
    int open() {
        int count = 0;
        for (int k = 0; k < d; k++) {
            count += fixed(k) ? 0 : 1;
        }
        return count;
    }
}
