package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Runs simulated from a law with known constants.
final class Planted {

    static final double[] POWER = {1.7, 400, .3};
    static final double[] JOINT = {1.7, 406.4, 410.7, .34, .28};

    private Planted() {}

    /// Sizes evenly spread in ln x from 1e6 to 1e9, each run `seeds` times.
    static Observations power(int sizes, int seeds, double noise, long seed) {
        double[] x = new double[sizes * seeds];
        for (int i = 0; i < x.length; i++) {
            x[i] = 1e6 * Math.pow(1000, (double) (i / seeds) / (sizes - 1));
        }
        return runs(new PowerLawConstant(), POWER, new double[][] {x}, noise, seed);
    }

    /// A grid of `side` model sizes and as many data sizes, each run `seeds` times.
    static Observations joint(int side, int seeds, double noise, long seed) {
        int n = side * side * seeds;
        double[][] x = new double[2][n];
        for (int i = 0; i < n; i++) {
            x[0][i] = 1e8 * Math.pow(100, (double) (i / seeds % side) / (side - 1));
            x[1][i] = 2e9 * Math.pow(100, (double) (i / seeds / side) / (side - 1));
        }
        return runs(new Chinchilla(), JOINT, x, noise, seed);
    }

    static Observations runs(
            ScalingLaw law, double[] parameters, double[][] x, double noise, long seed) {
        var random = new SplittableRandom(seed);
        double[] y = new double[x[0].length];
        for (int i = 0; i < y.length; i++) {
            double[] point = new double[x.length];
            for (int j = 0; j < x.length; j++) {
                point[j] = x[j][i];
            }
            y[i] = law.value(parameters, point) * Math.exp(noise * random.nextGaussian());
        }
        return observations(x, y);
    }

    static Observations observations(double[][] x, double[] y) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            keys.add("run-" + (char) ('a' + i % 26) + "-" + i);
        }
        return new Observations(keys, x, y, null, null);
    }

    static FitSettings settings(int replicates) {
        return settings(replicates, FitSettings.Bootstrap.Unit.RUN, 1);
    }

    static FitSettings settings(int replicates, FitSettings.Bootstrap.Unit unit, int threads) {
        return new FitSettings(
                Objective.LOG_SQUARED,
                Map.of(),
                Map.of(),
                List.of(),
                FitSettings.Noise.ESTIMATED,
                new FitSettings.Bootstrap(replicates, unit, 7),
                .95,
                threads);
    }

    static FitReport report(FitOutcome outcome) {
        return switch (outcome) {
            case FitOutcome.Converged converged -> converged.report();
            case FitOutcome.Unidentifiable open -> open.report();
            case FitOutcome.NotConverged stopped -> stopped.report();
            default -> throw new AssertionError("no report in " + outcome);
        };
    }

    static List<String> codes(FitReport report) {
        return report.warnings().stream().map(Warning::code).toList();
    }
}
