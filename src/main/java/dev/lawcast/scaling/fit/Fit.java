package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitOutcome.Cancelled;
import dev.lawcast.scaling.fit.FitOutcome.Converged;
import dev.lawcast.scaling.fit.FitOutcome.InsufficientData;
import dev.lawcast.scaling.fit.FitOutcome.NotConverged;
import dev.lawcast.scaling.fit.FitOutcome.Unidentifiable;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One fit on its way: checks, shape, optimum, identifiability, uncertainty, report.
final class Fit {

    private static final double OPTIMUM_DONE = .15;
    private static final double INFLUENCE_DONE = .2;
    private static final double PROFILES_DONE = .25;

    private final ScalingLaw law;
    private final Observations data;
    private final FitSettings settings;
    private final Progress progress;

    Fit(ScalingLaw law, Observations data, FitSettings settings, Progress progress) {
        this.law = law;
        this.data = data;
        this.settings = settings;
        this.progress = progress;
    }

    FitOutcome run() {
        Checks.settings(law, data, settings);
        FitOutcome refusal = refusal();
        if (refusal != null) {
            return refusal;
        }
        var configurations = Configurations.of(data.x(), data.size());
        int wanted = wanted();
        if (configurations.count() < wanted) {
            return insufficient(wanted, configurations.count());
        }
        Shape shape = Shape.of(law, data, settings);
        if (shape.refusal() != null) {
            return shape.refusal();
        }
        var problem = new Problem(law, data, settings);
        Solution solution = Solver.solve(problem, part(0, OPTIMUM_DONE));
        if (progress.cancelled() || solution.end() == Solution.End.CANCELLED) {
            return new Cancelled();
        }
        var summary = DataSummary.of(law, data, configurations);
        var identifiability = Identifiability.of(problem, data, summary, solution);
        var evidence =
                new Evidence(
                        data, problem, solution, configurations, summary, shape, identifiability);
        if (solution.end() == Solution.End.NOT_FINITE) {
            return new NotConverged(
                    evidence.fitted(null), new Account(evidence, null, List.of()).report());
        }
        if (!identifiability.complete()) {
            var report = new Account(evidence, null, List.of()).report();
            return new Unidentifiable(List.copyOf(identifiability.directions()), report);
        }
        var influence =
                evidence.influences()
                        .strongest(
                                problem,
                                solution,
                                data.keys(),
                                evidence.standardErrors(),
                                progress);
        progress.report(INFLUENCE_DONE);
        if (settings.profile()) {
            evidence.profiles = ProfileLikelihood.all(evidence, part(INFLUENCE_DONE, PROFILES_DONE));
        }
        progress.report(PROFILES_DONE);
        @Nullable Resampling resampling = null;
        if (settings.bootstrap().replicates() > 0 && evidence.units() > evidence.moving.length) {
            resampling =
                    Resampling.of(
                            evidence,
                            Math.min(configurations.count(), wanted + 1),
                            part(PROFILES_DONE, 1));
        }
        if (progress.cancelled()) {
            return new Cancelled();
        }
        progress.report(1);
        var fitted = evidence.fitted(resampling);
        var report = new Account(evidence, resampling, influence).report();
        return solution.converged()
                ? new Converged(fitted, report)
                : new NotConverged(fitted, report);
    }

    private @Nullable FitOutcome refusal() {
        return Checks.values(law, data, settings);
    }

    private int wanted() {
        return (int)
                law.parameters().stream()
                        .filter(p -> !settings.fixed().containsKey(p.name()))
                        .filter(p -> {
                            var bounds = settings.bounds().get(p.name());
                            return bounds == null || bounds.lower() < bounds.upper();
                        })
                        .count();
    }

    private InsufficientData insufficient(int wanted, int have) {
        String need =
                "%d distinct sizes, one for each free parameter of law '%s'"
                        .formatted(Math.max(wanted, 1), law.id());
        return new InsufficientData(
                need,
                have,
                "The %d runs have %d distinct sizes, law '%s' needs at least %d. Maybe a filter leaves too few runs, or parameters can be held fixed."
                        .formatted(data.size(), have, law.id(), Math.max(wanted, 1)));
    }

    /// The share of the whole work that a part of it reports.
    private Progress part(double from, double to) {
        return new Progress() {
            @Override
            public void report(double fraction) {
                progress.report(from + (to - from) * fraction);
            }

            @Override
            public boolean cancelled() {
                return progress.cancelled();
            }
        };
    }
}
