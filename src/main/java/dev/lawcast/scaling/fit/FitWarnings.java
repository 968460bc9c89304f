package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.Goodness;
import dev.lawcast.scaling.fit.FitReport.ResidualTest;
import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawVariable.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The warnings that a fit deserves, each with its evidence. Chances of a false alarm on clean data
/// are about one in a thousand per test.
record FitWarnings(Evidence evidence, @Nullable Resampling resampling, Goodness goodness) {

    private static final double ALARM = 1e-3;
    private static final int CONFIGURATIONS_PER_PARAMETER = 2;
    private static final int FREEDOM_FOR_INTERVALS = 5;
    private static final double COLLINEAR = .95;
    private static final double WEAK_EXPONENT = .5;
    private static final double FLOOR_ERRORS = 2;
    private static final double SAME_EVIDENCE = 3.84; // χ²₁ at 95 %
    private static final double PULLS = 2; // mean leverages, p/n (Belsley, Kuh and Welsch 1980)
    private static final double FAILURES = .01;
    private static final double DIVERGED = Math.log(1.5);

    List<Warning> all() {
        var all = new ArrayList<Warning>();
        all.addAll(enough());
        all.addAll(variables());
        all.addAll(keys());
        all.addAll(bounds());
        all.addAll(exponents());
        all.addAll(basins());
        if (!evidence.noiseless()) {
            all.addAll(residuals());
        }
        all.addAll(evidence.shape.warnings());
        all.addAll(LateRise.of(evidence));
        all.addAll(failures());
        return List.copyOf(all);
    }

    private List<Warning> enough() {
        var found = new ArrayList<Warning>();
        int parameters = evidence.moving.length;
        int count = evidence.configurations.count();
        int freedom = evidence.units() - parameters;
        if (freedom <= 0) {
            found.add(
                    WarningCode.UNDERDETERMINED.warning(
                            "%d %s for %d free parameters: the curve goes through the points and nothing is left to judge it by."
                                    .formatted(
                                            evidence.units(),
                                            evidence.clusters.shared()
                                                    ? "groups"
                                                    : evidence.units() == count
                                                            ? "configurations"
                                                            : "runs",
                                            parameters)));
        } else if (freedom < FREEDOM_FOR_INTERVALS) {
            found.add(
                    WarningCode.INTERVAL_UNDERCOVERAGE.warning(
                            "Only %d more independent runs than free parameters stand behind the intervals."
                                    .formatted(freedom)));
        }
        if (count < CONFIGURATIONS_PER_PARAMETER * parameters) {
            found.add(
                    WarningCode.FEW_CONFIGURATIONS.warning(
                            "%d distinct sizes for %d free parameters."
                                    .formatted(count, parameters)));
        }
        if (evidence.configurations.replicates() == 0) {
            found.add(
                    WarningCode.SINGLE_SEED.warning(
                            "No size was run twice, so the scatter of runs is only seen as distance from the law."));
        }
        return found;
    }

    private List<Warning> variables() {
        var found = new ArrayList<Warning>();
        for (int j = 0; j < evidence.data.x().length; j++) {
            if (DataSummary.constant(evidence.problem.law, evidence.summary.span(), j)
                    && evidence.problem.law.variables().get(j).kind() != Kind.LABEL
                    && matters(j)) {
                found.add(
                        WarningCode.CONSTANT_VARIABLE.warning(
                                "%s is %.6g in every run."
                                        .formatted(
                                                evidence.problem.law.variables().get(j).name(),
                                                evidence.summary.span().lower()[j])));
            }
        }
        Double collinearity = evidence.summary.span().collinearity();
        if (collinearity != null && collinearity > COLLINEAR) {
            var ratio = evidence.summary.report().ratio();
            found.add(
                    WarningCode.COLLINEAR_VARIABLES.warning(
                            "The sizes move together: R² of their logarithms is %.5f%s."
                                    .formatted(
                                            collinearity,
                                            ratio == null
                                                    ? ""
                                                    : ", %s is %.3g to %.3g"
                                                            .formatted(
                                                                    ratio.name(),
                                                                    ratio.min(),
                                                                    ratio.max()))));
        }
        return found;
    }

    /// A size may be constant where the law asks nothing of its change, such as that of a pool.
    private boolean matters(int variable) {
        return !evidence.identifiability.complete()
                || evidence.problem.law.basis().stream()
                        .anyMatch(b -> b instanceof Basis.Power p && p.variable() == variable);
    }

    private List<Warning> keys() {
        var found = new ArrayList<Warning>();
        List<String> duplicates = duplicates();
        if (!duplicates.isEmpty()
                && !Coincidences.explain(
                        duplicates.size(), evidence.data, evidence.configurations)) {
            found.add(
                    WarningCode.DUPLICATE_RUNS.warning(
                            "%d runs repeat another's sizes and metric to the last digit, the first is '%s'."
                                    .formatted(duplicates.size(), duplicates.getFirst()),
                            duplicates));
        }
        var checkpoints = Checkpoints.among(evidence.data.keys());
        if (!checkpoints.isEmpty() && !evidence.clusters.shared()) {
            found.add(
                    WarningCode.CHECKPOINTS_AS_INDEPENDENT.warning(
                            "%d runs look by their keys like checkpoints of the same training, such as '%s'."
                                    .formatted(checkpoints.size(), checkpoints.getFirst()),
                            checkpoints));
        }
        return found;
    }

    /// Keys of the runs that have sizes and metric of an earlier one.
    private List<String> duplicates() {
        if (evidence.configurations.replicates() == 0) {
            return List.of();
        }
        double[][] columns = Arrays.copyOf(evidence.data.x(), evidence.data.x().length + 1);
        columns[columns.length - 1] = evidence.data.y();
        var same = Configurations.of(columns, evidence.data.size());
        var duplicates = new ArrayList<String>();
        for (int i = 0; i < evidence.data.size(); i++) {
            if (same.members().get(same.of()[i])[0] != i) {
                duplicates.add(evidence.data.keys().get(i));
            }
        }
        return duplicates;
    }

    private List<Warning> bounds() {
        var found = new ArrayList<Warning>();
        for (int k : evidence.free) {
            String name = evidence.problem.names.get(k);
            if (evidence.identifiability.undetermined().contains(name)) {
                continue;
            }
            double estimate = evidence.solution.parameters()[k];
            boolean atBound = evidence.solution.boundsHit().contains(name);
            if (atBound) {
                found.add(
                        WarningCode.BOUND_HIT.warning(
                                "%s is on its bound %.6g.".formatted(name, estimate)));
            }
            double error = evidence.standardErrors()[k];
            if (evidence.additive(k)
                    && evidence.problem.lower[k] == 0
                    && (atBound || !(estimate > FLOOR_ERRORS * error))
                    && !(error <= 0)) {
                found.add(
                        WarningCode.IRREDUCIBLE_NOT_IDENTIFIED.warning(
                                atBound
                                        ? "The runs show no floor: %s is 0.".formatted(name)
                                        : "The runs hardly show a floor: %s is %.4g with a standard error of %s."
                                                .formatted(
                                                        name,
                                                        estimate,
                                                        Double.isFinite(error)
                                                                ? "%.4g".formatted(error)
                                                                : "unknown size")));
            }
        }
        return found;
    }

    private List<Warning> exponents() {
        var found = new ArrayList<Warning>();
        double[] errors = evidence.standardErrors();
        for (int k : evidence.moving) {
            String name = evidence.problem.names.get(k);
            double estimate = evidence.solution.parameters()[k];
            if (!evidence.problem.law.parameters().get(k).linear()
                    && !evidence.identifiability.undetermined().contains(name)
                    && errors[k] > WEAK_EXPONENT * Math.abs(estimate)) {
                found.add(
                        WarningCode.WEAKLY_IDENTIFIED_EXPONENT.warning(
                                "%s is %.4g with a standard error of %.4g."
                                        .formatted(name, estimate, errors[k])));
            }
        }
        return found;
    }

    private List<Warning> basins() {
        var gap = evidence.solution.gapToSecond();
        if (gap.isEmpty()
                || evidence.freedom() == 0
                || evidence.noiseless()
                || gap.getAsDouble() * evidence.freedom() > SAME_EVIDENCE) {
            return List.of();
        }
        return List.of(
                WarningCode.MULTIPLE_BASINS.warning(
                        "%d optima were found, the second only %.2g %% above the best."
                                .formatted(evidence.solution.basins(), 100 * gap.getAsDouble())));
    }

    private List<Warning> residuals() {
        var found = new ArrayList<Warning>();
        boolean holds = true;
        var lack = goodness.lackOfFit();
        if (lack != null && (lack.p() == null || lack.p() < ALARM)) {
            holds = false;
            found.add(
                    WarningCode.LACK_OF_FIT.warning(
                            "Sizes miss the law by more than their own runs scatter (F %s, p %s; runs of one size scatter by %.3g)."
                                    .formatted(
                                            lack.f() == null
                                                    ? "without limit"
                                                    : "%.3g".formatted(lack.f()),
                                            lack.p() == null ? "0" : "%.1g".formatted(lack.p()),
                                            lack.pureErrorStandardDeviation())));
        }
        var trends = new ArrayList<ResidualTest>(goodness.residualTrends());
        if (goodness.residualRuns() != null) {
            trends.add(goodness.residualRuns());
        }
        for (ResidualTest trend : trends) {
            if (trend.p() < ALARM / trends.size()) {
                holds = false;
                found.add(
                        WarningCode.RESIDUAL_TREND.warning(
                                "What is left over follows a pattern along %s (%s, p %.1g)."
                                        .formatted(
                                                trend.variable(),
                                                trend.name().replace('_', ' '),
                                                trend.p())));
                break;
            }
        }
        if (!holds) {
            found.addAll(DriftingExponent.of(evidence));
        }
        found.addAll(UnequalScatter.of(evidence, holds));
        outliers(found);
        return found;
    }

    private void outliers(List<Warning> found) {
        double[] p =
                Residuals.outlierProbabilities(evidence.at, evidence.covariance, evidence.moving);
        var outliers = new ArrayList<String>();
        var diverged = new ArrayList<String>();
        double worst = 0;
        String named = "";
        for (int i = 0; i < p.length; i++) {
            if (p[i] >= ALARM) {
                continue;
            }
            String key = evidence.data.keys().get(i);
            double excess = evidence.data.y()[i] / evidence.at.predicted()[i];
            outliers.add(key);
            if (Math.log(excess) > DIVERGED) {
                diverged.add(key);
            }
            if (Math.abs(Math.log(excess)) >= worst) {
                worst = Math.abs(Math.log(excess));
                double leverage = evidence.covariance.leverage()[i];
                named =
                        "'%s' (%.4g, expected %.4g%s)"
                                .formatted(
                                        key,
                                        evidence.data.y()[i],
                                        evidence.at.predicted()[i],
                                        leverage * p.length > PULLS * evidence.moving.length
                                                ? ", and with leverage %.2f the curve is pulled to it"
                                                        .formatted(leverage)
                                                : "");
            }
        }
        if (!outliers.isEmpty()) {
            found.add(
                    WarningCode.OUTLIERS.warning(
                            "%d of %d runs lie too far off the law for chance, the farthest is %s."
                                    .formatted(outliers.size(), p.length, named),
                            outliers));
        }
        if (!diverged.isEmpty()) {
            found.add(
                    WarningCode.DIVERGED_RUNS.warning(
                            "%d runs are more than 50 %% above the law, the first is '%s'."
                                    .formatted(diverged.size(), diverged.getFirst()),
                            diverged));
        }
    }

    private List<Warning> failures() {
        if (resampling == null) {
            return List.of();
        }
        int replicates = evidence.problem.settings.bootstrap().replicates();
        var found = new ArrayList<Warning>();
        if (resampling.failures() > FAILURES * replicates) {
            found.add(
                    WarningCode.BOOTSTRAP_FAILURES.warning(
                            "%d of %d bootstrap refits did not converge."
                                    .formatted(resampling.failures(), replicates)));
        }
        int draws = resampling.draws().length;
        double beyond = draws * (1 - evidence.problem.settings.level()) / 2;
        if (draws < Spread.FEWEST_DRAWS) {
            found.add(
                    WarningCode.FEW_REPLICATES.warning(
                            "%d bootstrap replicates are fewer than the %d that an interval takes: forecasts use the covariance instead."
                                    .formatted(draws, Spread.FEWEST_DRAWS)));
        } else if (beyond < 1) {
            found.add(
                    WarningCode.FEW_REPLICATES.warning(
                            "Of %d bootstrap replicates none lies beyond a limit of level %s: the interval ends at the farthest one."
                                    .formatted(draws, evidence.problem.settings.level())));
        }
        return found;
    }
}
