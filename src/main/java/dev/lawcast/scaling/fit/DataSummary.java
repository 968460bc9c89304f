package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.DataReport;
import dev.lawcast.scaling.fit.FitReport.RatioSpan;
import dev.lawcast.scaling.fit.FitReport.VariableSpan;
import dev.lawcast.scaling.fit.FittedLaw.DataSpan;
import dev.lawcast.scaling.law.LawVariable.Kind;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;

/// Where the runs are.
record DataSummary(DataReport report, DataSpan span) {

    private static final double CONSTANT = 1e-6; // spread of ln size below which a size is constant

    static DataSummary of(ScalingLaw law, Observations data, Configurations configurations) {
        int variables = data.x().length;
        double[] lower = new double[variables];
        double[] upper = new double[variables];
        var spans = new ArrayList<VariableSpan>();
        for (int j = 0; j < variables; j++) {
            lower[j] = Double.POSITIVE_INFINITY;
            upper[j] = Double.NEGATIVE_INFINITY;
            for (double size : data.x()[j]) {
                lower[j] = Math.min(lower[j], size);
                upper[j] = Math.max(upper[j], size);
            }
            spans.add(
                    new VariableSpan(
                            law.variables().get(j).name(),
                            lower[j],
                            upper[j],
                            size(law, j) ? Math.log10(upper[j]) - Math.log10(lower[j]) : null));
        }
        return new DataSummary(
                new DataReport(
                        data.size(),
                        configurations.count(),
                        configurations.replicates(),
                        spans,
                        variables == 2 && size(law, 0) && size(law, 1) ? ratio(law, data) : null),
                new DataSpan(lower, upper, collinearity(law, data.x())));
    }

    private static boolean size(ScalingLaw law, int variable) {
        return law.variables().get(variable).kind() == Kind.SIZE;
    }

    static boolean constant(ScalingLaw law, DataSpan span, int variable) {
        double lower = span.lower()[variable];
        double upper = span.upper()[variable];
        return size(law, variable)
                ? Math.log(upper) - Math.log(lower) < CONSTANT
                : upper - lower < CONSTANT * Math.max(Math.abs(lower), Math.abs(upper))
                        || lower == upper;
    }

    private static RatioSpan ratio(ScalingLaw law, Observations data) {
        double min = Double.POSITIVE_INFINITY;
        double max = 0;
        for (int i = 0; i < data.size(); i++) {
            double ratio = data.x()[1][i] / data.x()[0][i];
            min = Math.min(min, ratio);
            max = Math.max(max, ratio);
        }
        return new RatioSpan(
                law.variables().get(1).name() + "/" + law.variables().get(0).name(), min, max);
    }

    /// Largest R² of one ln size regressed on the others; null where there is one that varies.
    private static @Nullable Double collinearity(ScalingLaw law, double[][] x) {
        if (x.length < 2) {
            return null;
        }
        var logs = new ArrayList<double[]>();
        for (int j = 0; j < x.length; j++) {
            if (!size(law, j)) {
                continue;
            }
            double[] centred = Arrays.stream(x[j]).map(Math::log).toArray();
            double mean = Arrays.stream(centred).average().orElse(0);
            double squares = 0;
            for (int i = 0; i < centred.length; i++) {
                centred[i] -= mean;
                squares += centred[i] * centred[i];
            }
            if (Math.sqrt(squares / centred.length) > CONSTANT) {
                logs.add(centred);
            }
        }
        if (logs.size() < 2) {
            return null;
        }
        double worst = 0;
        for (double[] target : logs) {
            var basis = new ArrayList<double[]>();
            for (double[] other : logs) {
                if (other != target) {
                    double[] q = without(other, basis);
                    double norm = Math.sqrt(dot(q, q));
                    if (norm > 1e-9 * Math.sqrt(dot(other, other))) {
                        basis.add(Arrays.stream(q).map(v -> v / norm).toArray());
                    }
                }
            }
            double[] rest = without(target, basis);
            worst = Math.max(worst, 1 - dot(rest, rest) / dot(target, target));
        }
        return worst;
    }

    private static double[] without(double[] column, Iterable<double[]> basis) {
        double[] rest = column.clone();
        for (double[] q : basis) {
            double share = dot(rest, q);
            for (int i = 0; i < rest.length; i++) {
                rest[i] -= share * q[i];
            }
        }
        return rest;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
