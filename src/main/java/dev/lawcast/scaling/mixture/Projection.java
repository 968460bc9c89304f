package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Progress;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/// The metric of any mixture at any size, fitted to runs of a few mixtures at a few sizes.
///
/// Intervals: the bootstrap refits both stages to other runs (the residuals of the mixtures' means,
/// enlarged by √(1/(1 − h)), drawn with replacement) and to other pilot samples ([PilotDraws]); the
/// spread of what the refits project, the misfit of the first stage and the drift of the second
/// ([Scatter]) add up to the variance of a mean, with that of a run to the variance of a new run.
/// All in t = ln e, or in the metric where that is projected; quantiles are normal. Not for several
/// threads at once.
public final class Projection {

    private static final int FEWEST_MIXTURES = 3;
    private static final int MOST_KNOWN = 2_000;

    private final ProjectionSettings settings;
    private final @Nullable MixtureCost cost;
    private final GroundCostChoice ground;
    private final Levels levels;
    private final StageChoice choice;
    private final SizeCurve curve;
    private final List<SizeCurve> draws;
    private final PilotDraws pilots;
    private final Map<MixtureCost.Potentials, double[]> known = new IdentityHashMap<>(); // changes
    private final double[][] residuals; // by size and cell, in t
    private final Scatter scatter;
    private final ErrorScale scale;
    private final boolean logarithmic;

    private Projection(
            ProjectionSettings settings,
            @Nullable MixtureCost cost,
            GroundCostChoice ground,
            Levels levels,
            StageChoice choice,
            SizeCurve curve,
            Progress progress) {
        this.settings = settings;
        this.cost = cost;
        this.ground = ground;
        this.levels = levels;
        this.choice = choice;
        this.curve = curve;
        this.scale = levels.scale();
        this.logarithmic = scale.exists() && !(curve instanceof LogLinear);
        this.pilots = new PilotDraws(settings.seed(), settings.replicates());
        this.residuals = new double[levels.count()][];
        for (int s = 0; s < residuals.length; s++) {
            residuals[s] = residuals(levels.stages().get(s));
        }
        this.scatter = Scatter.of(levels, choice, this::t, residuals, missedByCurve(), logarithmic);
        this.draws = bootstrap(progress);
    }

    /// @param costs by every ground cost that may be used, the best is chosen; empty where there
    ///   are no pilot samples, forms with transport are then left out
    /// @throws IllegalArgumentException where there are too few runs, sizes or mixtures
    /// @throws CancellationException where it was asked for
    public static Projection of(
            MixtureRuns runs,
            List<? extends MixtureCost> costs,
            ErrorScale declared,
            ProjectionSettings settings,
            Progress progress) {
        ErrorScale scale = declared.of(runs.metric());
        for (double size : settings.revealed()) {
            checkMixtures(runs.at(size));
        }
        GroundCostChoice ground = GroundCostChoice.of(runs, costs, settings.revealed(), scale);
        MixtureCost cost = costs.isEmpty() ? null : costs.get(ground.chosen());
        List<FirstStageForm> forms = forms(settings, cost, scale);
        var stages = new ArrayList<FirstStage>();
        for (double size : settings.revealed()) {
            MixtureCells cells = runs.at(size);
            double[] ot = new double[cells.cells()];
            for (int c = 0; c < ot.length; c++) {
                ot[c] = cost == null ? Double.NaN : cost.at(cells.mixture()[c]).cost();
                stopIfAsked(progress);
            }
            stages.add(
                    settings.isProjektor()
                            ? FirstStage.projektor(cells, ot, runs.sources())
                            : FirstStage.of(cells, ot, forms, runs.sources(), scale));
        }
        Levels levels = Levels.of(stages, scale);
        StageChoice choice = StageChoice.of(levels, settings.stage());
        SizeCurve curve =
                levels.count() == 1 ? new OneSize(levels) : SizeCurve.of(choice.stage(), levels);
        return new Projection(settings, cost, ground, levels, choice, curve, progress);
    }

    private static void checkMixtures(MixtureCells cells) {
        if (cells.cells() < FEWEST_MIXTURES) {
            throw new IllegalArgumentException(
                    "There are runs of "
                            + cells.cells()
                            + " mixtures at the size "
                            + cells.size()
                            + ", at least "
                            + FEWEST_MIXTURES
                            + " are needed.");
        }
    }

    private static List<FirstStageForm> forms(
            ProjectionSettings settings, @Nullable MixtureCost cost, ErrorScale scale) {
        var forms = new ArrayList<FirstStageForm>();
        for (FirstStageForm form : settings.forms()) {
            if ((cost != null || !form.usesTransport()) && (scale.exists() || !form.rational())) {
                forms.add(form);
            }
        }
        if (settings.isProjektor() ? cost == null : forms.isEmpty()) {
            throw new IllegalArgumentException(
                    "The form cannot be fitted: forms with OT need pilot samples, rational ones a"
                            + " metric with a best value.");
        }
        return forms;
    }

    private static void stopIfAsked(Progress progress) {
        if (progress.cancelled()) {
            throw new CancellationException();
        }
    }

    /// t, see the head.
    private double t(double metric) {
        return logarithmic ? scale.logError(metric) : metric;
    }

    private double metric(double t) {
        return logarithmic ? scale.metric(Math.exp(t)) : t;
    }

    /// What the first stage misses of each mixture's mean, in t: the geometric mean of the residual
    /// and the leave-one-out error, which has the variance of the noise: r/√(1 − h).
    private double[] residuals(FirstStage stage) {
        double[] means = stage.cells().means();
        double[] leftOut = stage.leftOut(levels.weights());
        double[] residuals = new double[means.length];
        for (int c = 0; c < means.length; c++) {
            double[] p = stage.cells().mixture()[c];
            double fitted = t(means[c]) - t(stage.at(p, stage.cost(c), levels.weights()));
            double unseen = t(means[c]) - t(leftOut[c]);
            residuals[c] = Math.signum(fitted) * Math.sqrt(Math.abs(fitted * unseen));
        }
        return residuals;
    }

    /// What the projection misses of each mixture's mean at the sizes that were trained, in t.
    private double[][] missedByCurve() {
        double[][] missed = new double[levels.count()][];
        for (int s = 0; s < missed.length; s++) {
            FirstStage stage = levels.stages().get(s);
            double[] means = stage.cells().means();
            missed[s] = new double[means.length];
            for (int c = 0; c < means.length; c++) {
                double[] p = stage.cells().mixture()[c];
                missed[s][c] = t(means[c]) - t(curve.at(levels.size(s), p, stage.cost(c)));
            }
        }
        return missed;
    }

    private List<SizeCurve> bootstrap(Progress progress) {
        int count = levels.count();
        double[][][] changes = pilotChanges();
        var curves = new ArrayList<SizeCurve>();
        for (int b = 0; b < settings.replicates(); b++) {
            stopIfAsked(progress);
            var random = new SplittableRandom(settings.seed() * 7_919 + b);
            double[][] metrics = new double[count][];
            for (int s = 0; s < count; s++) {
                metrics[s] = resampled(s, random);
            }
            curves.add(curve.refitted(levels.refitted(metrics, costs(changes, b)), metrics));
            progress.report((b + 1.) / settings.replicates());
        }
        return curves;
    }

    /// Changes of the transport cost by size, cell and replicate.
    private double[][][] pilotChanges() {
        var changes = new double[levels.count()][][];
        for (int s = 0; s < changes.length; s++) {
            MixtureCells cells = levels.stages().get(s).cells();
            changes[s] = new double[cells.cells()][];
            for (int c = 0; c < cells.cells(); c++) {
                changes[s][c] = changes(cells.mixture()[c]);
            }
        }
        return changes;
    }

    /// Transport costs of the cells at each size with the pilot samples of a replicate.
    private double[][] costs(double[][][] changes, int b) {
        double[][] costs = new double[levels.count()][];
        for (int s = 0; s < costs.length; s++) {
            costs[s] = new double[changes[s].length];
            for (int c = 0; c < costs[s].length; c++) {
                costs[s][c] = levels.stages().get(s).cost(c) + changes[s][c][b];
            }
        }
        return costs;
    }

    /// Metrics about the fit, with residuals drawn with replacement.
    private double[] resampled(int s, SplittableRandom random) {
        FirstStage stage = levels.stages().get(s);
        MixtureCells cells = stage.cells();
        int n = cells.cells();
        double[] metrics = new double[n];
        for (int c = 0; c < n; c++) {
            int other = random.nextInt(n);
            double own = variance(cells, c);
            double ratio = own > 0 ? Math.sqrt(own / variance(cells, other)) : 1;
            double fitted = t(stage.at(cells.mixture()[c], stage.cost(c), levels.weights()));
            metrics[c] = metric(fitted + ratio * residuals[s][other]);
        }
        return metrics;
    }

    private double variance(MixtureCells cells, int c) {
        return scatter.misfit() + scatter.run().at(cells.size()) / cells.metrics()[c].length;
    }

    /// Changes of the transport cost of a mixture by replicate; 0 where no form uses transport.
    double[] changes(double[] p) {
        if (cost == null || !usesTransport()) {
            return new double[settings.replicates()];
        }
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(cost.at(p), potentials -> pilots.changes(potentials, p));
    }

    /// Whether the projection depends on the pilot samples at all.
    public boolean usesTransport() {
        if (curve instanceof JointLaw) {
            return false;
        }
        double[] weights = levels.weights();
        for (int f = 0; f < weights.length; f++) {
            if (weights[f] > 0 && levels.stages().getFirst().name(f).usesTransport()) {
                return true;
            }
        }
        return false;
    }

    /// What a mixture reaches at a size.
    ///
    /// @param level of the intervals, for instance .95
    public Forecast forecast(double size, double[] mixture, double level) {
        double[] p = Simplex.normalised(mixture);
        double raw = curve.at(size, p, transportCost(p));
        double center = t(raw);
        double doubt = variance(deviations(size, p)) + scatter.mean(size);
        TwoPieceNormal bend = bend(size, p, center);
        TwoPieceNormal mean = bend.with(doubt);
        double metric = scale.clipped(raw);
        double step = (mean.better() + mean.worse()) / 2;
        return new Forecast(
                metric,
                interval(center, mean, level),
                interval(center, bend.with(doubt + scatter.run().at(size)), level),
                Math.abs(metric(center + step) - metric(center - step)) / 2,
                curve.amplification(size),
                metric != raw,
                size / largest(),
                nearest(p));
    }

    /// What the curve may bend between and beyond the trained sizes: a floor that they do not show
    /// makes the error fall faster before them, and slower behind.
    private TwoPieceNormal bend(double size, double[] p, double center) {
        int last = levels.count() - 1;
        double share = scatter.unproven();
        if (size > largest()) {
            return new TwoPieceNormal(0, share * progress(last, p, center));
        }
        if (size < levels.size(0)) {
            return new TwoPieceNormal(0, share / (1 - share) * progress(0, p, center));
        }
        int above = 0;
        while (levels.size(above) < size) {
            above++;
        }
        if (levels.size(above) == size) {
            return new TwoPieceNormal(0, 0);
        }
        double least = Math.min(progress(above - 1, p, center), progress(above, p, center));
        return new TwoPieceNormal(share / 2 * least, 0);
    }

    /// How far t moves from a trained size.
    private double progress(int s, double[] p, double center) {
        return Math.abs(center - t(curve.at(levels.size(s), p, transportCost(p))));
    }

    /// t of every draw less t of the estimate.
    double[] deviations(double size, double[] p) {
        double ot = transportCost(p);
        double center = t(curve.at(size, p, ot));
        double[] changes = changes(p);
        double[] deviations = new double[draws.size()];
        for (int b = 0; b < deviations.length; b++) {
            deviations[b] = t(draws.get(b).at(size, p, ot + changes[b])) - center;
        }
        return deviations;
    }

    private static double variance(double[] deviations) {
        if (deviations.length == 0) {
            return 0;
        }
        return Arrays.stream(deviations).map(d -> d * d).sum() / deviations.length;
    }

    private double transportCost(double[] p) {
        return usesTransport() && cost != null ? cost.at(p).cost() : Double.NaN;
    }

    private Interval interval(double center, TwoPieceNormal about, double level) {
        double worse = logarithmic || !scale.maximize() ? 1 : -1;
        double a = scale.clipped(metric(center - worse * about.towardsBetter(level)));
        double b = scale.clipped(metric(center + worse * about.towardsWorse(level)));
        return Interval.of(Math.min(a, b), Math.max(a, b), level);
    }

    static double z(double level) {
        return new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
    }

    Scatter scatter() {
        return scatter;
    }

    /// The largest size that was trained.
    double largest() {
        return levels.size(levels.count() - 1);
    }

    private double nearest(double[] p) {
        double least = 1;
        for (FirstStage stage : levels.stages()) {
            for (double[] q : stage.cells().mixture()) {
                least = Math.min(least, Simplex.distance(p, q));
            }
        }
        return least;
    }

    /// The ground cost that transport is measured with; null without pilot samples.
    public @Nullable String groundCost() {
        return cost == null ? null : cost.groundCost();
    }

    /// The mixtures that were trained, at any of the sizes, each once.
    List<double[]> trained() {
        var trained = new ArrayList<double[]>();
        for (FirstStage stage : levels.stages()) {
            for (double[] p : stage.cells().mixture()) {
                if (trained.stream().noneMatch(q -> Simplex.same(p, q))) {
                    trained.add(p);
                }
            }
        }
        return trained;
    }

    /// Null where no form uses transport.
    MixtureCost.@Nullable Potentials potentials(double[] p) {
        return usesTransport() && cost != null ? cost.at(p) : null;
    }

    /// Larger for a better metric: −t, or ±metric.
    double score(double metric) {
        return logarithmic ? -scale.logError(metric) : scale.maximize() ? metric : -metric;
    }

    SizeCurve curve() {
        return curve;
    }

    List<SizeCurve> draws() {
        return draws;
    }

    ErrorScale scale() {
        return scale;
    }

    /// Refits to other pilot samples alone, the runs being as they are.
    ///
    /// @param most number of refits
    List<SizeCurve> pilotDraws(int most) {
        var curves = new ArrayList<SizeCurve>();
        double[][][] changes = pilotChanges();
        for (int b = 0; b < Math.min(most, settings.replicates()); b++) {
            double[][] metrics = new double[levels.count()][];
            for (int s = 0; s < metrics.length; s++) {
                metrics[s] = levels.stages().get(s).cells().means();
            }
            curves.add(curve.refitted(levels.refitted(metrics, costs(changes, b)), metrics));
        }
        return curves;
    }

    /// What the projection rests on.
    ///
    /// @param level of the intervals of what transport adds
    public ProjectionReport report(double level) {
        var writer = new ReportWriter(levels, choice, settings.isProjektor(), level);
        List<FormScore> forms = writer.forms();
        List<TransportGain> gains = writer.transport();
        return new ProjectionReport(
                forms,
                writer.recommendation(forms, gains),
                gains,
                levels.count() == 1 ? List.of() : choice.scores(),
                levels.count() == 1 ? null : choice.stage().id(),
                levels.count() == 1 ? "one size alone projects no other" : choice.why(),
                groundCost(),
                ground.scores(),
                usesTransport(),
                levels.stages().stream().map(s -> s.cells().cells()).toList(),
                Math.sqrt(scatter.run().at(largest())),
                Math.sqrt(scatter.misfit()),
                scatter.replicated(),
                logarithmic,
                writer.warnings(forms, gains, cost));
    }
}
