package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitOutcome.Cancelled;
import dev.lawcast.scaling.fit.FitOutcome.Converged;
import dev.lawcast.scaling.fit.FitOutcome.InsufficientData;
import dev.lawcast.scaling.fit.FitOutcome.NotConverged;
import dev.lawcast.scaling.fit.FitOutcome.Unidentifiable;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;

/// One fit on its way: checks, shape, optimum, identifiability, uncertainty, report.
final class Fit {

    private static final int PRIOR_ROUNDS = 3;
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
        Checks.settings(law, settings);
        Checks.data(law, data, settings);
        return run(null);
    }

    /// The settings are checked already, and no run is left out to see how far it moves the
    /// parameters.
    ///
    /// @param solver for as many runs, filled here
    FitOutcome oneOfMany(Solver solver) {
        return run(solver);
    }

    private FitOutcome run(@Nullable Solver solver) {
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
        Double scale = priorScale();
        if (scale == null) {
            return noScaleForPriors();
        }
        Problem problem;
        Solver own;
        if (solver == null) {
            problem = new Problem(law, data, settings);
            problem.priors = Priors.of(problem.unknowns, scale);
            own = new Solver(problem);
        } else {
            problem = solver.problem();
            problem.fill(data);
            own = solver;
        }
        Solution solution = own.run(part(0, OPTIMUM_DONE));
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
                solver != null
                        ? List.<FitReport.Influence>of()
                        : evidence.influences()
                                .strongest(
                                        problem,
                                        solution,
                                        data.keys(),
                                        evidence.standardErrors(),
                                        progress);
        progress.report(INFLUENCE_DONE);
        if (settings.profile() && solver == null) {
            evidence.profiles =
                    ProfileLikelihood.all(evidence, part(INFLUENCE_DONE, PROFILES_DONE));
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

    /// κ of [Priors]: the variance of a residual, known or estimated. It is first that of a fit
    /// with the parameters held where their priors are centred, then that of the fit with priors.
    ///
    /// @return null where nothing is left to estimate it from
    private @Nullable Double priorScale() {
        if (settings.priors().isEmpty() || settings.noise() == FitSettings.Noise.KNOWN) {
            return 1.;
        }
        var held = new HashMap<>(settings.fixed());
        settings.priors().forEach((name, prior) -> held.putIfAbsent(name, Priors.centre(prior)));
        int freedom = data.size() - (law.parameters().size() - held.size());
        if (freedom <= 0) {
            return null;
        }
        var centred = Solver.solve(law, data, settings.withFixed(held), progress.quiet());
        double variance = centred.objective() / freedom;
        for (int round = 0; round < PRIOR_ROUNDS; round++) {
            var problem = new Problem(law, data, settings);
            problem.priors = Priors.of(problem.unknowns, variance);
            double[] p = Solver.solve(problem, progress.quiet()).parameters();
            double squares =
                    Linearization.of(law, data, settings, problem.weight, p).weightedSquares();
            variance = squares / freedom;
        }
        return variance > 0 && variance < Double.POSITIVE_INFINITY ? variance : null;
    }

    private InsufficientData noScaleForPriors() {
        return new InsufficientData(
                "more runs than parameters without a prior",
                data.size(),
                "The %d runs leave no scatter to weigh the priors against. Maybe standard errors are known: then say that the noise is known."
                        .formatted(data.size()));
    }

    private @Nullable FitOutcome refusal() {
        return Checks.values(law, data, settings);
    }

    private int wanted() {
        int wanted = 0;
        for (LawParameter p : law.parameters()) {
            var bounds = settings.bounds().get(p.name());
            if (!settings.fixed().containsKey(p.name())
                    && !settings.priors().containsKey(p.name())
                    && (bounds == null || bounds.lower() < bounds.upper())) {
                wanted++;
            }
        }
        return wanted;
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
