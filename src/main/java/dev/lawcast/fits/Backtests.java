package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.forecast.Widening;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.select.Backtest;
import dev.lawcast.scaling.select.Candidate;
import dev.lawcast.scaling.select.Candidates;
import dev.lawcast.scaling.select.Selection;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;

/// What held-out scales say of a fit: of its law, or of those that `auto` weighs.
final class Backtests {

    private Backtests() {}

    /// @return null for laws with labels, whose groups have scales of their own, and for laws
    ///   without a size
    static @Nullable Backtest of(FitRequest request, Snapshot snapshot, Progress progress) {
        ScalingLaw law = request.law(snapshot.labels());
        int[] sizes = sizes(law);
        return sizes.length == 0
                ? null
                : Backtest.of(
                        candidates(request, law),
                        sizes,
                        snapshot.fitted(),
                        request.settings(1),
                        request.level(),
                        progress);
    }

    /// What forecasts beyond the runs are widened by, null where held-out scales do not say it.
    static @Nullable Widening widening(
            FitRequest request, ScalingLaw law, Observations runs, Progress progress) {
        int[] sizes = sizes(law);
        FitSettings quick =
                request.settings(1)
                        .with(new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1));
        return sizes.length == 0
                ? null
                : Selection.of(candidates(request, law), sizes, runs, quick, progress.quiet())
                        .widening();
    }

    private static List<Candidate> candidates(FitRequest request, ScalingLaw law) {
        return request.chooses() ? Candidates.ofOneSize() : List.of(Candidate.of(law));
    }

    /// The variables that are sizes; none where the law has labels.
    private static int[] sizes(ScalingLaw law) {
        if (LawChoice.hasLabels(law)) {
            return new int[0];
        }
        return IntStream.range(0, law.variables().size())
                .filter(j -> law.variables().get(j).kind() == LawVariable.Kind.SIZE)
                .toArray();
    }
}
