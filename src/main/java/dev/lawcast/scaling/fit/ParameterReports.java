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

    /// Widths of Wald and bootstrap intervals that differ by more than this factor.
    private static final double DISAGREE = 2;

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
        Interval bootstrap = bootstrap(k, atBound);
        var flags = new ArrayList<String>();
        if (atBound) {
            flags.add("bound_hit");
        } else if (disagree(wald, bootstrap)) {
            flags.add("wald_doubtful");
        }
        return report(
                of,
                estimate,
                atBound || !Double.isFinite(error) ? null : error,
                new Intervals(wald, null, bootstrap),
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
        var covariance = Covariance.of(evidence.at, columns, loss, evidence.known());
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
        double pull = Math.max(0, -bound * slope * scatterUnits() * variance / 2);
        Double distance =
                covariance.rank() < columns.length ? null : wald.beyondBound(pull, variance);
        double limit = distance == null ? Double.NaN : estimate - bound * distance;
        return bound < 0
                ? Interval.of(
                        estimate, Math.min(limit, evidence.problem.upper[k]), evidence.level())
                : Interval.of(
                        Math.max(limit, evidence.problem.lower[k]), estimate, evidence.level());
    }

    /// What turns a difference of the objective into one of squared standard deviations: 1/s² for
    /// squared residuals, else 2·mean(ψ′)/mean(w·ψ²).
    private double scatterUnits() {
        ResidualLoss loss = evidence.objective().loss();
        if (evidence.known() && loss instanceof ResidualLoss.Squared) {
            return 1;
        }
        double squares = 0;
        for (int i = 0; i < evidence.at.runs(); i++) {
            double psi = Covariance.psi(loss, evidence.at.residual()[i]);
            squares += evidence.at.weight()[i] * psi * psi;
        }
        return squares > 0
                ? 2
                        * Covariance.meanSlope(evidence.at.residual(), loss)
                        * evidence.freedom()
                        / squares
                : 0;
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
        double stretch = Spread.inflation(fitted, level);
        if (atBound) {
            // One-sided: all of 1 − level on the side that is open.
            Arrays.sort(draws);
            boolean below = estimate <= evidence.problem.lower[k];
            double limit = draws[(int) ((below ? level : 1 - level) * (draws.length - 1))];
            if (limit == estimate) {
                return null; // every draw on the bound says nothing about how far off it may be
            }
            double stretched = estimate + stretch * (limit - estimate);
            return below
                    ? Interval.of(estimate, stretched, level)
                    : Interval.of(stretched, estimate, level);
        }
        int column = Arrays.binarySearch(evidence.moving, k);
        double acceleration =
                evidence.influences()
                        .acceleration(
                                column,
                                evidence.units() == evidence.data.size()
                                        ? Configurations.each(evidence.data.size())
                                        : evidence.configurations.members());
        return BootstrapInterval.of(
                draws,
                estimate,
                acceleration,
                stretch,
                evidence.problem.lower[k],
                evidence.problem.upper[k],
                level);
    }

    private static boolean disagree(@Nullable Interval a, @Nullable Interval b) {
        if (a == null
                || b == null
                || a.lower() == null
                || a.upper() == null
                || b.lower() == null
                || b.upper() == null) {
            return false;
        }
        double first = a.upper() - a.lower();
        double second = b.upper() - b.lower();
        return first > DISAGREE * second || second > DISAGREE * first;
    }
}
