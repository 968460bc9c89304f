package dev.lawcast.scaling.select;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.forecast.Widening;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Laws scored by how well they forecast the larger runs from the smaller ones. Everything here
/// comes from point fits: no bootstrap, no intervals.
public final class Selection {

    /// A smaller share changes no forecast that anyone could tell.
    static final double SMALLEST_SHARE = .02;

    final List<Candidate> candidates;
    final Ladder ladder;
    final Weighing weighing;
    final double[] weights;

    private Selection(List<Candidate> candidates, Ladder ladder, Weighing weighing) {
        this.candidates = candidates;
        this.ladder = ladder;
        this.weighing = weighing;
        weights = shares(weighing.weights(ladder.cutoffs.length));
    }

    /// @param candidates at least one
    /// @param sizes the variables of the runs that are sizes, at least one: runs are ordered by
    ///   their product
    /// @param data values that a fit can use, sizes > 0
    /// @throws IllegalArgumentException as [dev.lawcast.scaling.fit.Problem#Problem]
    public static Selection of(
            List<Candidate> candidates,
            int[] sizes,
            Observations data,
            FitSettings settings,
            Progress progress) {
        if (candidates.isEmpty() || sizes.length == 0) {
            throw new IllegalArgumentException(
                    "%d candidates and %d sizes, must be at least 1 each"
                            .formatted(candidates.size(), sizes.length));
        }
        var ladder = Ladder.of(data, sizes);
        var fits = new ArrayList<CutoffFits>();
        for (Candidate candidate : candidates) {
            fits.add(CutoffFits.of(candidate, data, ladder, settings, progress));
        }
        return new Selection(
                List.copyOf(candidates), ladder, new Weighing(ladder, List.copyOf(fits)));
    }

    private static double[] shares(double[] weights) {
        double kept = 0;
        for (double w : weights) {
            kept += w < SMALLEST_SHARE ? 0 : w;
        }
        double[] shares = new double[weights.length];
        for (int m = 0; m < shares.length; m++) {
            shares[m] = weights[m] < SMALLEST_SHARE ? 0 : weights[m] / kept;
        }
        return shares;
    }

    /// Share of each candidate in the answer, in their order; all 0 where none could be fitted.
    public double[] weights() {
        return weights.clone();
    }

    /// The table, largest share first.
    public List<CandidateScore> table() {
        return IntStream.range(0, candidates.size())
                .mapToObj(this::score)
                .sorted(
                        Comparator.comparingDouble((CandidateScore s) -> -s.weight())
                                .thenComparingDouble(s ->
                                        s.heldOutError() == null
                                                ? Double.POSITIVE_INFINITY
                                                : s.heldOutError()))
                .toList();
    }

    private CandidateScore score(int m) {
        CutoffFits law = weighing.fits().get(m);
        int last = ladder.cutoffs.length;
        int fitted = (int) IntStream.range(0, last).filter(law::speaks).count();
        int n = ladder.rows[ladder.points];
        boolean speaks = law.speaks(last);
        double squares = speaks ? law.lack(ladder, last) + ladder.pure[ladder.points] : Double.NaN;
        int p = law.free() + 1;
        double deviance = n * Math.log(squares / n);
        return new CandidateScore(
                law.candidate().name(),
                law.free(),
                last == 0 || fitted == 0 ? null : weighing.errors(last)[m],
                fitted,
                finite(Math.sqrt(squares / n)),
                n - p - 1 > 0 ? finite(deviance + 2.0 * p * n / (n - p - 1)) : null,
                finite(deviance + p * Math.log(n)),
                weights[m],
                weights[m] > 0 ? null : reason(m));
    }

    private String reason(int m) {
        CutoffFits law = weighing.fits().get(m);
        int last = ladder.cutoffs.length;
        if (law.candidate().prior() == 0) {
            return "Shown for comparison: it has no bound, so far forecasts are not its own to make.";
        }
        if (!law.speaks(last)) {
            return "It could not be fitted to these runs.";
        }
        if (!weighing.admits(m, last)) {
            return "It estimates %d parameters from %d distinct sizes; it needs 2 more sizes than parameters."
                    .formatted(law.free(), ladder.points);
        }
        if (weighing.repeats(m, last)) {
            return "It draws the same curve here as a law with fewer parameters.";
        }
        return "Its share is below %.0f %%.".formatted(100 * SMALLEST_SHARE);
    }

    /// What the weighted forecasts below each cut-off, with the weights known there, were off by.
    ///
    /// @return null with fewer than [Widening#FEWEST_CUTOFFS]
    public @Nullable Widening widening() {
        return widening(ladder.cutoffs.length);
    }

    /// @param before the first cut-off that does not count; only points below it are looked at
    @Nullable Widening widening(int before) {
        double scatter = weighing.scatter(before);
        int end = ladder.below(before);
        double sum = 0;
        int count = 0;
        for (int c = 0; c < before; c++) {
            double[] w = weighing.weights(c);
            int below = ladder.below(c);
            double squares = 0;
            double distance = 0;
            for (int k = below; k < end; k++) {
                double ln = Math.log(ladder.factor(k, below));
                double e = predicted(w, c, k) - ladder.level[k];
                if (ln > 0 && Double.isFinite(e)) {
                    squares += e * e - scatter / ladder.runs[k];
                    distance += ln * ln;
                }
            }
            if (distance > 0) {
                sum += Math.max(0, squares) / distance;
                count++;
            }
        }
        return count < Widening.FEWEST_CUTOFFS
                ? null
                : new Widening(Math.sqrt(sum / count), count, ladder.logarithmic);
    }

    /// What the laws fitted below cut-off c, weighted, say of point k in (ln) metric; NaN where no
    /// law could be fitted.
    double predicted(double[] w, int c, int k) {
        double sum = 0;
        double total = 0;
        for (int m = 0; m < w.length; m++) {
            if (w[m] > 0) {
                sum += w[m] * weighing.fits().get(m).predicted()[c][k];
                total += w[m];
            }
        }
        return total > 0 ? sum / total : Double.NaN;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
