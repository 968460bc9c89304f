package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import java.util.ArrayList;
import java.util.List;

/// Starts for a sum of powers x^−θ. The solver searches it with exponents θ > 0; these have some θ
/// < 0, for variables along which the metric does not fall and level off.
final class PowerStarts {

    private static final double USUAL_EXPONENT = .3;

    private PowerStarts() {}

    static List<double[]> of(ScalingLaw law, Sizes sizes, double[] y) {
        List<LawParameter> parameters = law.parameters();
        List<Integer> exponents = new ArrayList<>();
        for (Basis part : law.basis()) {
            if (part instanceof Basis.Power(int variable, int exponent)
                    && !exponents.contains(exponent)
                    && parameters.get(exponent).lower() < 0
                    && !levelsOff(sizes.logarithms()[variable], y)) {
                exponents.add(exponent);
            }
        }
        List<double[]> found = new ArrayList<>();
        int combinations = 1 << Math.min(exponents.size(), 3);
        for (int signs = 1; signs < combinations; signs++) {
            double[] start = new double[parameters.size()];
            for (int k = 0; k < start.length; k++) {
                start[k] = parameters.get(k).linear() ? Double.NaN : USUAL_EXPONENT;
            }
            for (int e = 0; e < exponents.size(); e++) {
                if ((signs >> e & 1) != 0) {
                    start[exponents.get(e)] = -USUAL_EXPONENT;
                }
            }
            found.add(start);
        }
        return found;
    }

    /// Whether the least-squares parabola y(t) falls at the mean of t and bends upwards: a sum of
    /// powers does so only with an exponent −θ < 0.
    private static boolean levelsOff(double[] t, double[] y) {
        int n = y.length;
        double mean = 0;
        double square = 0;
        double metric = 0;
        for (int i = 0; i < n; i++) {
            mean += t[i] / n;
            metric += y[i] / n;
        }
        for (int i = 0; i < n; i++) {
            square += (t[i] - mean) * (t[i] - mean) / n;
        }
        double s11 = n * square;
        double s12 = 0;
        double s22 = 0;
        double s1 = 0;
        double s2 = 0;
        for (int i = 0; i < n; i++) {
            double first = t[i] - mean;
            double second = first * first - square;
            s12 += first * second;
            s22 += second * second;
            s1 += first * (y[i] - metric);
            s2 += second * (y[i] - metric);
        }
        double determinant = s11 * s22 - s12 * s12;
        double slope = (s22 * s1 - s12 * s2) / determinant;
        double bend = (s11 * s2 - s12 * s1) / determinant;
        return slope < 0 && bend > 0;
    }
}
