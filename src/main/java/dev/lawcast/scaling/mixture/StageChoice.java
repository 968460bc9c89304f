package dev.lawcast.scaling.mixture;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Which second stage to trust.
///
/// With three sizes or more each stage projects the largest size from the others. Stages whose mean
/// absolute error is not larger than the smallest one by more than a standard error of the paired
/// difference cannot be told apart; the first of them in [#PREFERRED] is taken: on measured studies
/// the richer ones went on better beyond the largest size. With two sizes the power law of the
/// error is taken, which was nearly unbiased where the log-linear projection overshot at every
/// size.
///
/// @param stage the choice
/// @param scores of all stages that could be
/// @param why in a sentence
/// @param heldOutError signed mean of ln ê − ln e (or of the metric) at the held-out size; NaN
///   without
record StageChoice(SecondStage stage, List<StageScore> scores, String why, double heldOutError) {

    private static final List<SecondStage> PREFERRED =
            List.of(
                    SecondStage.POWER_LAW_CONSTANT,
                    SecondStage.JOINT,
                    SecondStage.POWER_LAW,
                    SecondStage.PER_SOURCE_EXPONENTS,
                    SecondStage.ERROR_POWER_LAW,
                    SecondStage.LOG_LINEAR);

    /// @param asked null for the choice by score
    static StageChoice of(Levels levels, @Nullable SecondStage asked) {
        var possible = new ArrayList<SecondStage>();
        for (SecondStage stage : PREFERRED) {
            if (levels.count() >= stage.sizes()
                    && (levels.scale().exists() || !stage.needsError())) {
                possible.add(stage);
            }
        }
        if (asked != null && levels.count() > 1 && !possible.contains(asked)) {
            throw new IllegalArgumentException(
                    "The second stage '"
                            + asked.id()
                            + "' needs "
                            + asked.sizes()
                            + " sizes, there are "
                            + levels.count()
                            + (asked.needsError() ? ", and a metric with a best value." : "."));
        }
        if (levels.count() < 3) {
            SecondStage stage =
                    asked != null
                            ? asked
                            : levels.scale().exists()
                                    ? SecondStage.ERROR_POWER_LAW
                                    : SecondStage.LOG_LINEAR;
            var scores = new ArrayList<StageScore>();
            possible.forEach(p -> scores.add(new StageScore(p.id(), null, null, p == stage)));
            return new StageChoice(
                    stage,
                    scores,
                    asked != null
                            ? "as asked"
                            : stage == SecondStage.LOG_LINEAR
                                    ? "a metric without a best value has no error that could follow a power law"
                                    : "two sizes cannot decide; the power law of the error was nearly"
                                            + " unbiased on measured studies, where ln N-linear overshot",
                    Double.NaN);
        }
        return byHeldOut(levels, possible, asked);
    }

    private static StageChoice byHeldOut(
            Levels levels, List<SecondStage> possible, @Nullable SecondStage asked) {
        Levels lower = levels.withoutLargest();
        FirstStage last = levels.stages().getLast();
        double[] means = last.cells().means();
        double[][] errors = new double[possible.size()][means.length];
        double[] mae = new double[possible.size()];
        double[] bias = new double[possible.size()];
        int best = 0;
        for (int s = 0; s < errors.length; s++) {
            SizeCurve curve = SizeCurve.of(possible.get(s), lower);
            for (int c = 0; c < means.length; c++) {
                double[] p = last.cells().mixture()[c];
                double projected = curve.at(last.cells().size(), p, last.cost(c));
                errors[s][c] = Math.abs(projected - means[c]);
                mae[s] += errors[s][c] / means.length;
                bias[s] += (projected - means[c]) / means.length;
            }
            best = mae[s] < mae[best] ? s : best;
        }
        int chosen = asked != null ? possible.indexOf(asked) : best;
        for (int s = 0; s < errors.length && asked == null; s++) {
            if (mae[s] - mae[best] <= standardError(errors[s], errors[best])) {
                chosen = s;
                break;
            }
        }
        var scores = new ArrayList<StageScore>();
        for (int s = 0; s < errors.length; s++) {
            scores.add(new StageScore(possible.get(s).id(), mae[s], bias[s], s == chosen));
        }
        SecondStage stage = possible.get(chosen);
        double signed = 0;
        SizeCurve curve = SizeCurve.of(stage, lower);
        for (int c = 0; c < means.length; c++) {
            double projected =
                    curve.at(last.cells().size(), last.cells().mixture()[c], last.cost(c));
            signed +=
                    (levels.scale().exists()
                                    ? levels.scale().logError(projected)
                                            - levels.scale().logError(means[c])
                                    : projected - means[c])
                            / means.length;
        }
        return new StageChoice(
                stage,
                scores,
                asked != null
                        ? "as asked"
                        : "projecting the runs of size "
                                + last.cells().size()
                                + " from the smaller ones, none misses significantly less",
                signed);
    }

    private static double standardError(double[] a, double[] b) {
        int n = a.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (a[i] - b[i]) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += (a[i] - b[i] - mean) * (a[i] - b[i] - mean);
        }
        return n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0;
    }
}
