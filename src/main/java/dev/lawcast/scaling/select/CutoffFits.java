package dev.lawcast.scaling.select;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Problem;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.Solution;
import dev.lawcast.scaling.fit.Solver;
import dev.lawcast.scaling.fit.SubsetRefitter;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// One law fitted below every cut-off and to all runs, and what each fit says of every point. The
/// fit to all runs is searched globally; each smaller one starts from the next larger.
///
/// @param free number of estimated parameters
/// @param predicted `predicted[c][k]`: (ln) metric at point k by the fit below cut-off c, the last
///   one by the fit to all runs; NaN where there is no fit
/// @param slopes `slopes[c]`: how steeply that fit goes on, ln(f(x)/f(10·x))/ln 10 with x the
///   largest point that was fitted; 0 where metrics are not positive
/// @param solution of all runs
record CutoffFits(
        Candidate candidate, int free, double[][] predicted, double[] slopes, Solution solution) {

    private static final double DECADE = 10;

    static CutoffFits of(
            Candidate candidate,
            Observations data,
            Ladder ladder,
            FitSettings settings,
            Progress progress) {
        Observations own = candidate.read(data);
        FitSettings ownSettings = candidate.settings(settings);
        int free = candidate.free(settings);
        int last = ladder.cutoffs.length;
        double[][] predicted = new double[last + 1][ladder.points];
        for (double[] row : predicted) {
            Arrays.fill(row, Double.NaN);
        }
        double[] slopes = new double[last + 1];
        var problem = new Problem(candidate.law(), own, ownSettings);
        Solution solution = Solver.solve(problem, progress);
        if (!Double.isFinite(solution.objective())) {
            return new CutoffFits(candidate, free, predicted, slopes, solution);
        }
        double[] p = solution.parameters();
        predict(candidate, ladder, p, predicted[last]);
        slopes[last] = slope(candidate, ladder, p, ladder.points);
        var refitter = new SubsetRefitter(problem);
        boolean[] counted = new boolean[data.size()];
        for (int c = last - 1; c >= 0 && !progress.cancelled(); c--) {
            int below = ladder.cutoffs[c];
            if (below < free) {
                break;
            }
            for (int i = 0; i < counted.length; i++) {
                counted[i] = ladder.pointOf[i] < below;
            }
            double @Nullable [] refitted = refitter.refit(counted, p);
            if (refitted != null) {
                p = refitted;
                predict(candidate, ladder, p, predicted[c]);
                slopes[c] = slope(candidate, ladder, p, below);
            }
        }
        return new CutoffFits(candidate, free, predicted, slopes, solution);
    }

    private static void predict(Candidate candidate, Ladder ladder, double[] p, double[] into) {
        double[] place = new double[candidate.columns().length];
        for (int k = 0; k < ladder.points; k++) {
            for (int j = 0; j < place.length; j++) {
                place[j] = ladder.x[candidate.columns()[j]][k];
            }
            double value = candidate.law().value(p, place);
            into[k] = ladder.logarithmic && !(value > 0) ? Double.NaN : ladder.metric(value);
        }
    }

    private static double slope(Candidate candidate, Ladder ladder, double[] p, int below) {
        double[] place = new double[candidate.columns().length];
        for (int j = 0; j < place.length; j++) {
            place[j] = ladder.x[candidate.columns()[j]][below - 1];
        }
        double here = candidate.law().value(p, place);
        for (int j = 0; j < place.length; j++) {
            place[j] *= ladder.isSize(candidate.columns()[j]) ? DECADE : 1;
        }
        double there = candidate.law().value(p, place);
        if (!ladder.logarithmic || !(here > 0)) {
            return 0;
        }
        return Math.log(here / Math.max(there, Double.MIN_NORMAL)) / Math.log(DECADE);
    }

    /// Whether the fit below cut-off c says something of all points.
    boolean speaks(int c) {
        for (double value : predicted[c]) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /// Squares of the points' means about the fit below cut-off c, over the points that were
    /// fitted, each counted as often as it has runs.
    double lack(Ladder ladder, int c) {
        double sum = 0;
        for (int k = 0; k < ladder.below(c); k++) {
            double d = predicted[c][k] - ladder.level[k];
            sum += ladder.runs[k] * d * d;
        }
        return sum;
    }
}
