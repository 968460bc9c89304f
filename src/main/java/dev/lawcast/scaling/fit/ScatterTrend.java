package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Scatter that grows or falls with the metric: σ(f) = s·(f/c)^θ, f what the law expects of a run,
/// c the geometric mean of f over the runs.
///
/// With e the residuals corrected for leverage and u = ln(f/c), whose sum is 0, θ maximises the
/// normal likelihood where ln Σ e²·e^{−2θu} is least, a convex function of θ; s² is the mean of
/// e²·e^{−2θu} (Carroll and Ruppert 1988, *Transformation and Weighting in Regression*, §3).
///
/// Beyond the runs the scatter stays what it was at the nearest of them: how runs scatter is known
/// less well than how they fall.
///
/// @param exponent θ
/// @param centre c
/// @param lowest f of the runs
/// @param highest f of the runs
public record ScatterTrend(double exponent, double centre, double lowest, double highest) {

    private static final int FEWEST_RUNS = 8;
    private static final double STEEPEST = 6;
    private static final int ROUNDS = 60;

    /// @return null with too few runs, or where the law expects metrics that are not > 0
    static @Nullable ScatterTrend of(Linearization at, Covariance covariance) {
        double[] f = at.predicted();
        if (f.length < FEWEST_RUNS || !Arrays.stream(f).allMatch(v -> v > 0)) {
            return null;
        }
        double centre = Math.exp(Arrays.stream(f).map(Math::log).average().orElseThrow());
        double[] u = Arrays.stream(f).map(v -> Math.log(v / centre)).toArray();
        double[] squares = Residuals.standardised(at, covariance);
        for (int i = 0; i < squares.length; i++) {
            squares[i] *= squares[i];
        }
        return new ScatterTrend(
                exponent(squares, u),
                centre,
                Arrays.stream(f).min().orElseThrow(),
                Arrays.stream(f).max().orElseThrow());
    }

    /// θ where ln Σ q·e^{−2θu} is least: the root of its slope.
    ///
    /// @param q squared deviations
    /// @param u of sum 0
    static double exponent(double[] q, double[] u) {
        double low = -STEEPEST;
        double high = STEEPEST;
        for (int round = 0; round < ROUNDS; round++) {
            double middle = .5 * (low + high);
            double slope = 0;
            for (int i = 0; i < q.length; i++) {
                slope -= u[i] * q[i] * Math.exp(-2 * middle * u[i]);
            }
            if (slope > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return .5 * (low + high);
    }

    /// What s is multiplied by where the law expects a metric.
    double factor(double metric) {
        return Math.pow(Math.clamp(metric, lowest, highest) / centre, exponent);
    }

    FittedLaw.NoiseModel noise(Linearization at, Covariance covariance, int freedom) {
        double[] e = Residuals.standardised(at, covariance);
        double squares = 0;
        for (int i = 0; i < e.length; i++) {
            // y − f: a new run deviates from the law, not the law from the run.
            e[i] = -e[i] / factor(at.predicted()[i]);
            squares += e[i] * e[i];
        }
        Arrays.sort(e);
        return new FittedLaw.NoiseModel(Math.sqrt(squares / e.length), freedom, false, e, this);
    }
}
