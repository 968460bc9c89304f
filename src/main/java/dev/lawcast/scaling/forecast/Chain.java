package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.law.ChainLaw;
import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Two fitted laws one after the other, with the doubt of both: each draw of the one goes with a
/// draw of the other, since what misleads the first fit (the scatter of losses) is not what
/// misleads the second (the scatter of errors about the losses that were measured).
///
/// A new run is off by what it is off in the first metric, carried through the second law, and by
/// what it is off in the second; both are in the residuals of the runs about the whole chain, y −
/// g(f(x)), from which the interval of a new run is made, with n less the parameters of both laws
/// as degrees of freedom.
public final class Chain {

    private Chain() {}

    /// @param runs sizes in the order of the first law's variables, y the metric of the second
    public static FittedLaw of(FittedLaw first, FittedLaw second, Observations runs) {
        var law = new ChainLaw(first.law(), second.law());
        double[] estimate = join(first.estimate(), second.estimate());
        int draws = Math.min(first.draws().length, second.draws().length);
        double[][] joined = new double[draws][];
        for (int b = 0; b < draws; b++) {
            joined[b] = join(first.draws()[b], second.draws()[b]);
        }
        var atBounds = new ArrayList<>(first.atBounds());
        second.atBounds().forEach(name -> atBounds.add("then." + name));
        return new FittedLaw(
                law,
                estimate,
                joined,
                diagonal(first.covariance(), second.covariance()),
                second.objective(),
                noise(law, estimate, second, runs, first.free() + second.free()),
                first.data(),
                Math.min(first.units(), second.units()),
                Math.max(first.free(), second.free()),
                List.copyOf(atBounds),
                first.simulated() && second.simulated());
    }

    private static FittedLaw.NoiseModel noise(
            ChainLaw law, double[] p, FittedLaw second, Observations runs, int parameters) {
        ResidualSpace space = second.objective().space();
        int freedom = Math.max(0, runs.size() - parameters);
        double[] residuals = new double[runs.size()];
        double[] x = new double[runs.x().length];
        double squares = 0;
        for (int i = 0; i < residuals.length; i++) {
            for (int j = 0; j < x.length; j++) {
                x[j] = runs.x()[j][i];
            }
            double expected = law.value(p, x);
            residuals[i] = space.of(runs.y()[i]) - space.of(expected);
            squares += residuals[i] * residuals[i];
        }
        double shrunk = freedom == 0 ? 1 : Math.sqrt((double) residuals.length / freedom);
        return new FittedLaw.NoiseModel(
                freedom == 0 ? 0 : Math.sqrt(squares / freedom),
                freedom,
                false,
                freedom == 0
                        ? new double[0]
                        : Arrays.stream(residuals).map(r -> r * shrunk).sorted().toArray());
    }

    private static double @Nullable [][] diagonal(
            double @Nullable [][] a, double @Nullable [][] b) {
        if (a == null || b == null) {
            return null;
        }
        double[][] both = new double[a.length + b.length][a.length + b.length];
        for (int k = 0; k < a.length; k++) {
            System.arraycopy(a[k], 0, both[k], 0, a.length);
        }
        for (int k = 0; k < b.length; k++) {
            System.arraycopy(b[k], 0, both[a.length + k], a.length, b.length);
        }
        return both;
    }

    private static double[] join(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
