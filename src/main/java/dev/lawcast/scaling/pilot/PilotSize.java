package dev.lawcast.scaling.pilot;

import dev.lawcast.scaling.transport.Draw;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.Sample;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// How the distance of a source to the validation sample depends on the size of its pilot sample:
/// parts of n/8, n/4 and n/2 points are drawn without replacement, several times each, and the
/// whole is one more.
///
/// Costs of small samples are too large on average; while the mean still falls with the size, the
/// distance is less certain than its standard error says.
public final class PilotSize {

    private static final int FEWEST = 4;

    private PilotSize() {}

    /// @param points m of the pilot sample
    /// @param mean cost over the parts of that size
    /// @param standardError of the cost of one pilot sample of m points: the standard deviation s
    ///   of the parts over √(1 − m/n), because parts of one sample overlap (the correction for
    ///   finite populations; Cochran 1977, 2.8). s·√m is the same at all sizes in the limit, so
    ///   that of the whole is the root mean square of the parts' s·√m, over √n
    public record Step(int points, double mean, double standardError) {}

    /// @param repeats parts of each size, 2 at least
    /// @return fewer steps for small samples: no part has less than 4 points; none where the source
    ///   has less than 8
    /// @throws java.util.concurrent.CancellationException where it was asked for
    public static List<Step> of(
            Sample source,
            Sample validation,
            GroundCost cost,
            int repeats,
            long seed,
            BooleanSupplier cancelled) {
        int n = source.features().rows();
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<Step>();
        double scaled = 0; // Σ s²·m over the sizes of parts
        for (int share = 8; share >= 2; share /= 2) {
            int m = n / share;
            if (m < FEWEST) {
                continue;
            }
            double[] costs = new double[repeats];
            for (int r = 0; r < repeats; r++) {
                Sample part = Draw.at(source, Draw.of(m, n, random));
                costs[r] = distance(part, validation, cost, cancelled);
            }
            double mean = mean(costs);
            double s = deviation(costs, mean) / Math.sqrt(1 - (double) m / n);
            scaled += s * s * m;
            steps.add(new Step(m, mean, s));
        }
        if (!steps.isEmpty()) {
            double whole = distance(source, validation, cost, cancelled);
            steps.add(new Step(n, whole, Math.sqrt(scaled / steps.size() / n)));
        }
        return List.copyOf(steps);
    }

    private static double distance(
            Sample source, Sample validation, GroundCost cost, BooleanSupplier cancelled) {
        var costs = new GroundCosts(List.of(source), validation, cost);
        return PilotDistance.of(costs.toValidation(), cancelled).cost();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
