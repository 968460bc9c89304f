package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.DataReport;
import dev.lawcast.scaling.fit.FitReport.RatioSpan;
import dev.lawcast.scaling.fit.FitReport.VariableSpan;
import dev.lawcast.scaling.fit.FittedLaw.DataSpan;
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
            lower[j] = Arrays.stream(data.x()[j]).min().orElseThrow();
            upper[j] = Arrays.stream(data.x()[j]).max().orElseThrow();
            spans.add(
                    new VariableSpan(
                            law.variables().get(j).name(),
                            lower[j],
                            upper[j],
                            Math.log10(upper[j]) - Math.log10(lower[j])));
        }
        return new DataSummary(
                new DataReport(
                        data.size(),
                        configurations.count(),
                        configurations.replicates(),
                        spans,
                        variables == 2 ? ratio(law, data) : null),
                new DataSpan(lower, upper, collinearity(data.x())));
    }

    static boolean constant(DataSpan span, int variable) {
        return Math.log(span.upper()[variable]) - Math.log(span.lower()[variable]) < CONSTANT;
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
    private static @Nullable Double collinearity(double[][] x) {
        var logs = new ArrayList<double[]>();
        for (double[] column : x) {
            double[] centred = Arrays.stream(column).map(Math::log).toArray();
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
