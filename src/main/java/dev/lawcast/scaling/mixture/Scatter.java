package dev.lawcast.scaling.mixture;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// What intervals hold beside the doubt about constants. All in t, which is ln e where errors are
/// projected and the metric itself otherwise.
///
/// @param run of one run about its mixture's mean, by replicates
/// @param replicated whether there were replicates; otherwise `run` holds the misfit too
/// @param misfit variance of a mixture's mean about the projection, beyond what runs explain
/// @param drift standard deviation that each e-fold of size beyond the trained ones adds: no stage
///   is exact
/// @param ownDrift that each e-fold adds to the difference of two mixtures
/// @param unproven standard deviation of what may be missing of the progress that is projected
///   beyond the trained sizes, as a share of it
record Scatter(
        RunScatter run,
        boolean replicated,
        double misfit,
        double drift,
        double ownDrift,
        double unproven) {

    /// On both sides; held-out sizes can only raise it.
    private static final double USUAL_DRIFT = .011;

    /// Of two mixtures' difference, as floors and slopes of mixtures differ; likewise.
    private static final double USUAL_OWN_DRIFT = .022;

    /// Two sizes show no curvature. On eleven measured curves of errors and losses the slope in ln
    /// N behind two sizes was less than that between them by .18 of it in the median, and by .65 in
    /// one case of ten: floors that two sizes do not show.
    private static final double UNPROVEN_BY_TWO = .4;

    /// Three sizes show some.
    private static final double UNPROVEN_BY_MORE = .25;

    private static final int FEWEST_REPLICATES = 5;

    /// @param residuals of the first stage at each mixture's mean, by size and cell
    /// @param ofCurve likewise of the projection at the sizes that were trained
    static Scatter of(
            Levels levels,
            StageChoice choice,
            DoubleUnaryOperator t,
            double[][] residuals,
            double[][] ofCurve,
            boolean logarithmic) {
        int count = levels.count();
        double[] size = new double[count];
        double[] pure = new double[count];
        double[] missed = new double[count];
        int[] replicates = new int[count];
        int[] cells = new int[count];
        double misses = 0;
        double missesOfCurve = 0;
        for (int s = 0; s < count; s++) {
            MixtureCells at = levels.stages().get(s).cells();
            size[s] = at.size();
            cells[s] = at.cells();
            replicates[s] = at.replicates();
            pure[s] = at.replicates() > 0 ? at.variance(t) : 0;
            missed[s] = sum(residuals[s]) / perMean(at);
            misses += sum(residuals[s]);
            missesOfCurve += sum(ofCurve[s]);
        }
        double unit = logarithmic ? 1 : unit(levels);
        double heldOut = heldOut(levels, choice);
        double drift = Math.max(USUAL_DRIFT * unit, heldOut);
        double own = Math.max(USUAL_OWN_DRIFT * unit, heldOut);
        double unproven = count == 2 ? UNPROVEN_BY_TWO : UNPROVEN_BY_MORE;
        if (Arrays.stream(replicates).sum() < FEWEST_REPLICATES) {
            return new Scatter(RunScatter.of(size, missed, cells), false, 0, drift, own, unproven);
        }
        RunScatter run = RunScatter.of(size, pure, replicates);
        double explained = 0;
        for (int s = 0; s < count; s++) {
            explained += run.at(size[s]) * perMean(levels.stages().get(s).cells());
        }
        double beyond = Math.max(misses, missesOfCurve) - explained;
        double misfit = Math.max(0, beyond / Arrays.stream(cells).sum());
        return new Scatter(run, true, misfit, drift, own, unproven);
    }

    private static double sum(double[] residuals) {
        return Arrays.stream(residuals).map(r -> r * r).sum();
    }

    /// Σ 1/n over the cells: their means have the variance s²/n.
    private static double perMean(MixtureCells cells) {
        return Arrays.stream(cells.metrics()).mapToDouble(m -> 1. / m.length).sum();
    }

    /// What ln e is measured in where the metric itself is projected: the error at the largest
    /// size, or the spread of mixtures.
    private static double unit(Levels levels) {
        double[] means = levels.stages().getLast().cells().means();
        double mean = MixtureCells.mean(means);
        double squares = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum();
        return levels.scale().exists()
                ? Math.abs(levels.scale().error(mean))
                : Math.sqrt(squares / means.length);
    }

    /// What the chosen stage was off at the held-out size, per e-fold; 0 without one.
    private static double heldOut(Levels levels, StageChoice choice) {
        if (Double.isNaN(choice.heldOutError())) {
            return 0;
        }
        int count = levels.count();
        double folds = Math.log(levels.size(count - 1) / levels.size(count - 2));
        return Math.abs(choice.heldOutError()) / folds;
    }

    /// e-folds of size beyond the trained ones, on either side.
    private double beyond(double size) {
        return Math.max(0, Math.log(Math.max(size / run.largest(), run.smallest() / size)));
    }

    /// Variance of a mixture's projected mean beyond the doubt about constants.
    double mean(double size) {
        double off = beyond(size) * drift;
        return misfit + off * off;
    }

    /// Variance of the difference of two mixtures' projections beyond the doubt about constants.
    double difference(double size) {
        double off = beyond(size) * ownDrift;
        return 2 * misfit + off * off;
    }
}
