package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.mixture.ProjectionWarning.Code;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Scores and warnings of a projection.
final class ReportWriter {

    private static final int FEW_MIXTURES = 10;

    private final Levels levels;
    private final StageChoice choice;
    private final double level;
    private final boolean projektor;

    ReportWriter(Levels levels, StageChoice choice, boolean projektor, double level) {
        this.levels = levels;
        this.choice = choice;
        this.projektor = projektor;
        this.level = level;
    }

    List<FormScore> forms() {
        var scores = new ArrayList<FormScore>();
        FirstStage last = levels.stages().getLast();
        for (int f = 0; f < last.forms(); f++) {
            double[] errors = errors(f);
            scores.add(
                    new FormScore(
                            projektor ? "projektor" : last.name(f).id(),
                            Arrays.stream(errors).map(Math::abs).average().orElse(0),
                            Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElse(0)),
                            levels.weights()[f],
                            last.form(f).columns(),
                            last.form(f).dropped()));
        }
        scores.sort(Comparator.comparingDouble(FormScore::meanAbsoluteError));
        return scores;
    }

    /// Leave-one-out errors of a form, all sizes after another.
    private double[] errors(int f) {
        return levels.stages().stream()
                .flatMapToDouble(stage -> Arrays.stream(stage.errors(f)))
                .toArray();
    }

    List<TransportGain> transport() {
        var gains = new ArrayList<TransportGain>();
        FirstStage last = levels.stages().getLast();
        for (int f = 0; f < last.forms(); f++) {
            for (int o = 0; o < last.forms(); o++) {
                if (last.name(f).withoutTransport() == last.name(o)) {
                    gains.add(gain(last.name(f), errors(f), last.name(o), errors(o)));
                }
            }
        }
        return gains;
    }

    /// The sizes share mixtures, so the spread is that of each mixture's mean gain.
    private TransportGain gain(
            FirstStageForm form, double[] with, FirstStageForm other, double[] without) {
        var mixtures = new ArrayList<double[]>();
        var sums = new ArrayList<double[]>(); // gain, number
        int at = 0;
        double mean = 0;
        for (FirstStage stage : levels.stages()) {
            for (double[] p : stage.cells().mixture()) {
                double gain = Math.abs(without[at]) - Math.abs(with[at]);
                at++;
                int m = 0;
                while (m < mixtures.size() && !Simplex.same(mixtures.get(m), p)) {
                    m++;
                }
                if (m == mixtures.size()) {
                    mixtures.add(p);
                    sums.add(new double[2]);
                }
                sums.get(m)[0] += gain;
                sums.get(m)[1]++;
                mean += gain / with.length;
            }
        }
        double squares = 0;
        for (double[] sum : sums) {
            double d = sum[0] - mean * sum[1];
            squares += d * d;
        }
        double n = sums.size();
        double error = Math.sqrt(squares * n / (n - 1)) / with.length;
        double half = Projection.z(level) * error;
        return new TransportGain(
                form.id(), other.id(), mean, Interval.of(mean - half, mean + half, level));
    }

    String recommendation(List<FormScore> forms, List<TransportGain> gains) {
        FormScore most =
                forms.stream().max(Comparator.comparingDouble(FormScore::weight)).orElseThrow();
        String first =
                "'%s' counts most, with weight %.2f; it misses left-out mixtures by %.4g on average."
                        .formatted(most.form(), most.weight(), most.meanAbsoluteError());
        for (TransportGain gain : gains) {
            if (gain.form().equals(most.form()) || gain.without().equals(most.form())) {
                return first
                        + switch (gain.verdict()) {
                            case HELPS ->
                                    " The transport term of '%s' improves on '%s'."
                                            .formatted(gain.form(), gain.without());
                            case HURTS ->
                                    " The transport term of '%s' makes '%s' worse."
                                            .formatted(gain.form(), gain.without());
                            case UNDECIDED ->
                                    " Whether the transport term of '%s' adds anything to '%s' cannot be told from these runs."
                                            .formatted(gain.form(), gain.without());
                        };
            }
        }
        return first;
    }

    /// @param cost that forms take their transport from, or null
    List<ProjectionWarning> warnings(
            List<FormScore> forms, List<TransportGain> gains, @Nullable MixtureCost cost) {
        var warnings = new ArrayList<ProjectionWarning>();
        double error = cost == null ? 0 : transportError(cost);
        if (error > 0) {
            warnings.add(
                    new ProjectionWarning(
                            Code.TRANSPORT_ESTIMATED,
                            "The samples have more points than are solved at once: each transport cost is the mean of minibatches, with a standard error of %.2g at most; among trained mixtures it varies by %.2g."
                                    .formatted(error, transportSpread()),
                            "Compare the two: an error that is no small part of the spread hides what transport adds. Costs of minibatches are above those of all points, for all mixtures alike."));
        }
        int fewest = levels.stages().stream().mapToInt(s -> s.cells().cells()).min().orElse(0);
        int k = levels.stages().getLast().cells().mixture()[0].length;
        if (fewest < Math.max(FEW_MIXTURES, 3 * k)) {
            warnings.add(
                    new ProjectionWarning(
                            Code.FEW_MIXTURES,
                            "There are runs of %d mixtures of %d sources at a size."
                                    .formatted(fewest, k),
                            "Train more mixtures, three for each source at least: scores from so few are noise."));
        }
        if (levels.stages().stream().allMatch(s -> s.cells().replicates() == 0)) {
            warnings.add(
                    new ProjectionWarning(
                            Code.SINGLE_SEED,
                            "No mixture was trained twice.",
                            "Repeat a few mixtures with another seed: only then can scatter be told from a wrong form."));
        }
        if (levels.count() == 1) {
            warnings.add(
                    new ProjectionWarning(
                            Code.ONE_SIZE,
                            "There are runs of one size, so no other size can be projected.",
                            "Train a few mixtures at a second size."));
        }
        if (!levels.scale().exists()) {
            warnings.add(
                    new ProjectionWarning(
                            Code.METRIC_WITHOUT_BEST_VALUE,
                            "The metric has no best value, so its distance to it cannot follow a power law.",
                            "Give the metric its upper_bound, for instance 1 for an accuracy."));
        }
        if (!gains.isEmpty()
                && gains.stream().noneMatch(g -> g.verdict() == TransportGain.Verdict.HELPS)) {
            warnings.add(
                    new ProjectionWarning(
                            Code.TRANSPORT_ADDS_NOTHING,
                            "No form is significantly better with its transport term than without it.",
                            "Do not read the distance as a measure of value here; other features or a label term may tell more."));
        }
        for (FormScore form : forms) {
            // a share follows from the others, so one column always goes; more is worth saying
            if (form.dropped().size() > 2) {
                warnings.add(
                        new ProjectionWarning(
                                Code.COLUMNS_DROPPED,
                                "Of the form '%s' the columns %s follow from the others and were dropped."
                                        .formatted(form.form(), form.dropped()),
                                "Train mixtures in which the sources vary separately."));
            }
        }
        if (choice.stage() == SecondStage.LOG_LINEAR
                && levels.scale().exists()
                && levels.count() > 1) {
            warnings.add(
                    new ProjectionWarning(
                            Code.LOG_LINEAR_OVERSHOOTS,
                            "The projection is linear in ln N: it leaves the metric's range far out, and overshot at every larger size of measured studies.",
                            "Use second_stage auto beyond a factor of two in size."));
        }
        return warnings;
    }

    /// The largest standard error of a trained mixture's cost.
    private double transportError(MixtureCost cost) {
        return levels.stages().stream()
                .flatMap(stage -> Arrays.stream(stage.cells().mixture()))
                .mapToDouble(p -> cost.at(p).standardError())
                .max()
                .orElse(0);
    }

    /// Standard deviation of the costs of trained mixtures.
    private double transportSpread() {
        double[] costs =
                levels.stages().stream()
                        .flatMapToDouble(stage ->
                                IntStream.range(0, stage.cells().cells()).mapToDouble(stage::cost))
                        .toArray();
        double mean = MixtureCells.mean(costs);
        return Math.sqrt(
                Arrays.stream(costs).map(c -> (c - mean) * (c - mean)).sum() / costs.length);
    }
}
