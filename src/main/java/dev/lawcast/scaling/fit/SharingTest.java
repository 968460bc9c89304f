package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.TiedLaw;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.FDistribution;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Whether groups may share parameters: the tied fit against one fit for each group.
///
/// With objectives F (tied) and F′ ≤ F (separate), q parameters that sharing saves and ν = n − p′
/// degrees of freedom of the separate fits:
///
/// - squared loss, scatter estimated: (F − F′)/q / (F′/ν) against F(q, ν)
/// - squared loss, noise known: F − F′ against χ²(q)
/// - robust loss, ψ = ρ′: 2·mean(ψ′)/mean(w·ψ²)·(F − F′) of the separate fits' residuals against
///   χ²(q) (Ronchetti and Hampel's τ test); right for many runs only, which `approximate` says
///
/// AICc is that of normal residuals; a robust loss has no likelihood and so none.
///
/// @param testable whether there is an answer; when false all numbers are null and `verdict` says
///   why
/// @param test `f`, `chi_squared` or `tau`
/// @param parametersSaved q
/// @param degreesOfFreedom ν of F, null for χ²
/// @param p chance of a statistic as large where sharing holds
/// @param aiccDifference of the tied fit minus the separate ones: below 0 favours sharing
/// @param tenable whether p ≥ .05
/// @param approximate whether the p-value holds for many runs only, or estimates lie on bounds
/// @param verdict in words
public record SharingTest(
        boolean testable,
        @Nullable String test,
        @Nullable Double statistic,
        @Nullable Integer parametersSaved,
        @Nullable Integer degreesOfFreedom,
        @Nullable Double p,
        @Nullable Double aiccDifference,
        @Nullable Boolean tenable,
        boolean approximate,
        String verdict) {

    private static final double TENABLE = .05;

    /// @param runs with the label last
    /// @param settings name the parameters of the tied law; those of one group alone (`E[opt]`) are
    ///   understood as held or bounded in its separate fit too
    /// @throws IllegalArgumentException as [Problem#Problem]
    public static SharingTest of(
            TiedLaw tied, Observations runs, FitSettings settings, Progress progress) {
        if (tied.shared().isEmpty() || tied.groups().size() < 2) {
            return not("There is nothing to test: no parameter is shared by several groups.");
        }
        var separate = new TiedLaw(tied.base(), List.of(), tied.groups());
        FitSettings own = separated(tied, settings);
        Solution together = Solver.solve(tied, runs, settings, progress);
        Solution apart = Solver.solve(separate, runs, own, progress);
        var problem = new Problem(separate, runs, own);
        int saved = problem.unknowns.open() - new Problem(tied, runs, settings).unknowns.open();
        int freedom = runs.size() - problem.unknowns.open();
        if (freedom <= 0) {
            return not(
                    "%d runs are too few for the %d parameters of separate fits: nothing is left to judge sharing by."
                            .formatted(runs.size(), problem.unknowns.open()));
        }
        for (Solution solution : List.of(together, apart)) {
            if (!solution.converged()) {
                return not(
                        "The %s did not determine its parameters (%s), so sharing cannot be tested."
                                .formatted(
                                        solution == together ? "tied fit" : "separate fits",
                                        solution.end().name().toLowerCase(java.util.Locale.ROOT)));
            }
        }
        boolean bounds = !together.boundsHit().isEmpty() || !apart.boundsHit().isEmpty();
        return judged(separate, runs, own, together, apart, problem, saved, freedom, bounds);
    }

    private static SharingTest judged(
            TiedLaw separate,
            Observations runs,
            FitSettings settings,
            Solution together,
            Solution apart,
            Problem problem,
            int saved,
            int freedom,
            boolean bounds) {
        double excess = Math.max(0, together.objective() - apart.objective());
        boolean known = settings.noise() == FitSettings.Noise.KNOWN;
        ResidualLoss loss = settings.objective().loss();
        boolean squared = loss instanceof ResidualLoss.Squared;
        var chi = new ChiSquaredDistribution(saved);
        String test;
        double statistic;
        double p;
        if (!squared) {
            var at = Linearization.of(separate, runs, settings, problem.weight, apart.parameters());
            statistic = excess * scale(at, loss, freedom);
            test = "tau";
            p = 1 - chi.cumulativeProbability(statistic);
        } else if (known) {
            statistic = excess;
            test = "chi_squared";
            p = 1 - chi.cumulativeProbability(statistic);
        } else {
            statistic = excess / saved / (apart.objective() / freedom);
            test = "f";
            p = 1 - new FDistribution(saved, freedom).cumulativeProbability(statistic);
        }
        if (!Double.isFinite(statistic)) {
            return not(
                    "The runs follow the separate fits without any scatter to judge sharing by.");
        }
        Double aicc = squared ? aicc(together, apart, runs.size(), saved, freedom, known) : null;
        boolean tenable = p >= TENABLE;
        String verdict =
                "%s (%s %.3g, %d parameters saved, p %.2g)%s%s"
                        .formatted(
                                tenable
                                        ? "Sharing is tenable: separate fits follow the runs no better than chance"
                                        : "Sharing is not tenable: separate fits follow the runs better than chance",
                                test,
                                statistic,
                                saved,
                                p,
                                aicc == null
                                        ? squared
                                                ? ""
                                                : "; the loss is robust, so p holds for many runs only and there is no AICc"
                                        : "; AICc %s by %.3g"
                                                .formatted(
                                                        aicc < 0
                                                                ? "favours sharing"
                                                                : "favours separate fits",
                                                        Math.abs(aicc)),
                                bounds ? ". Estimates lie on bounds, so p is approximate." : ".");
        return new SharingTest(
                true,
                test,
                statistic,
                saved,
                test.equals("f") ? freedom : null,
                p,
                aicc,
                tenable,
                !squared || bounds,
                verdict);
    }

    /// What turns a difference of robust objectives into one of χ².
    private static double scale(Linearization at, ResidualLoss loss, int freedom) {
        double squares = 0;
        for (int i = 0; i < at.runs(); i++) {
            double psi = Covariance.psi(loss, at.residual()[i]);
            squares += at.weight()[i] * psi * psi;
        }
        return 2 * Covariance.meanSlope(at.residual(), loss) * freedom / squares;
    }

    /// Null where separate fits leave too few runs for the correction.
    private static @Nullable Double aicc(
            Solution together, Solution apart, int n, int saved, int freedom, boolean known) {
        int scatter = known ? 0 : 1;
        int many = n - freedom + scatter;
        int few = many - saved;
        if (n - many - 1 <= 0) {
            return null;
        }
        double deviance =
                known
                        ? together.objective() - apart.objective()
                        : n * Math.log(together.objective() / apart.objective());
        double difference = deviance + penalty(few, n) - penalty(many, n);
        return Double.isFinite(difference) ? difference : null;
    }

    private static double penalty(int k, int n) {
        return 2.0 * k * n / (n - k - 1);
    }

    /// Settings of shared parameters hold for each group's own.
    private static FitSettings separated(TiedLaw tied, FitSettings settings) {
        var fixed = new java.util.HashMap<>(settings.fixed());
        var bounds = new java.util.HashMap<>(settings.bounds());
        for (String name : tied.shared()) {
            Double value = fixed.remove(name);
            FitSettings.Bounds range = bounds.remove(name);
            for (String group : tied.groups()) {
                String own = name + "[" + group + "]";
                if (value != null) {
                    fixed.put(own, value);
                }
                if (range != null) {
                    bounds.put(own, range);
                }
            }
        }
        return new FitSettings(
                settings.objective(),
                fixed,
                bounds,
                List.of(),
                settings.noise(),
                settings.bootstrap(),
                settings.level(),
                settings.threads());
    }

    private static SharingTest not(String why) {
        return new SharingTest(false, null, null, null, null, null, null, null, false, why);
    }
}
