package dev.lawcast.scaling.select;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.forecast.Widening;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A fit for which nobody named a law: every candidate is scored by how well it forecasts larger
/// runs from smaller ones ([Weighing]), and the answer is the weighted mean of those that count, or
/// one of them where nearly all the weight is on it.
///
/// @param fitted the answer, for forecasts and decisions; null where no law could be fitted
/// @param leading the outcome of the law with the largest share: its report and warnings, or why
///   there is none
/// @param leader id of that law
/// @param candidates the table that was chosen from, largest share first
/// @param reason why the answer is what it is, in a sentence or two
/// @param widening what forecasts beyond the runs are widened by; null where there were too few
///   cut-offs
public record AutoFit(
        @Nullable FittedLaw fitted,
        FitOutcome leading,
        String leader,
        List<CandidateScore> candidates,
        String reason,
        @Nullable Widening widening) {

    /// From this share on a law stands alone.
    private static final double ALONE = .95;

    /// Laws with one size, from the catalogue.
    ///
    /// @param data one variable, a size
    public static AutoFit fit(Observations data, FitSettings settings, Progress progress) {
        return fit(Candidates.ofOneSize(), new int[] {0}, data, settings, progress);
    }

    /// @param candidates at least one
    /// @param sizes the variables of the runs that are sizes, at least one
    /// @param settings for every candidate; parameters that a law does not have are passed over
    /// @throws IllegalArgumentException as [Fitter#fit]
    public static AutoFit fit(
            List<Candidate> candidates,
            int[] sizes,
            Observations data,
            FitSettings settings,
            Progress progress) {
        Candidate usual =
                candidates.stream().max(Comparator.comparingDouble(Candidate::prior)).orElseThrow();
        FitOutcome first = fit(usual, data, settings, progress);
        if (first instanceof FitOutcome.InvalidObservations
                || first instanceof FitOutcome.WrongShape
                || first instanceof FitOutcome.Cancelled) {
            return new AutoFit(
                    null,
                    first,
                    usual.law().id(),
                    List.of(),
                    "No law was chosen, since the runs cannot be fitted by a falling law.",
                    null);
        }
        var selection = Selection.of(candidates, sizes, data, settings, progress);
        double[] shares = selection.weights();
        int[] order =
                IntStream.range(0, shares.length)
                        .filter(m -> shares[m] > 0)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer m) -> -shares[m]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        var members = new ArrayList<Member>();
        var dropped = new ArrayList<String>();
        @Nullable FitOutcome leading = null;
        String leader = usual.law().id();
        for (int m : order) {
            Candidate candidate = candidates.get(m);
            FitSettings own = leading == null ? settings : settings.withoutProfiles();
            FitOutcome outcome = candidate == usual ? first : fit(candidate, data, own, progress);
            if (outcome instanceof FitOutcome.Cancelled) {
                return new AutoFit(
                        null, outcome, leader, selection.table(), "Cancelled on request.", null);
            }
            if (outcome instanceof FitOutcome.Converged converged) {
                members.add(new Member(candidate, converged.fitted(), shares[m]));
                if (leading == null) {
                    leading = outcome;
                    leader = candidate.law().id();
                }
            } else {
                dropped.add(candidate.name());
            }
        }
        if (leading == null) {
            return new AutoFit(
                    null,
                    first,
                    leader,
                    selection.table(),
                    "None of the %d laws is determined by these runs.".formatted(shares.length),
                    null);
        }
        return answer(members, dropped, leading, leader, selection, data, settings);
    }

    /// @param share before those that could not be determined were dropped
    private record Member(Candidate candidate, FittedLaw fitted, double share) {}

    private static AutoFit answer(
            List<Member> members,
            List<String> dropped,
            FitOutcome leading,
            String leader,
            Selection selection,
            Observations data,
            FitSettings settings) {
        double total = members.stream().mapToDouble(Member::share).sum();
        double[] weights = members.stream().mapToDouble(m -> m.share() / total).toArray();
        boolean alone = members.size() == 1 || weights[0] >= ALONE;
        FittedLaw fitted =
                alone && plain(members.getFirst())
                        ? members.getFirst().fitted()
                        : Ensemble.of(
                                members.stream().map(Member::fitted).toList(),
                                members.stream().map(m -> m.candidate().columns()).toList(),
                                weights,
                                data,
                                settings);
        var reason = new StringBuilder();
        if (alone) {
            reason.append(
                    "'%s' has %.0f %% of the weight."
                            .formatted(members.getFirst().candidate().name(), 100 * weights[0]));
        } else {
            reason.append("The answer is the weighted geometric mean of ")
                    .append(
                            IntStream.range(0, weights.length)
                                    .mapToObj(m ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "'%s' (%.0f %%)",
                                                    members.get(m).candidate().name(),
                                                    100 * weights[m]))
                                    .collect(Collectors.joining(", ")))
                    .append('.');
        }
        int cutoffs = selection.ladder.cutoffs.length;
        reason.append(
                cutoffs == 0
                        ? " There are too few sizes to hold some out, so the most usual law counts."
                        : " Laws count by their forecasts of the sizes above %d cut-offs, by their fit, and by how many sizes they leave to spare."
                                .formatted(cutoffs));
        if (!dropped.isEmpty()) {
            reason.append(" These runs do not determine every parameter of ")
                    .append(String.join("; ", dropped))
                    .append(", so it does not count.");
        }
        return new AutoFit(
                fitted,
                leading,
                leader,
                selection.table(),
                reason.toString(),
                selection.widening());
    }

    /// Whether the law reads the runs' variables as they are.
    private static boolean plain(Member member) {
        int[] columns = member.candidate().columns();
        return IntStream.range(0, columns.length).allMatch(j -> columns[j] == j);
    }

    private static FitOutcome fit(
            Candidate candidate, Observations data, FitSettings settings, Progress progress) {
        return Fitter.fit(
                candidate.law(), candidate.read(data), candidate.settings(settings), progress);
    }
}
