package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.fit.FitReport.ParameterReport;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.ResidualLoss;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Estimate, standard error and intervals of each parameter.
record ParameterReports(Evidence evidence, @Nullable Resampling resampling) {

    /// A limit that Wald misses by this share of its distance from the estimate.
    private static final double DISAGREE = .25;

    List<ParameterReport> all() {
        var reports = new ArrayList<ParameterReport>();
        double[] errors = evidence.standardErrors();
        for (int k = 0; k < evidence.problem.d; k++) {
            reports.add(one(k, errors[k]));
        }
        return List.copyOf(reports);
    }

    private ParameterReport one(int k, double error) {
        LawParameter of = evidence.problem.law.parameters().get(k);
        double estimate = evidence.solution.parameters()[k];
        if (evidence.identifiability.undetermined().contains(of.name())) {
            return report(of, null, null, Intervals.NONE, List.of("not_determined"));
        }
        if (evidence.problem.lower[k] == evidence.problem.upper[k]) {
            return report(of, estimate, null, Intervals.NONE, List.of("fixed"));
        }
        if (!Double.isFinite(estimate)) {
            return report(of, null, null, Intervals.NONE, List.of("not_determined"));
        }
        boolean atBound = evidence.solution.boundsHit().contains(of.name());
        Interval wald = atBound ? oneSided(k) : wald(k, error);
        Interval profile = evidence.profiles[k];
        Interval bootstrap = bootstrap(k, atBound);
        var flags = new ArrayList<String>();
        if (atBound) {
            flags.add("bound_hit");
        } else if (doubtful(estimate, wald, profile == null ? bootstrap : profile)) {
            flags.add("wald_doubtful");
        }
        if (profile != null && profile.lower() == null) {
            flags.add("open_below");
        }
        if (profile != null && profile.upper() == null) {
            flags.add("open_above");
        }
        return report(
                of,
                estimate,
                atBound || !Double.isFinite(error) ? null : error,
                new Intervals(wald, profile, bootstrap),
                List.copyOf(flags));
    }

    private static ParameterReport report(
            LawParameter of,
            @Nullable Double estimate,
            @Nullable Double error,
            Intervals intervals,
            List<String> flags) {
        return new ParameterReport(
                of.name(), of.unit(), of.meaning(), estimate, error, intervals, flags);
    }

    private @Nullable Interval wald(int k, double error) {
        if (!evidence.wald().possible() || !Double.isFinite(error)) {
            return null;
        }
        return evidence.wald()
                .interval(
                        evidence.solution.parameters()[k],
                        error,
                        evidence.additive(k),
                        evidence.problem.lower[k],
                        evidence.problem.upper[k]);
    }

    /// Of a parameter on a bound: the bound, and as far from it as the objective allows.
    private @Nullable Interval oneSided(int k) {
        Wald wald = evidence.wald();
        if (!wald.possible()) {
            return null;
        }
        int[] columns = Arrays.copyOf(evidence.moving, evidence.moving.length + 1);
        columns[columns.length - 1] = k;
        ResidualLoss loss = evidence.objective().loss();
        var covariance =
                Covariance.of(evidence.at, columns, loss, evidence.problem.settings.noise());
        double variance = covariance.matrix()[columns.length - 1][columns.length - 1];
        double estimate = evidence.solution.parameters()[k];
        double bound = estimate <= evidence.problem.lower[k] ? -1 : 1;
        // Slope of the objective into the admissible side, in units of the scatter.
        double slope = 0;
        for (int i = 0; i < evidence.at.runs(); i++) {
            slope +=
                    evidence.at.weight()[i]
                            * Covariance.psi(loss, evidence.at.residual()[i])
                            * evidence.at.jacobian()[k][i];
        }
        double pull = Math.max(0, -bound * slope * evidence.scatterUnits() * variance / 2);
        Double distance =
                covariance.rank() < columns.length ? null : wald.beyondBound(pull, variance);
        double limit = distance == null ? Double.NaN : estimate - bound * distance;
        return bound < 0
                ? Interval.of(
                        estimate, Math.min(limit, evidence.problem.upper[k]), evidence.level())
                : Interval.of(
                        Math.max(limit, evidence.problem.lower[k]), estimate, evidence.level());
    }

    private @Nullable Interval bootstrap(int k, boolean atBound) {
        if (resampling == null || resampling.draws().length < Spread.FEWEST_DRAWS) {
            return null;
        }
        FittedLaw fitted = evidence.fitted(resampling);
        if (fitted.units() <= fitted.free()) {
            return null;
        }
        double[] draws = Arrays.stream(resampling.draws()).mapToDouble(d -> d[k]).toArray();
        double estimate = evidence.solution.parameters()[k];
        double level = evidence.level();
        double stretch = fitted.simulated() ? 1 : Spread.inflation(fitted, level);
        if (atBound) {
            Arrays.sort(draws);
            boolean below = estimate <= evidence.problem.lower[k];
            double p = (below ? 1 + level : 1 - level) / 2; // as if it lay inside
            double limit = draws[(int) (p * (draws.length - 1))];
            if (limit == estimate) {
                return null; // every draw on the bound says nothing about how far off it may be
            }
            double stretched = estimate + stretch * (limit - estimate);
            return Interval.hull(
                    below
                            ? Interval.of(estimate, stretched, level)
                            : Interval.of(stretched, estimate, level),
                    evidence.profiles[k]);
        }
        int column = Arrays.binarySearch(evidence.moving, k);
        // of a normal law with constant scatter it is 0
        double acceleration =
                fitted.simulated()
                        ? 0
                        : evidence.influences().acceleration(column, evidence.unitMembers());
        Interval interval =
                BootstrapInterval.of(
                        draws,
                        estimate,
                        acceleration,
                        stretch,
                        evidence.problem.lower[k],
                        evidence.problem.upper[k],
                        level);
        return Interval.hull(interval, fitted.piled(level) ? evidence.profiles[k] : null);
    }

    /// Whether a side of the Wald interval is off by more than [#DISAGREE] of the other interval's
    /// half width, or the other is open where Wald is not.
    private static boolean doubtful(
            double estimate, @Nullable Interval wald, @Nullable Interval other) {
        return wald != null
                && other != null
                && (doubtful(estimate, wald.lower(), other.lower())
                        || doubtful(estimate, wald.upper(), other.upper()));
    }

    private static boolean doubtful(
            double estimate, @Nullable Double wald, @Nullable Double other) {
        if (wald == null || other == null) {
            return wald != null;
        }
        double distance = Math.abs(other - estimate);
        return Math.abs(wald - other) > DISAGREE * distance;
    }
}
