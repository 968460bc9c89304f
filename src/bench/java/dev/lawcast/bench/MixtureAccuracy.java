package dev.lawcast.bench;

import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.mixture.ErrorScale;
import dev.lawcast.scaling.mixture.FirstStageForm;
import dev.lawcast.scaling.mixture.Forecast;
import dev.lawcast.scaling.mixture.Goal;
import dev.lawcast.scaling.mixture.Limits;
import dev.lawcast.scaling.mixture.MixtureRuns;
import dev.lawcast.scaling.mixture.PilotCosts;
import dev.lawcast.scaling.mixture.Projection;
import dev.lawcast.scaling.mixture.ProjectionReport;
import dev.lawcast.scaling.mixture.ProjectionSettings;
import dev.lawcast.scaling.mixture.SecondStage;
import dev.lawcast.scaling.mixture.Selection;
import dev.lawcast.scaling.mixture.Selector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// How well are mixtures of sources projected, and chosen? Prints the table of
/// docs/reference/accuracy-mixtures.md from `../shared/measured/digits_mixtures`: both stages over
/// the splits of the study, coverage of intervals, the choice. The argument is every how many
/// splits to take.
///
/// `mvn -q -Pbench test-compile exec:exec -Dbench.main=dev.lawcast.bench.MixtureAccuracy -Dbench=1
/// -Dbench.args=`
public final class MixtureAccuracy {

    private static final ErrorScale ACCURACY = new ErrorScale(true, 1.);
    private static final PrintStream OUT = System.out;

    private final MixtureStudy study;
    private final PilotCosts costs;
    private final int[][] splits;
    private final int step;

    private MixtureAccuracy(MixtureStudy study, int step) throws IOException {
        this.study = study;
        this.costs = study.costs();
        this.splits = study.splits();
        this.step = step;
    }

    /// @param arguments every how many splits to take, 1 for all
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of("..", "shared", "measured", "digits_mixtures");
        int step = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        var table = new MixtureAccuracy(MixtureStudy.read(folder), step);
        table.firstStage();
        table.secondStage();
        table.coverage();
        table.choice();
    }

    private Projection project(MixtureRuns runs, ProjectionSettings settings) {
        return Projection.of(runs, List.of(costs), ACCURACY, settings, Progress.NONE);
    }

    private static ProjectionSettings settings(
            List<Double> sizes, @Nullable FirstStageForm form, int replicates) {
        List<FirstStageForm> forms =
                form == null ? List.of(FirstStageForm.values()) : List.of(form);
        return new ProjectionSettings(sizes, forms, null, replicates, 1);
    }

    private static ProjectionSettings projektor(List<Double> sizes) {
        return new ProjectionSettings(sizes, List.of(), SecondStage.LOG_LINEAR, 0, 1);
    }

    /// Mean absolute error and bias at the mixtures of an order from k on.
    private double[] errors(Projection projection, double size, int[] order, int k) {
        double absolute = 0;
        double bias = 0;
        for (int m = k; m < order.length; m++) {
            double[] p = study.mixtures().get(order[m]);
            double error = projection.forecast(size, p, .95).mean() - study.mean(p, size);
            absolute += Math.abs(error) / (order.length - k);
            bias += error / (order.length - k);
        }
        return new double[] {absolute, bias};
    }

    private void firstStage() {
        OUT.println("First stage, mean absolute error at mixtures that were not fitted");
        for (double size : new double[] {500, 1000}) {
            for (int k : new int[] {33, 20, 12}) {
                OUT.printf("  N = %.0f, %d mixtures:", size, k);
                OUT.printf(" auto %.4f", overSplits(size, k, settings(List.of(size), null, 0)));
                OUT.printf(" projektor %.4f", overSplits(size, k, projektor(List.of(size))));
                for (FirstStageForm form : FirstStageForm.values()) {
                    double error = overSplits(size, k, settings(List.of(size), form, 0));
                    OUT.printf(" %s %.4f", form.id(), error);
                }
                OUT.println();
            }
        }
    }

    private double overSplits(double size, int k, ProjectionSettings settings) {
        double sum = 0;
        int count = 0;
        for (int s = 0; s < splits.length; s += step) {
            MixtureRuns runs = study.part(splits[s], k, settings.revealed());
            sum += errors(project(runs, settings), size, splits[s], k)[0];
            count++;
        }
        return sum / count;
    }

    private void secondStage() {
        OUT.println("Second stage to 8,000: mean absolute error (bias), all mixtures · halves");
        int[] all = new int[study.mixtures().size()];
        Arrays.setAll(all, m -> m);
        List<List<Double>> revealed =
                List.of(
                        List.of(500., 1000.),
                        List.of(500., 2000.),
                        List.of(500., 1000., 2000.),
                        List.of(500., 1000., 2000., 4000.));
        for (List<Double> sizes : revealed) {
            double[] paper = errors(project(study.runs(), projektor(sizes)), 8000, all, 0);
            Projection projection = project(study.runs(), settings(sizes, null, 0));
            double[] auto = errors(projection, 8000, all, 0);
            OUT.printf(
                    "  %s: auto (%s) %.4f (%+.4f) · %.4f, projektor %.4f (%+.4f)%n",
                    sizes,
                    projection.report(.95).stage(),
                    auto[0],
                    auto[1],
                    halves(sizes),
                    paper[0],
                    paper[1]);
        }
    }

    private double halves(List<Double> sizes) {
        double sum = 0;
        int count = 0;
        for (int s = 0; s < splits.length; s += 10 * step) {
            MixtureRuns runs = study.part(splits[s], 33, sizes);
            sum += errors(project(runs, settings(sizes, null, 0)), 8000, splits[s], 33)[0];
            count++;
        }
        return sum / count;
    }

    private void coverage() {
        OUT.println("Runs within their 95 % interval for a new run");
        for (List<Double> sizes : List.of(List.of(500., 1000.), List.of(500., 2000.))) {
            Projection projection = project(study.runs(), settings(sizes, null, 200));
            OUT.printf("  %s:", sizes);
            for (double size : study.runs().sizes()) {
                int within = 0;
                int count = 0;
                for (double[] p : study.mixtures()) {
                    Forecast forecast = projection.forecast(size, p, .95);
                    for (double metric : study.metrics(p, size)) {
                        within += forecast.newRun().contains(metric) ? 1 : 0;
                        count++;
                    }
                }
                OUT.printf(" %.0f %.3f", size, (double) within / count);
            }
            OUT.println();
        }
    }

    private void choice() {
        Projection projection = project(study.runs(), settings(List.of(500., 2000.), null, 200));
        ProjectionReport report = projection.report(.95);
        OUT.println("Transport: " + report.recommendation());
        report.transport()
                .forEach(g ->
                        OUT.printf(
                                "  %s over %s: %+.4f, %s%n",
                                g.form(), g.without(), g.gain(), g.verdict()));
        Selection selection =
                Selector.select(
                        projection,
                        Limits.none(study.runs().sources()),
                        new Goal.AtSize(8000),
                        .95,
                        Progress.NONE);
        double[] nearest = study.mixtures().getFirst();
        double best = 0;
        for (double[] p : study.mixtures()) {
            nearest = distance(p, selection) < distance(nearest, selection) ? p : nearest;
            best = Math.max(best, study.mean(p, 8000));
        }
        int alike = 0;
        int named = 0;
        for (double[] p : study.mixtures()) {
            if (study.mean(p, 8000) > best - .0196) {
                alike++;
                named +=
                        selection.indistinguishable().stream()
                                        .anyMatch(r -> MixtureStudy.same(r.mixture(), p))
                                ? 1
                                : 0;
            }
        }
        OUT.printf(
                "Choice for 8,000 from 500 and 2,000: %s; nearest measured %s: %.4f, best %.4f%n",
                Arrays.toString(selection.mixture()),
                Arrays.toString(nearest),
                study.mean(nearest, 8000),
                best);
        OUT.printf(
                "  %d named as alike, among them %d of the %d within the noise of .0196%n",
                selection.indistinguishable().size(), named, alike);
    }

    private static double distance(double[] p, Selection selection) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - selection.mixture()[i]);
        }
        return sum;
    }
}
