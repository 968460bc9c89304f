package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.LawVariable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What the exponents are between neighbouring sizes, −Δln L/Δln x, beside those of the law: said
/// where the law was found not to hold along its one size, so that nobody quotes an exponent that
/// depends on the sizes that were fitted.
final class DriftingExponent {

    private static final int MOST = 6; // exponents in a message
    private static final int FEWEST = 2;

    private DriftingExponent() {}

    static List<Warning> of(Evidence evidence) {
        var law = evidence.problem.law;
        if (law.variables().size() != 1
                || law.variables().getFirst().kind() != LawVariable.Kind.SIZE) {
            return List.of();
        }
        var means = new TreeMap<Double, double[]>();
        for (int i = 0; i < evidence.data.size(); i++) {
            double y = evidence.data.y()[i];
            if (!(y > 0 && evidence.at.predicted()[i] > 0)) {
                return List.of();
            }
            double[] sum = means.computeIfAbsent(evidence.data.x()[0][i], x -> new double[3]);
            sum[0]++;
            sum[1] += Math.log(y);
            sum[2] += Math.log(evidence.at.predicted()[i]);
        }
        var sizes = new ArrayList<>(means.keySet());
        int steps = Math.min(MOST, sizes.size() - 1);
        if (steps < FEWEST) {
            return List.of();
        }
        var measured = new ArrayList<String>();
        var fitted = new ArrayList<String>();
        for (int s = 0; s < steps; s++) {
            double from = sizes.get(s * (sizes.size() - 1) / steps);
            double to = sizes.get((s + 1) * (sizes.size() - 1) / steps);
            measured.add(exponent(means, from, to, 1));
            fitted.add(exponent(means, from, to, 2));
        }
        return List.of(
                WarningCode.DRIFTING_EXPONENT.warning(
                        "From the smallest to the largest %s the metric falls with exponents %s, the law with %s."
                                .formatted(
                                        law.variables().getFirst().name(),
                                        String.join(", ", measured),
                                        String.join(", ", fitted))));
    }

    private static String exponent(
            TreeMap<Double, double[]> means, double from, double to, int column) {
        double[] a = means.getOrDefault(from, new double[3]);
        double[] b = means.getOrDefault(to, new double[3]);
        double fall = a[column] / a[0] - b[column] / b[0];
        return "%.2f".formatted(fall / Math.log(to / from));
    }
}
