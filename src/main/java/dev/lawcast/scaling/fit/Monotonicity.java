package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.SplittableRandom;

/// Whether a law can only fall with a variable, whatever its parameters within their bounds.
final class Monotonicity {

    private static final int TRIALS = 32;

    private Monotonicity() {}

    static boolean falls(ScalingLaw law, FitSettings settings, int variable) {
        var random = new SplittableRandom(1);
        int parameters = law.parameters().size();
        double[] p = new double[parameters];
        double[] x = new double[law.variables().size()];
        for (int trial = 0; trial < TRIALS; trial++) {
            for (int j = 0; j < parameters; j++) {
                p[j] = within(law.parameters().get(j), settings, random);
            }
            for (int j = 0; j < x.length; j++) {
                boolean label = law.variables().get(j).kind() == LawVariable.Kind.LABEL;
                x[j] = label ? LawForm.code(0) : Math.exp(4 * random.nextDouble() - 2);
            }
            double before = law.value(p, x);
            x[variable] *= 2;
            if (!(law.value(p, x) <= before)) {
                return false;
            }
        }
        return true;
    }

    private static double within(
            LawParameter parameter, FitSettings settings, SplittableRandom random) {
        var bounds = settings.bounds().get(parameter.name());
        Double fixed = settings.fixed().get(parameter.name());
        if (fixed != null) {
            return fixed;
        }
        double lower = Math.max(bounds == null ? parameter.lower() : bounds.lower(), -2);
        double wide = Math.max(lower + 2, 2); // an open parameter has either sign
        double upper = Math.min(bounds == null ? parameter.upper() : bounds.upper(), wide);
        return lower + (upper - lower) * random.nextDouble();
    }
}
